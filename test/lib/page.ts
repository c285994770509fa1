import type { Severity } from "../../server/src/engine/rules/rule.ts";
import { SEVERITIES } from "../../server/src/engine/settings.ts";

/** A fenced Dockerfile of a rule's page with its markers taken out. */
export interface Example {
  readonly kind: "example" | "fixed" | "suggested";
  /** The heading that it stands under. */
  readonly section: string;
  /** The page's line on which its fence opens, from 1. */
  readonly line: number;
  readonly text: string;
  readonly expected: readonly Marker[];
  readonly today: string;
  readonly path: string | undefined;
}

/** A place and what must be reported there; line and columns are zero-based, the end exclusive. */
export interface Marker {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
  readonly message: string;
}

const FENCE = /^```(\S*)\s*(.*)$/;
const MARKER = /^(\s*)#( *)(\^+) (error|warning|info|hint): (.*)$/;
const TODAY = "2026-11-23";

/** The examples of a page in order. Throws an error that names the line of a fence that the format does not know. */
export function readPage(page: string): readonly Example[] {
  const examples: Example[] = [];
  const lines = page.split("\n");
  let section = "";
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const fence = FENCE.exec(line);
    if (fence === null) {
      section = /^##? (.*)$/.exec(line)?.[1] ?? section;
      continue;
    }
    const close = lines.indexOf("```", index + 1);
    if (close === -1) throw new Error(`line ${index + 1}: the fence is never closed`);
    if (fence[1] === "dockerfile") {
      examples.push(example(lines.slice(index + 1, close), fence[2] ?? "", section, index + 1));
    }
    index = close;
  }
  return examples;
}

function example(lines: readonly string[], words: string, section: string, line: number): Example {
  const text: string[] = [];
  const expected: Marker[] = [];
  for (const one of lines) {
    const marker = MARKER.exec(one);
    if (marker === null) text.push(one);
    else expected.push(markerOf(marker, text.length - 1));
  }
  let kind: Example["kind"] = "example";
  let today = TODAY;
  let path: string | undefined;
  for (const word of words.split(/\s+/).filter((one) => one !== "")) {
    const day = /^today=(\d{4}-\d\d-\d\d)$/.exec(word)?.[1];
    const place = /^path=(\S+)$/.exec(word)?.[1];
    if (word === "fixed" || word === "suggested") kind = word;
    else if (place !== undefined) path = place;
    else if (day === undefined) throw new Error(`line ${line}: "${word}" is not known after a fence`);
    else today = day;
  }
  return { kind, section, line, text: text.map((one) => `${one}\n`).join(""), expected, today, path };
}

/** Directly behind the `#`, the `#` itself is the first caret, so that column 0 can be marked. */
function markerOf(match: RegExpExecArray, line: number): Marker {
  const [, indent = "", gap = "", carets = "", word, message = ""] = match;
  const severity = SEVERITIES.find((one) => one === word) ?? "error";
  const hash = indent.length;
  const start = gap === "" ? hash : hash + 1 + gap.length;
  const end = gap === "" ? hash + 1 + carets.length : start + carets.length;
  return { line, start, end, severity, message };
}
