import * as l10n from "@vscode/l10n";
import { displayWidth, visible } from "../text/visible.ts";
import type { Check, CheckStatus } from "./check.ts";
import type { HostProfile } from "./host-profile.ts";

export interface DoctorTextOptions {
  /** Columns of the terminal; 100 unless said. */
  readonly columns?: number;
  /** Lines on what does not matter here, too. */
  readonly all?: boolean;
  /** Sources under the lines: under those that ask for something, or under each. */
  readonly sources?: "problems" | "all";
  /** Colours a word of the report; the text stays as it is. */
  readonly paint?: (status: CheckStatus, text: string) => string;
}

/** The report for a terminal. Foreign text in it is made visible; no line is wider than the columns, save for a word that is. */
export function doctorText(checks: readonly Check[], options: DoctorTextOptions = {}): string {
  const columns = Math.max(40, options.columns ?? 100);
  const paint = options.paint ?? ((_, text: string) => text);
  const shown = checks.filter((check) => options.all === true || check.status !== "skipped");
  const indent = Math.max(NARROWEST, ...ORDER.map((status) => displayWidth(statusWord(status)) + 2));
  const blank = " ".repeat(indent);
  const lines: string[] = [];
  for (const { status, title, finding, remedy, source } of shown) {
    const [first = "", ...rest] = wrapped(`${visible(title)}: ${visible(finding)}`, columns - indent);
    const word = statusWord(status);
    const padded = word + " ".repeat(indent - 1 - displayWidth(word));
    lines.push(`${paint(status, padded)} ${first}`, ...rest.map((line) => blank + line));
    if (remedy !== undefined) lines.push(...hanging(`-> ${visible(remedy)}`, columns, blank));
    if (options.sources === "all" || (options.sources === "problems" && remedy !== undefined))
      lines.push(...hanging(`   ${visible(source)}`, columns, blank));
  }
  const left = checks.filter((check) => !shown.includes(check)).map(({ title }) => visible(title));
  if (left.length > 0)
    lines.push("", ...wrapped(l10n.t("Of no matter here: {0}.", left.join(", ")), columns));
  return `${[...lines, "", ...wrapped(`${summaryText(checks)}.`, columns)].join("\n")}\n`;
}

export interface DoctorJson {
  readonly checks: readonly Check[];
  readonly summary: Readonly<Record<CheckStatus, number>>;
  /** What the linter's config could hold of this host. */
  readonly host: HostProfile["host"];
}

/** The report for a program; to be written by JSON.stringify, which leaves no control character as it is. */
export function doctorJson(checks: readonly Check[], profile: HostProfile): DoctorJson {
  return { checks, summary: summary(checks), host: profile.host };
}

/** The worst that was found: what an exit status or a badge goes by. */
export function worst(checks: readonly Check[]): CheckStatus {
  return ORDER.find((status) => checks.some((check) => check.status === status)) ?? "skipped";
}

/** `1 failed, 2 warnings, 9 ok, 8 skipped`. */
export function summaryText(checks: readonly Check[]): string {
  const counts = summary(checks);
  return ORDER.filter((status) => counts[status] > 0)
    .map((status) => countText(status, counts[status]))
    .join(", ");
}

function statusWord(status: CheckStatus): string {
  switch (status) {
    case "failed":
      return l10n.t("failed");
    case "warning":
      return l10n.t("warning");
    case "unknown":
      return l10n.t("unknown");
    case "ok":
      return l10n.t("ok");
    default:
      return l10n.t("skipped");
  }
}

function countText(status: CheckStatus, count: number): string {
  switch (status) {
    case "failed":
      return l10n.t("{0} failed", count);
    case "warning":
      return count === 1 ? l10n.t("1 warning") : l10n.t("{0} warnings", count);
    case "unknown":
      return l10n.t("{0} unknown", count);
    case "ok":
      return l10n.t("{0} ok", count);
    default:
      return l10n.t("{0} skipped", count);
  }
}

const ORDER: readonly CheckStatus[] = ["failed", "warning", "unknown", "ok", "skipped"];
/** Columns for the word before a line, as English needs them. */
const NARROWEST = 9;

function summary(checks: readonly Check[]): Readonly<Record<CheckStatus, number>> {
  const count = (status: CheckStatus): number => checks.filter((check) => check.status === status).length;
  return {
    failed: count("failed"),
    warning: count("warning"),
    unknown: count("unknown"),
    ok: count("ok"),
    skipped: count("skipped"),
  };
}

/** Lines after the first stand under the text, not under its arrow. */
function hanging(text: string, columns: number, blank: string): readonly string[] {
  const [lead, rest] = [text.slice(0, 3), text.slice(3)];
  return wrapped(rest, columns - blank.length - 3).map(
    (line, index) => `${blank}${index === 0 ? lead : "   "}${line}`,
  );
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
