import { shortened } from "../text/shortened.ts";

/**
 * Text of unknown origin as a code span: nothing in it is a link, an image, HTML or emphasis. Line breaks, control and
 * direction-changing characters become blanks, and a long text is cut.
 */
export function code(text: string): string {
  const plain = text.replaceAll(UNSHOWABLE, " ");
  const shown = plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
  if (shown.trim() === "") return "(empty)";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** A sentence as plain text: what Markdown or HTML would read as markup is escaped. */
export function plain(text: string): string {
  return text
    .replaceAll(UNSHOWABLE, " ")
    .replaceAll(/[\\`*_[\]|~$]/g, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** Lines of unknown origin as a block of code, shown as they are; a long one is cut. */
export function codeBlock(lines: readonly string[], language: string): string {
  const shown = lines.map((line) => shortened(line.trimEnd().replaceAll(UNSHOWABLE, " "), LONGEST_LINE));
  const longest = Math.max(2, ...(shown.join("\n").match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${shown.join("\n")}\n${fence}`;
}

/** Paragraphs and lists in sequence; empty ones are left out. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

/** A list of bullets, whose items are Markdown already. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

const LONGEST = 300;

const LONGEST_LINE = 100;

/** Controls, line and paragraph separators, and the characters that change the direction of text. */
const UNSHOWABLE = /[\p{Cc}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069\u061C]/gu;
