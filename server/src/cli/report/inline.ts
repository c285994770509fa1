import type { Style } from "./style.ts";
import { displayWidth, visible } from "../../../../workbench/src/text/visible.ts";

/** A stretch of prose in one style. */
export interface Piece {
  readonly text: string;
  readonly kind: "code" | "text";
  /** Without one it is shown as it is. */
  readonly style?: Style;
}

/** What the address of a link counts from, and how code is shown. */
interface Setting {
  readonly style: Style;
  readonly address?: string;
}

/** Reads the emphasis, code and links of prose. An address that is not whole counts from that of the page. */
export function inline(text: string, setting: Setting): readonly Piece[] {
  return visible(text)
    .split(/(\[(?:[^\]`]|`[^`]*`)+\]\([^)\s]+\)\w*|`[^`]+`)/)
    .filter((part) => part !== "")
    .flatMap((part) => piecesOf(part, setting));
}

function piecesOf(part: string, setting: Setting): readonly Piece[] {
  const { style } = setting;
  // The quotes that mark code are needed where no colour does.
  if (/^`[^`]+`$/.test(part))
    return [{ text: style.enabled ? part.slice(1, -1) : part, kind: "code", style }];
  const [, words = "", to, ending = ""] = /^\[(.+)\]\(([^)\s]+)\)(\w*)$/.exec(part) ?? [];
  // `[preset](…)s`: the ending belongs to the words.
  if (to !== undefined)
    return [
      ...inline(words + ending, setting),
      { text: ` (${addressOf(to, setting.address)})`, kind: "text" },
    ];
  return [{ text: prose(part), kind: "text" }];
}

/** Prose in lines of at most `width` columns, longer only where a word is. */
export function wrapped(pieces: readonly Piece[], { width }: { readonly width: number }): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of wordsOf(pieces)) {
    const columns = word.reduce((sum, { text }) => sum + displayWidth(text), 0);
    const styled = word.map(paint).join("");
    if (used > 0 && used + 1 + columns > width) {
      lines.push(line);
      line = styled;
      used = columns;
    } else {
      line = used === 0 ? styled : `${line} ${styled}`;
      used += columns + (used === 0 ? 0 : 1);
    }
  }
  return [...lines, line];
}

/** Prose in one line, as it is shown and without colours. */
export function columnsOf(pieces: readonly Piece[]): { readonly plain: string; readonly styled: string } {
  return {
    plain: pieces.map(({ text }) => text).join(""),
    styled: pieces.map(paint).join(""),
  };
}

/** Without emphasis, and without the backslash of characters that it takes their meaning from. */
function prose(text: string): string {
  return text
    .replaceAll(/\*\*([^*]+)\*\*/g, "$1")
    .replaceAll(/(?<![\w*\\])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])/g, "$1")
    .replaceAll(/\\([\\`*_{}[\]()#+.!|<>-])/g, "$1");
}

function addressOf(to: string, address: string | undefined): string {
  if (address === undefined || !URL.canParse(to, address)) return to;
  return new URL(to, address).href;
}

/** The words of prose, each of pieces that no white space parts. */
function wordsOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const words: Piece[][] = [];
  let isOpen = false;
  for (const piece of pieces) {
    for (const part of piece.text.split(/(\s+)/)) {
      if (part === "") continue;
      if (/^\s/.test(part)) {
        isOpen = false;
        continue;
      }
      const last = words.at(-1);
      if (isOpen && last !== undefined) last.push({ ...piece, text: part });
      else words.push([{ ...piece, text: part }]);
      isOpen = true;
    }
  }
  return words;
}

function paint({ text, kind, style }: Piece): string {
  return kind === "code" && style !== undefined ? style.code(text) : text;
}
