import type { Severity } from "../../engine/rules/rule.ts";
import type { FileReport } from "./report.ts";

/** Counts what was reported, for the line at the end. */
export class Tally {
  readonly counts: Record<Severity, number> = { error: 0, warning: 0, info: 0, hint: 0 };
  files = 0;
  #withFindings = 0;
  #fixable = 0;
  #fixed = 0;
  #changed = 0;

  /** Counts a file that was read. */
  add({ findings, fixed }: FileReport): void {
    this.files += 1;
    this.#fixed += fixed;
    if (fixed > 0) this.#changed += 1;
    if (findings.length > 0) this.#withFindings += 1;
    for (const { severity, fixes } of findings) {
      this.counts[severity] += 1;
      if (fixes.some(({ safety }) => safety === "safe")) this.#fixable += 1;
    }
  }

  /** One line: how many findings of which severity in how many files, and what was or can be fixed. */
  summary(mode: "lint" | "fix" | "dry-run"): string {
    const { counts } = this;
    const all = counts.error + counts.warning + counts.info + counts.hint;
    const fixes =
      this.#fixed > 0 ? `${plural(this.#fixed, "fix", "fixes")} in ${plural(this.#changed, "file")}` : "";
    const did = fixes === "" ? "" : mode === "dry-run" ? `Would apply ${fixes}. ` : `Applied ${fixes}. `;
    if (all === 0) return `${did}No findings in ${plural(this.files, "file")}.`;
    const kinds = (["error", "warning", "info", "hint"] as const).filter((severity) => counts[severity] > 0);
    const list = kinds.map((severity) =>
      severity === "info" ? `${counts.info} info` : plural(counts[severity], severity),
    );
    const where = `in ${this.#withFindings} of ${plural(this.files, "file")}`;
    const rest = this.#fixable > 0 && mode === "lint" ? ` --fix mends ${this.#fixable}.` : "";
    return `${did}${plural(all, "finding")} (${list.join(", ")}) ${where}.${rest}`;
  }
}

/** `1 warning`, `2 warnings`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
