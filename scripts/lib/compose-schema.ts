import type {
  ComposeForm,
  ComposeKey,
  ComposeKeyValue,
  ComposeSince,
} from "../../server/src/engine/knowledge/index.ts";
import { composeKeysBelow, misplacedComposeKeys } from "../../server/src/engine/knowledge/index.ts";

/**
 * The JSON schema of the parts of a compose file that ask for GPUs. It says nothing of other keys, so that it can stand beside the
 * schema of the Compose specification. `id` is where it can be fetched.
 */
export function composeSchema(id: string): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title: "GPU stanzas of a compose file",
    type: "object",
    properties: {
      services: { type: "object", additionalProperties: { $ref: "#/definitions/service" } },
    },
    definitions: { service: mapSchema("", true) },
  };
}

/** What Compose substitutes may turn out as anything. */
const VARIABLE = String.raw`\$`;

/** The schema of the map at a path: the keys that are known there, and those that belong elsewhere. */
function mapSchema(path: string, open: boolean): object {
  const keys = composeKeysBelow(path);
  const properties: Record<string, unknown> = Object.fromEntries(
    keys.map((key) => [nameOf(key.path), keySchema(key)]),
  );
  for (const { path: wrong } of misplacedComposeKeys()) {
    if (parentOf(wrong) === path) properties[nameOf(wrong)] = false;
  }
  const required = keys.filter((key) => key.required === true).map((key) => nameOf(key.path));
  const exclusive = keys.flatMap((key) =>
    (key.excludes ?? []).map((other) => [nameOf(key.path), other].toSorted()),
  );
  const pairs = [...new Map(exclusive.map((pair) => [pair.join(" "), pair])).values()];
  return {
    type: "object",
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
    ...(pairs.length === 0 ? {} : { allOf: pairs.map((pair) => ({ not: { required: pair } })) }),
    ...(open ? {} : { additionalProperties: false, patternProperties: { "^x-": {} } }),
  };
}

function keySchema(key: ComposeKey): object {
  const described = { description: plain(key), markdownDescription: markdown(key) };
  const [first, ...rest] = key.forms.map((form) => formSchema(form, key));
  return rest.length === 0 ? { ...described, ...first } : { ...described, anyOf: [first, ...rest] };
}

function formSchema(form: ComposeForm, key: ComposeKey): object {
  switch (form) {
    case "word":
      return wordSchema(key);
    case "words":
      return { type: "array", uniqueItems: true, items: wordSchema(key) };
    case "map":
      return mapSchema(key.path, key.open === true);
    case "maps":
      return {
        type: "array",
        items: mapSchema(`${key.path}[]`, composeKeysBelow(`${key.path}[]`).length === 0),
      };
    case "count":
      return proposing(key, {
        type: ["integer", "string"],
        pattern: `^(?:-?\\d+|[aA][lL][lL])$|${VARIABLE}`,
      });
    case "size":
      return proposing(key, {
        type: ["number", "string"],
        minimum: 0,
        pattern: `^(?:\\d+\\.?\\d*|\\.\\d+) ?(?:[kKmMgGtTpP][iI]?[bB]?|[bB])?$|${VARIABLE}`,
      });
    case "limit":
      return { anyOf: [proposing(key, NUMBER), SOFT_AND_HARD] };
    case "options":
      return {
        anyOf: [
          { type: "object", additionalProperties: { type: ["string", "number", "boolean", "null"] } },
          { type: "array", uniqueItems: true, items: { type: "string" } },
        ],
      };
    default:
      throw new Error(`no schema for the form ${String(form)}`);
  }
}

const NUMBER = { type: ["integer", "string"], pattern: `^-?\\d+$|${VARIABLE}` };

const SOFT_AND_HARD = {
  type: "object",
  properties: { soft: NUMBER, hard: NUMBER },
  required: ["soft", "hard"],
  additionalProperties: false,
  patternProperties: { "^x-": {} },
};

function wordSchema(key: ComposeKey): object {
  if (key.open === true || key.values === undefined) return proposing(key, { type: "string" });
  // An empty word stands for the default.
  const empty = key.default === undefined ? [] : ["^$"];
  const named = key.values.filter(({ value }) => isPattern(value)).map(({ value }) => prefixPattern(value));
  return proposing(key, { type: "string", pattern: [...empty, ...named, VARIABLE].join("|") });
}

/** The values worth proposing, each with its text, beside what may stand there as well. */
function proposing(key: ComposeKey, other: object): object {
  const values = (key.values ?? []).filter(({ value }) => !isPattern(value));
  if (values.length === 0) return other;
  const proposed = values.map((value) => ({ const: typed(value, key), description: valueText(value) }));
  return { anyOf: [...proposed, other] };
}

/** Numbers are proposed as such where the key takes numbers. */
function typed({ value }: ComposeKeyValue, { forms }: ComposeKey): string | number {
  const takesNumbers = forms.includes("count") || forms.includes("limit");
  return takesNumbers && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** `service:NAME` */
function isPattern(value: string): boolean {
  return /[A-Z]{2}/.test(value);
}

function prefixPattern(value: string): string {
  return `^${value.replace(/[A-Z]{2,}.*$/, "")}.`;
}

function plain(key: ComposeKey): string {
  return parts(key).join(" ");
}

function markdown(key: ComposeKey): string {
  return parts(key).join("\n\n");
}

function parts({ summary, default: standard, since, pitfall }: ComposeKey): readonly string[] {
  return [
    summary,
    ...(standard === undefined ? [] : [`Default: ${standard}.`]),
    ...(since === undefined ? [] : [`Since ${releases(since)}.`]),
    ...(pitfall === undefined ? [] : [pitfall]),
  ];
}

function valueText({ text, since }: ComposeKeyValue): string {
  return since === undefined ? text : `${text} Since ${releases(since)}.`;
}

function releases({ compose, engine }: ComposeSince): string {
  return [
    ...(compose === undefined ? [] : [`Compose ${compose}`]),
    ...(engine === undefined ? [] : [`Docker Engine ${engine}`]),
  ].join(" and ");
}

function parentOf(path: string): string {
  const parent = path.lastIndexOf(".");
  return parent === -1 ? "" : path.slice(0, parent);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
