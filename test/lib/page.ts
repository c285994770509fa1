import type { Severity } from "../../server/src/engine/rules/rule.ts";
import type { HostFacts } from "../../server/src/engine/settings.ts";
import { SEVERITIES } from "../../server/src/engine/settings.ts";

/** A fenced Dockerfile or compose file of a rule's page with its markers taken out. */
export interface Example {
  readonly language: "dockerfile" | "compose";
  readonly kind: "example" | "fixed" | "suggested";
  /** The heading that it stands under. */
  readonly section: string;
  /** The page's line on which its fence opens, from 1. */
  readonly line: number;
  readonly text: string;
  readonly expected: readonly Marker[];
  readonly today: string;
  readonly path: string | undefined;
  /** Other files of the example, by path: blocks of any language with `file=PATH` right before or after it. */
  readonly files: ReadonlyMap<string, string>;
  /** Facts about the host: `driver=535.183.01`, `gpus=2`, `engine=28.5.1`, `compose=2.29.0`, `architectures=7.5,9.0`. */
  readonly host: HostFacts;
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

/**
 * The examples of a page in order. A fence is ```` ```dockerfile ```` or ```` ```compose ````, with words behind it: `fixed`, `suggested`,
 * `today=DAY`, `path=PATH`, and facts about the host. A block of any language with `file=PATH` is another file of the example that
 * follows it (and of its `fixed` and `suggested` blocks). Throws an error that names the line of a fence that the format does not know.
 */
export function readPage(page: string): readonly Example[] {
  const examples: Example[] = [];
  const lines = page.split("\n");
  let section = "";
  let files = new Map<string, string>();
  let isUsed = false;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const fence = FENCE.exec(line);
    if (fence === null) {
      section = /^##? (.*)$/.exec(line)?.[1] ?? section;
      continue;
    }
    const close = lines.indexOf("```", index + 1);
    if (close === -1) throw new Error(`line ${index + 1}: the fence is never closed`);
    const [, language = "", words = ""] = fence;
    const content = lines.slice(index + 1, close);
    const file = /(?:^|\s)file=(\S+)/.exec(words)?.[1];
    if (file !== undefined) {
      if (isUsed) files = new Map();
      isUsed = false;
      files.set(file, content.map((one) => `${one}\n`).join(""));
    } else if (language === "dockerfile" || language === "compose") {
      const one = example(language, content, words, section, index + 1, files);
      if (one.kind === "example" && isUsed) files = new Map();
      examples.push({ ...one, files });
      isUsed = true;
    }
    index = close;
  }
  return examples;
}

function example(
  language: Example["language"],
  lines: readonly string[],
  words: string,
  section: string,
  line: number,
  files: ReadonlyMap<string, string>,
): Example {
  const text: string[] = [];
  const expected: Marker[] = [];
  for (const one of lines) {
    const marker = MARKER.exec(one);
    if (marker === null) text.push(one);
    else expected.push(markerOf(marker, text.length - 1));
  }
  let kind: Example["kind"] = "example";
  let today = TODAY;
  let path: string | undefined = language === "compose" ? "compose.yaml" : undefined;
  const host: { -readonly [Key in keyof HostFacts]: HostFacts[Key] } = {};
  for (const word of words.split(/\s+/).filter((one) => one !== "")) {
    const [name = "", value] = word.split(/=(.*)/s);
    if (value === undefined && (name === "fixed" || name === "suggested")) kind = name;
    else if (name === "today" && value !== undefined && /^\d{4}-\d\d-\d\d$/.test(value)) today = value;
    else if (name === "path" && value !== undefined) path = value;
    else if (name === "gpus" && value !== undefined) host.gpus = Number(value);
    else if (name === "architectures" && value !== undefined) host.architectures = value.split(",");
    else if ((name === "driver" || name === "engine" || name === "compose") && value !== undefined)
      host[name] = value;
    else throw new Error(`line ${line}: "${word}" is not known after a fence`);
  }
  const body = text.map((one) => `${one}\n`).join("");
  return { language, kind, section, line, text: body, expected, today, path, files, host };
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
