import { SEVERITIES } from "../../engine/settings.ts";
import { columnsOf, inline, wrapped } from "./inline.ts";
import type { Style } from "./style.ts";
import { displayWidth, visible } from "../../../../workbench/src/text/visible.ts";

export interface Page {
  readonly style: Style;
  /** Columns that prose may take. */
  readonly width: number;
  /** The address of the page, which its links count from; without one they are shown as they are. */
  readonly address?: string;
}

/**
 * A page of Markdown for a terminal: headings stand out, prose is set anew to the width, tables are aligned, examples are indented and
 * say what they are, and links show where they lead.
 */
export function renderMarkdown(markdown: string, page: Page): string {
  const lines = markdown.split(/\r?\n/);
  const shown: string[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? "";
    const fence = /^\s*(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence !== null) {
      const end = endOfFence(lines, at, fence[1] ?? "");
      shown.push(...example(fence[2] ?? "", lines.slice(at + 1, end), page));
      at = end + 1;
      continue;
    }
    const kind = kindOf(line);
    const end = endOf(kind, lines, at);
    const block = lines.slice(at, end);
    if (kind === "table") shown.push(...table(block, page));
    else if (kind === "heading") shown.push(...heading(line, page));
    else if (kind === "item") shown.push(...item(block, page));
    else if (kind === "prose") shown.push(...wrapped(inline(block.join(" "), page), page));
    // Of several empty lines one is enough, and a line across is none.
    else if (shown.at(-1) !== "") shown.push("");
    at = end;
  }
  return shown.join("\n");
}

type Kind = "empty" | "heading" | "item" | "prose" | "table";

const INDENT = "    ";

const LIST_ITEM = /^(\s*)([-*]|\d+\.)\s+/;

function kindOf(line: string): Kind {
  if (/^\s*(?:(?:-{3,}|\*{3,}|_{3,})\s*)?$/.test(line)) return "empty";
  if (/^#{1,6}\s/.test(line)) return "heading";
  if (/^\s*\|/.test(line)) return "table";
  return LIST_ITEM.test(line) ? "item" : "prose";
}

/** The index behind a block: tables have several rows, prose and items go on until another block begins. */
function endOf(kind: Kind, lines: readonly string[], start: number): number {
  if (kind === "empty" || kind === "heading") return start + 1;
  const next = kind === "table" ? "table" : "prose";
  const end = lines.findIndex(
    (line, index) => index > start && (kindOf(line) !== next || /^\s*[`~]{3}/.test(line)),
  );
  return end === -1 ? lines.length : end;
}

/** The index of the line that closes a fence; of the end where none does. */
function endOfFence(lines: readonly string[], start: number, mark: string): number {
  const end = lines.findIndex((line, index) => index > start && line.trim().startsWith(mark));
  return end === -1 ? lines.length : end;
}

/** Bold; where there are no colours, a line below it says what it is. */
function heading(line: string, page: Page): readonly string[] {
  const text = columnsOf(inline(line.replace(/^#{1,6}\s+/, ""), page)).plain;
  if (page.style.enabled) return [page.style.bold(text)];
  return [text, (/^#\s/.test(line) ? "=" : "-").repeat(displayWidth(text))];
}

function item(block: readonly string[], page: Page): readonly string[] {
  const [, space = "", sign = "-"] = LIST_ITEM.exec(block[0] ?? "") ?? [];
  const hang = `${space}  ${" ".repeat(sign.length + 1)}`;
  const text = block.join(" ").replace(LIST_ITEM, "");
  const lines = wrapped(inline(text, page), { width: Math.max(page.width - hang.length, LEAST) });
  return lines.map((line, index) => (index === 0 ? `${space}  ${sign} ${line}` : hang + line));
}

/** However narrow the terminal: fewer columns hold no words. */
const LEAST = 20;

function table(rows: readonly string[], page: Page): readonly string[] {
  const [head = [], ...body] = rows
    .filter((row) => !/^[\s|:-]+$/.test(row))
    .map((row) => cellsOf(row).map((cell) => columnsOf(inline(cell, page))));
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((row) => displayWidth(row[column]?.plain ?? ""))),
  );
  const aligned = (row: typeof head, paint = (text: string): string => text): string =>
    widths
      .map((width, column) => {
        const { plain = "", styled = "" } = row[column] ?? {};
        return paint(styled) + " ".repeat(width - displayWidth(plain));
      })
      .join("  ")
      .trimEnd();
  const line = widths.map((width) => "-".repeat(width)).join("  ");
  return [aligned(head, (text) => page.style.bold(text)), line, ...body.map((row) => aligned(row))];
}

function cellsOf(row: string): readonly string[] {
  return row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll(String.raw`\|`, "|").trim());
}

/** The lines between two fences; what stands behind the language becomes a line above them. */
function example(info: string, lines: readonly string[], page: Page): readonly string[] {
  const title = titleOf(info.trim().split(/\s+/).slice(1));
  const shown = lines.flatMap((line) => exampleLines(visible(line.replaceAll("\t", INDENT)), page));
  return title === undefined ? shown : [page.style.dim(`${INDENT.slice(2)}${visible(title)}:`), ...shown];
}

/** What the words behind a fence's language say of the example. */
function titleOf(words: readonly string[]): string | undefined {
  const title = words.map((word) => {
    const [name = "", value] = word.split(/=(.*)/s);
    if (value === undefined) return TITLES.get(name) ?? name;
    if (name === "file" || name === "path") return value;
    return `with ${name} ${value}`;
  });
  return title.length === 0 ? undefined : title.join(", ");
}

const TITLES: ReadonlyMap<string, string> = new Map([
  ["fixed", "After the safe fixes"],
  ["suggested", "After the suggested fixes"],
]);

/** A marker line says what the rule reports on the line above it; its message is set to the width, below itself. */
function exampleLines(line: string, { style, width }: Page): readonly string[] {
  const [, mark = "", word, message = ""] = /^(\s*#[\s^]*\^ (\w+): )(.*)$/.exec(line) ?? [];
  const severity = SEVERITIES.find((one) => one === word);
  if (severity === undefined) return [line === "" ? "" : INDENT + line];
  const hash = mark.indexOf("#");
  const hang = `${mark.slice(0, hash)}#${" ".repeat(mark.length - hash - 1)}`;
  const room = Math.max(width - INDENT.length - mark.length, MESSAGE);
  return wrapped([{ text: message, kind: "text" }], { width: room }).map((part, index) =>
    style.severity(severity, INDENT + (index === 0 ? mark : hang) + part),
  );
}

/** A message behind a far marker may be wider than the page. */
const MESSAGE = 40;
