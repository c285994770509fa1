import type { Span } from "../text/span.ts";
import type { StageInstruction } from "./dockerfile.ts";
import { expand } from "./expand.ts";
import type { Resolved } from "./resolved.ts";
import { known } from "./resolved.ts";

/** One `RUN --mount=…`. */
export interface Mount {
  /** bind (the default), cache, tmpfs, secret or ssh. */
  readonly type: Resolved;
  /** The `target`, `dst` or `destination` field. */
  readonly target: Resolved | undefined;
  readonly fields: ReadonlyMap<string, Resolved>;
  readonly span: Span;
}

/** The mounts of a RUN; empty for other instructions. */
export function mountsOf(at: StageInstruction, escape: string): readonly Mount[] {
  return at.instruction.flags
    .filter((flag) => flag.name === "mount" && flag.value !== undefined)
    .map((flag) => {
      const fields = new Map<string, Resolved>();
      for (const field of (flag.value ?? "").split(",")) {
        const equals = field.indexOf("=");
        const name = (equals === -1 ? field : field.slice(0, equals)).trim().toLowerCase();
        const text = equals === -1 ? "" : field.slice(equals + 1);
        fields.set(
          name,
          expand(text, (variable) => at.stage.scope.lookup(variable, at.order), escape),
        );
      }
      return {
        type: fields.get("type") ?? known("bind"),
        target: fields.get("target") ?? fields.get("dst") ?? fields.get("destination"),
        fields,
        span: flag.span,
      };
    });
}

/** Whether a path lies in a directory, or is it. Both absolute. */
export function isInside(path: string, directory: string): boolean {
  const base = directory.replace(/\/+$/, "");
  return path === base || path.startsWith(`${base}/`);
}
