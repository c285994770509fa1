import { environmentVariable, isUnquoted, quotesAsEmpty } from "../../knowledge/index.ts";
import { buildOf } from "../../model/compose/image.ts";
import type { Pair } from "../../model/compose/pairs.ts";
import { pairsOf } from "../../model/compose/pairs.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import type { ComposeScalar, Place } from "../../model/compose/value.ts";
import { listOf, valueOf } from "../../model/compose/value.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Severity } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "env-quotes-literal",
  subject: "compose",
  category: "syntax",
  severity: "warning",
  since: "0.2.0",
  summary: "quotes in a NAME=value item, a default or an option, which become a part of the value",
  sources: ["YAML 1.2, plain scalars; measured with Compose 2.26"],
  *check({ project }) {
    for (const service of project.services.values()) {
      yield* inPairs(service, project);
      yield* inOptions(service);
    }
  },
});

function* inPairs(service: ComposeService, project: ComposeProject): Generator<Finding> {
  const defaults: PlacedFinding[] = [];
  const environment = pairsOf(valueOf(service.value, "environment"), project);
  for (const pair of [...environment.values(), ...(buildOf(service)?.args.values() ?? [])]) {
    const { raw, scalar } = pair;
    // Who quotes the whole item as well means the inner quotes.
    if (raw === undefined || scalar.quoted) continue;
    if (pair.form === "list" && isQuoted(raw)) yield reportPair(pair, raw);
    else {
      const found = quotedDefault(pair, raw);
      if (found !== undefined) defaults.push(reportDefault(pair, raw, found));
    }
  }
  yield* asOne(defaults);
}

interface PlacedFinding extends Finding {
  readonly at: Place;
}

/** Who quotes one default quotes them all: one finding for the defaults of a service, in a file, that weigh the same. */
function* asOne(findings: readonly PlacedFinding[]): Generator<Finding> {
  const groups = new Map<string, PlacedFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.at.file}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  for (const [first, ...others] of groups.values()) {
    if (first === undefined) continue;
    const more = others.length === 1 ? "another default" : `${others.length} other defaults`;
    const edits = [first, ...others].flatMap(({ fixes }) => fixes?.[0]?.edits ?? []);
    yield {
      ...first,
      message: others.length === 0 ? first.message : `${first.message} So it is with ${more} of the service.`,
      related: others.slice(0, MOST_RELATED).map(({ at }) => ({ at, message: "Quoted here as well." })),
      fixes: edits.length === 0 ? [] : [{ title: "Leave the quotes out", safety: "suggested", edits }],
    };
  }
}

const MOST_RELATED = 20;

/** A text in one pair of quotes; `"a" "b"` is a list for the program. */
function isQuoted(text: string): boolean {
  const [quote] = text;
  return (quote === '"' || quote === "'") && text.length > 1 && text.indexOf(quote, 1) === text.length - 1;
}

function reportPair(pair: Pair, raw: string): Finding {
  const { name, valueAt, valuePlace, scalar } = pair;
  const bare = raw.slice(1, -1);
  const shown = shortened(raw, 60);
  const isEscaped = raw.startsWith('"') && /^(?:[^\\]|\\[nrt])*\\[nrt](?:[^\\]|\\[nrt])*$/.test(bare);
  const isWhole = (isEscaped && !/^[A-Za-z]:\\/.test(bare)) || /^\s|[\s:]$/.test(bare);
  const harmless = bare === "" ? quotesAsEmpty(name) : undefined;
  const said =
    bare === ""
      ? `${name} is not empty: in a list the quotes are a part of the value, which is ${shown}.${harmless === undefined ? "" : ` ${harmless}.`}`
      : `The quotes are a part of the value: ${name} is ${shown}.`;
  const remedy =
    bare === ""
      ? "Leave the quotes out."
      : isWhole
        ? "Put them around the whole item."
        : `Leave them out, or write "${name}: ..." in a map.`;
  const edits = isWhole ? quoteItem(valuePlace, scalar, raw.slice(0, 1)) : unquote(valuePlace);
  const title = isWhole ? "Quote the whole item" : "Leave the quotes out";
  return {
    at: valueAt,
    severity: harmless === undefined ? severityOf(name, bare) : "info",
    message: `${said} ${remedy}`,
    fixes: isTraced(pair, raw) ? [{ title, safety: "suggested", edits }] : [],
  };
}

