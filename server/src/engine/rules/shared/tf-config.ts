import type { EnvEntry } from "../../model/compose/environment.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { substitutedText } from "../../model/compose/segments.ts";
import type { Place } from "../../model/compose/value.ts";
import { partAt } from "../../model/compose/written.ts";
import { perService } from "../../model/memo.ts";
import { knownText } from "../../model/resolved.ts";
import { sourceSpan } from "../../text/logical.ts";
import type { Span } from "../../text/span.ts";

/** What TF_CONFIG says, by which TensorFlow finds the tasks of a cluster. */
export interface TfConfig {
  readonly entry: EnvEntry;
  readonly text: string;
  /** Undefined where the text is no JSON. */
  readonly json: unknown;
  readonly cluster: TfCluster | undefined;
  readonly task: TfTask | undefined;
  /** Where a JSON text inside it is written, the `from`th of its kind; the whole value where it cannot be traced. */
  locate(part: string, from?: number): { readonly at: Place; readonly place: Span | undefined };
}

export interface TfCluster {
  /** Of each task type, the addresses by index; in a sparse list some may be missing. */
  readonly types: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

export interface TfTask {
  readonly type: string | undefined;
  /** Undefined where it is missing, or no whole number. */
  readonly index: number | undefined;
}

/** The TF_CONFIG of a service; undefined where it has none, an empty one, or one that is not known in full. */
export const tfConfigOf = perService((service): TfConfig | undefined => {
  const entry = environmentOf(service).get("TF_CONFIG");
  const text = knownText(entry?.value);
  if (entry === undefined || text === undefined || text.trim() === "" || text.length > LONGEST)
    return undefined;
  const json = parse(text);
  return {
    entry,
    text,
    json,
    cluster: isRecord(json) ? clusterOf(json["cluster"]) : undefined,
    task: isRecord(json) ? taskOf(json["task"]) : undefined,
    locate: (part, from = 0) => locate(service, entry, part, from),
  };
});

/** No real cluster needs as much. */
const LONGEST = 100_000;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function clusterOf(value: unknown): TfCluster | undefined {
  if (!isRecord(value)) return undefined;
  const types = Object.entries(value).map(([type, tasks]): readonly [string, ReadonlyMap<number, string>] => [
    type,
    addressesOf(tasks),
  ]);
  return { types: new Map(types) };
}

function addressesOf(tasks: unknown): ReadonlyMap<number, string> {
  const all: readonly (readonly [string, unknown])[] = Array.isArray(tasks)
    ? tasks.map((address: unknown, index) => [String(index), address])
    : isRecord(tasks)
      ? Object.entries(tasks)
      : [["0", tasks]];
  return new Map(
    all.flatMap(([index, address]) => (typeof address === "string" ? [[Number(index), address]] : [])),
  );
}

function taskOf(value: unknown): TfTask | undefined {
  if (!isRecord(value)) return undefined;
  const { type, index } = value;
  const number = typeof index === "string" && /^\d{1,9}$/.test(index) ? Number(index) : index;
  return {
    type: typeof type === "string" ? type : undefined,
    index: typeof number === "number" && Number.isInteger(number) ? number : undefined,
  };
}

function locate(
  { project }: ComposeService,
  { scalar, valueAt }: EnvEntry,
  part: string,
  from: number,
): { readonly at: Place; readonly place: Span | undefined } {
  if (scalar === undefined) return { at: valueAt, place: undefined };
  const { logical } = substitutedText(scalar, project);
  let found = logical.text.indexOf(part);
  for (let skipped = 0; skipped < from && found !== -1; skipped += 1)
    found = logical.text.indexOf(part, found + part.length);
  if (found === -1) return { at: valueAt, place: undefined };
  const span = sourceSpan(logical, found, found + part.length);
  const isCopy = span.end - span.start === part.length && scalar.place.file === project.path;
  return { at: partAt(scalar, span), place: isCopy ? span : undefined };
}
