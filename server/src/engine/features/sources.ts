import { source } from "../knowledge/index.ts";
import type { SourceIds } from "../knowledge/types.ts";
import { plain } from "./markdown.ts";

/** What stands behind facts, as one line in italics. */
export function sourcesLine(ids: SourceIds): string | undefined {
  const names = [...new Set(ids)].flatMap((id) => {
    const found = source(id);
    return found === undefined ? [] : [found.what];
  });
  if (names.length === 0) return undefined;
  const shown = names.slice(0, MOST).map((name) => plain(name));
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : "";
  return `_Source: ${shown.join("; ")}${more}_`;
}

const MOST = 3;
