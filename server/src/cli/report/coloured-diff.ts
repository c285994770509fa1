import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

/** The diff in colours for a terminal, which must not obey what the file holds. */
export function coloured(diff: string, style: Style): string {
  if (!style.enabled) return diff;
  return diff
    .split("\n")
    .map((line) => {
      const shown = visible(line.replaceAll("\t", "    "));
      if (/^(?:---|\+\+\+) /.test(line)) return style.bold(shown);
      if (line.startsWith("@@")) return style.code(shown);
      if (line.startsWith("+")) return style.added(shown);
      return line.startsWith("-") ? style.removed(shown) : shown;
    })
    .join("\n");
}
