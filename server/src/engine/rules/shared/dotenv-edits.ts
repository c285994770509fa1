import type { EnvEntry } from "../../model/compose/environment.ts";
import type { Pair } from "../../model/compose/pairs.ts";
import type { ComposeValue } from "../../model/compose/value.ts";
import type { Fix } from "../rule.ts";
import type { PlacedEdit } from "./yaml-edits.ts";
import { replaceScalar } from "./yaml-edits.ts";

/** A pair of `environment` or `build.args` as a rule about its value reads it. */
export type Assignment = Pick<Pair | EnvEntry, "name" | "form" | "raw" | "scalar" | "valuePlace">;

/** The value that a file itself gives a variable. */
export interface Literal {
  readonly text: string;
  /** The variable whose default it is: `X` of `${X:-text}`. */
  readonly variable: string | undefined;
}

const DEFAULT = /^["']?\$\{([A-Za-z_]\w*):?-([^${}]*)\}["']?$/;

/** The literal of a pair, written out or as the default of one variable; undefined where it is put together, or comes from elsewhere. */
export function literalOf({ raw }: Pick<Assignment, "raw">): Literal | undefined {
  if (raw === undefined) return undefined;
  if (!raw.includes("$")) return { text: raw, variable: undefined };
  const [, variable, text] = DEFAULT.exec(raw) ?? [];
  return variable === undefined || text === undefined ? undefined : { text, variable };
}

/**
 * A fix to look at that takes the value of a pair out of the file: Compose then reads it from `.env` or the shell, and says so where
 * nobody sets it. `around` is the map or list that holds the pair.
 */
export function takeFromDotenv(
  source: string,
  pair: Assignment,
  around: ComposeValue | undefined,
): readonly Fix[] {
  const name = literalOf(pair)?.variable ?? pair.name;
  const edit = /^[A-Za-z_]\w*$/.test(name) ? editOf(source, pair, name, around) : undefined;
  return edit === undefined ? [] : [{ title: `Take ${name} from .env`, safety: "suggested", edits: [edit] }];
}

function editOf(
  source: string,
  { name: pairName, form, scalar, valuePlace }: Assignment,
  name: string,
  around: ComposeValue | undefined,
): PlacedEdit | undefined {
  const value = `\${${name}:?set ${name} in .env}`;
  if (scalar === undefined || form === "env_file") return undefined;
  if (form === "map") return replaceScalar(source, scalar, value);
  const isFlow = around?.node.kind === "list" && around.node.flow;
  // Braces end a plain item of a flow list.
  if (isFlow && !scalar.quoted) return { span: scalar.place, text: `"${pairName}=${value}"` };
  return { span: valuePlace, text: value };
}
