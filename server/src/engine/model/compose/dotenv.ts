import type { Span } from "../../text/span.ts";
import type { Lookup } from "../expand.ts";
import type { Resolved } from "../resolved.ts";
import { known } from "../resolved.ts";
import { interpolate } from "./interpolate.ts";

/** A file of variables: `.env`, or what `env_file` names. */
export interface Dotenv {
  /** The last of each name counts. */
  readonly entries: ReadonlyMap<string, DotenvEntry>;
  /** What Compose refuses. */
  readonly problems: readonly { readonly span: Span; readonly message: string }[];
}

export interface DotenvEntry {
  readonly name: string;
  /** Undefined where the file only names the variable, which then comes from the shell. */
  readonly value: Resolved | undefined;
  /** From the name to the end of the value. */
  readonly span: Span;
}

/**
 * Reads a file of variables as Compose does: `NAME=value`, `NAME: value`, `export`, comments behind a space, quotes that may hold
 * several lines, escapes in double quotes, and variables of the lines above or, where they set none, of `lookup`.
 *
 * Source: compose-go dotenv/parser.go; measured with Compose 2.26.
 */
export function readDotenv(text: string, lookup: Lookup): Dotenv {
  const entries = new Map<string, DotenvEntry>();
  const problems: { span: Span; message: string }[] = [];
  const inner: Lookup = (name) => {
    const value = entries.get(name)?.value;
    return value === undefined ? lookup(name) : { state: "set", value };
  };
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const line = lineFrom(text, at);
    const head = /^[ \t]*(?:export[ \t]+)?([^=:#\s][^=:\r\n]*?)?[ \t\r]*(?:([=:])[ \t]*|$)/.exec(line);
    const name = head?.[1] ?? "";
    if (head === null || /^[ \t]*(?:#|$)/.test(line) || (name === "" && head[2] === undefined)) {
      at += line.length + 1;
      continue;
    }
    const start = at + head[0].indexOf(name);
    if (name === "" || /[ \t"']/.test(name)) {
      const span = { start, end: at + line.length };
      problems.push({
        span,
        message: `Compose cannot read this line: ${unreadable(name)} Write NAME=value.`,
      });
      at += line.length + 1;
      continue;
    }
    if (head[2] === undefined) {
      entries.set(name, { name, value: undefined, span: { start, end: start + name.length } });
      at += line.length + 1;
      continue;
    }
    const from = at + head[0].length;
    const quote = text[from];
    if (quote !== '"' && quote !== "'") {
      const raw = unquoted(line.slice(head[0].length));
      const end = from + raw.length;
      entries.set(name, { name, value: interpolate(raw, inner).value, span: { start, end } });
      at += line.length + 1;
      continue;
    }
    const close = closingQuote(text, from);
    if (close === -1) {
      const span = { start: from, end: at + line.length };
      problems.push({
        span,
        message: `The quote that begins the value of ${name} is never closed. Close it.`,
      });
      break;
    }
    const rest = text.slice(close + 1, lineEndFrom(text, close));
    if (!/^\s*(?:#.*)?$/.test(rest)) {
      const span = { start: close + 1, end: close + 1 + rest.trimEnd().length };
      problems.push({
        span,
        message: `Compose cannot read what follows the quoted value of ${name}. Put all of it into one pair of quotes.`,
      });
    }
    const inside = text.slice(from + 1, close);
    const value = quote === "'" ? known(inside.replaceAll("\\'", "'")) : doubleQuoted(inside, inner);
    entries.set(name, { name, value, span: { start, end: close + 1 } });
    at = lineEndFrom(text, close) + 1;
  }
  return { entries, problems };
}

function lineFrom(text: string, at: number): string {
  return text.slice(at, lineEndFrom(text, at));
}

function lineEndFrom(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  return feed === -1 ? text.length : feed;
}

/** A comment begins behind a space; a `#` without one is part of the value. */
function unquoted(rest: string): string {
  const comment = rest.indexOf(" #");
  return (comment === -1 ? rest : rest.slice(0, comment)).trimEnd();
}

function closingQuote(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at;
    if (text[at] === "\\" && text[at + 1] !== undefined) at += 1;
  }
  return -1;
}

/** Escapes are taken away after variables are substituted, so that `\$` stays a dollar sign. */
function doubleQuoted(inside: string, lookup: Lookup): Resolved {
  const { value } = interpolate(inside.replaceAll(/\\\$/g, "$$$$"), lookup);
  if (value.known) return known(unescape(value.text));
  return { ...value, parts: value.parts.map((part) => (typeof part === "string" ? unescape(part) : part)) };
}

function unescape(text: string): string {
  return text.replaceAll(/\\([nrt"\\$])/g, (_, character: string) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unreadable(name: string): string {
  return name === "" ? "it has no name." : "a name cannot contain spaces or quotes.";
}
