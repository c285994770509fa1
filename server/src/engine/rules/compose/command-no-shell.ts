import { programOf, wordsOf } from "../../model/compose/command.ts";
import type { Word } from "../../model/compose/command.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import type { ComposeScalar, Place } from "../../model/compose/value.ts";
import { scalarOf, valueOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "command-no-shell",
  subject: "compose",
  category: "run-time",
  severity: "error",
  since: "0.2.0",
  summary: "&&, ; or > in a command that no shell runs: Compose drops the rest",
  sources: ["Compose specification, command; measured with Compose 2.26"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      if (programOf(service)?.dropped === undefined) continue;
      for (const key of ["entrypoint", "command"] as const) {
        const scalar = scalarOf(service.value, key);
        const split = scalar === undefined ? undefined : wordsOf(service, scalar);
        if (scalar === undefined || split?.dropped === undefined) continue;
        const finding = judge(service, { key, scalar, words: split.words, dropped: split.dropped }, source);
        if (finding !== undefined) yield finding;
      }
    }
  },
});

interface Cut {
  readonly key: "entrypoint" | "command";
  readonly scalar: ComposeScalar;
  /** What is left. */
  readonly words: readonly Word[];
  readonly dropped: Place;
}

function judge(service: ComposeService, cut: Cut, source: string): Finding | undefined {
  const { key, scalar, words, dropped } = cut;
  const isHere = scalar.at.start === scalar.place.start && scalar.at.file === scalar.place.file;
  const text = isHere ? source.slice(dropped.start, dropped.end).trim() : undefined;
  if (text !== undefined && HARMLESS.test(text)) return undefined;
  const rest = text === undefined ? "what stands behind the first operator" : quoted(text);
  // As written: what variables stand for may be nobody's business.
  const left = isHere
    ? source.slice(scalar.place.start, dropped.start).replace(OPENING, "").trim()
    : "the start";
  const runs = left === "" ? "nothing is left" : `only ${isHere ? quoted(left) : left} is left`;
  const remedy = isOptions(words) ? "Put it in quotes." : 'Hand the whole to a shell: ["sh", "-c", "…"].';
  return {
    at: dropped,
    message: `Compose runs no shell for a ${key} in one string: it drops ${rest} without a word, and ${runs}. ${remedy}`,
    ...(text !== undefined && REDIRECTION.test(text) ? { severity: "warning" as const } : {}),
    fixes: isHere ? handedToShell(service, cut) : [],
  };
}

/** The end of a command, its last place in the background, and both outputs together, as the engine has them anyway. */
const HARMLESS = /^(?:[;&]|>\s*&\s*1)?$/;

/** A quote, or the head of a block. */
const OPENING = /^(?:["']|[|>][-+\d]*\s)/;

/** Nothing but redirections: the program itself runs. */
const REDIRECTION = /^[<>][^;|&]*(?:>\s*&\s*\d\s*)?$/;

function quoted(text: string): string {
  return `"${shortened(text.replaceAll(/\s+/g, " "), 60)}"`;
}

/** What the image's own program gets. */
function isOptions([first]: readonly Word[]): boolean {
  return first !== undefined && knownText(first.value)?.startsWith("-") !== false;
}

function handedToShell(service: ComposeService, { key, scalar, words }: Cut): readonly Fix[] {
  const { node, raw, place } = scalar;
  const isOneLine = node.kind === "scalar" && ["plain", "single", "double"].includes(node.style);
  if (!isOneLine || raw.includes("\n") || words.length === 0 || isOptions(words)) return [];
  const start = shellStart(service, key);
  if (start === undefined) return [];
  const list = `[${[...start, raw.trim()].map((word) => JSON.stringify(word)).join(", ")}]`;
  return [{ title: "Hand it to a shell", safety: "suggested", edits: [{ span: place, text: list }] }];
}

/** The words in front of the script; undefined where the other key would stand in the way. */
function shellStart(service: ComposeService, key: Cut["key"]): readonly string[] | undefined {
  const other = valueOf(service.value, key === "command" ? "entrypoint" : "command");
  if (other === undefined) return ["sh", "-c"];
  if (key === "entrypoint") return undefined;
  const texts = (wordsOf(service, other)?.words ?? []).map(({ value }) => knownText(value));
  const isShell = texts.length === 2 && /(?:^|\/)(?:ba|da|z)?sh$/.test(texts[0] ?? "");
  return isShell && /^-[a-z]*c$/.test(texts[1] ?? "") ? [] : undefined;
}