/** Whether each character of a pair's value stands where it seems to. */
function isTraced({ form, valuePlace: { start, end }, scalar }: Pair, raw: string): boolean {
  if (end - start !== raw.length) return false;
  return form === "map" || !scalar.raw.slice(0, scalar.raw.indexOf("=")).includes("$");
}

/** The quotes of a default that counts, in `raw`: no `.env` gives another value. */
interface QuotedDefault {
  readonly variable: string;
  readonly start: number;
  readonly end: number;
}

const DEFAULT = /^(\$\{([A-Za-z_]\w*):?-)("[^"${}]*"|'[^'${}]*')\}$/;

function quotedDefault({ value }: Pair, raw: string): QuotedDefault | undefined {
  const [, lead = "", variable = "", text = ""] = DEFAULT.exec(raw) ?? [];
  if (text === "" || value?.known !== true || value.text !== text) return undefined;
  return { variable, start: lead.length, end: lead.length + text.length };
}

function reportDefault(pair: Pair, raw: string, { variable, start, end }: QuotedDefault): PlacedFinding {
  const { name, valueAt, valuePlace } = pair;
  const text = raw.slice(start, end);
  const part = (whole: Place): Place =>
    whole.end - whole.start === raw.length
      ? { file: whole.file, start: whole.start + start, end: whole.start + end }
      : whole;
  const isExact = isTraced(pair, raw) && !text.includes("\\");
  const what = variable === name ? "it" : name;
  return {
    at: part(valueAt),
    // Who wrote a default has run it: only a variable of known meaning surely gets a wrong value.
    severity: environmentVariable(name) === undefined ? "info" : severityOf(name, text.slice(1, -1)),
    message: `The quotes are a part of the default: unless ${variable} is set, ${what} is ${shortened(text, 60)}. Leave them out.`,
    fixes: isExact
      ? [{ title: "Leave the quotes out", safety: "suggested", edits: unquote(part(valuePlace)) }]
      : [],
  };
}

/** Programs split options again, where quotes do no harm; some trim them, and a model reads a question with quotes as well. */
function severityOf(name: string, bare: string): Severity {
  const isProse = /\s\S+\s/.test(bare) && /[.?!]$/.test(bare.trimEnd());
  return isProse || isUnquoted(name) || /_(?:ARGS|OPTS|FLAGS|OPTIONS)$/i.test(name) ? "info" : "warning";
}

const OPTION = /^(--?[A-Za-z][\w.-]*=)("[^"]*"|'[^']*')$/;

/** `- --name="v"` in a list, which no shell reads. */
function* inOptions({ value: service }: ComposeService): Generator<Finding> {
  for (const key of ["entrypoint", "command"]) {
    for (const item of listOf(service, key)?.items ?? []) {
      if (item.kind !== "scalar" || item.quoted || !/["']$/.test(item.raw)) continue;
      const [, lead = "", text = ""] = OPTION.exec(item.raw) ?? [];
      const { at, place } = item;
      if (text === "" || place.end - place.start !== item.raw.length) continue;
      const part = { file: place.file, start: place.start + lead.length, end: place.end };
      yield {
        at: at.file === place.file && at.start === place.start ? part : at,
        severity: "info",
        message: `The quotes are a part of the value: no shell takes them away here, and ${shortened(lead.slice(0, -1), 60)} is ${shortened(text, 60)}. Leave them out.`,
        fixes: [{ title: "Leave the quotes out", safety: "suggested", edits: unquote(part) }],
      };
    }
  }
}

/** Moves the opening quote of a value to the front of its item, where YAML reads it. */
function quoteItem({ file, start }: Place, { place }: ComposeScalar, quote: string): readonly PlacedEdit[] {
  return [
    { span: { file, start: place.start, end: place.start }, text: quote },
    { span: { file, start, end: start + 1 }, text: "" },
  ];
}

function unquote({ file, start, end }: Place): readonly PlacedEdit[] {
  return [
    { span: { file, start, end: start + 1 }, text: "" },
    { span: { file, start: end - 1, end }, text: "" },
  ];
}
