import type { LogicalText } from "../text/logical.ts";
import { sourceSpan } from "../text/logical.ts";
import type { Flag } from "./ast.ts";

/**
 * The `--name=value` words that begin at a logical offset, and the offset where the arguments begin. `--` alone ends the
 * flags; quotes and escapes keep white space inside a flag and are taken off its value.
 *
 * Source: moby/buildkit frontend/dockerfile/parser/split_command.go (extractBuilderFlags).
 */
export function readFlags(
  line: LogicalText,
  from: number,
  escape: string,
): { readonly flags: readonly Flag[]; readonly end: number } {
  const { text } = line;
  const flags: Flag[] = [];
  let at = from;
  while (text.startsWith("--", at)) {
    const word = readWord(text, at, escape);
    const next = skip(text, word.end);
    if (word.value === "--") return { flags, end: next };
    flags.push(flagOf(line, at, word));
    at = next;
  }
  return { flags, end: at };
}

interface Word {
  readonly value: string;
  readonly end: number;
}

function flagOf(line: LogicalText, start: number, word: Word): Flag {
  const span = sourceSpan(line, start, word.end);
  const equals = word.value.indexOf("=");
  if (equals === -1) return { name: word.value.slice(2), value: undefined, span, valueSpan: undefined };
  const written = line.text.indexOf("=", start) + 1;
  return {
    name: word.value.slice(2, equals),
    value: word.value.slice(equals + 1),
    span,
    valueSpan: sourceSpan(line, Math.min(written, word.end), word.end),
  };
}

function readWord(text: string, from: number, escape: string): Word {
  let value = "";
  let quote = "";
  let at = from;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (quote === "" && /\s/.test(character)) break;
    if (character === escape && quote !== "'" && at + 1 < text.length) {
      value += text[at + 1];
      at += 2;
      continue;
    }
    if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = "";
    else value += character;
    at += 1;
  }
  return { value, end: at };
}

function skip(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? "")) at += 1;
  return at;
}
