import * as l10n from "@vscode/l10n";
import { visible } from "../text/visible.ts";

/** Foreign text for the middle of a sentence: one line, at most `limit` UTF-16 units, and nothing that a terminal obeys. */
export function short(text: string, limit = 80): string {
  const line = visible(
    text
      .slice(0, 4 * limit)
      .replace(/\s+/g, " ")
      .trim(),
  );
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

/** At most `limit` of them between commas: `all, 0, 1 and 5 more`. */
export function listed(items: readonly string[], limit = 4): string {
  const shown = items.slice(0, limit).map((item) => short(item, 60));
  const rest = items.length - shown.length;
  return rest > 0 ? l10n.t("{0} and {1} more", shown.join(", "), rest) : shown.join(", ");
}
