import type { Style } from "./style.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";

/** The diff as a terminal may show it: in colours where they are on, and never obeyed. */
export function diffForTerminal(diff: string, style: Style): string {
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
