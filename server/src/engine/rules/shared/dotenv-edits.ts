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
 * nobody sets it. `around` is the map or list that holds the pair; `others` puts the variable in other places as well; `own` is its
 * name where the pair's will not do.
 */
export function takeFromDotenv(
  source: string,
  pair: Assignment,
  around: ComposeValue | undefined,
  others: readonly ((text: string) => PlacedEdit)[] = [],
  own: string = pair.name,
): readonly Fix[] {
  const name = literalOf(pair)?.variable ?? own;
  if (!/^[A-Za-z_]\w*$/.test(name)) return [];
  const edit = assign(source, pair, around, `\${${name}:?set ${name} in .env}`);
  if (edit === undefined) return [];
  const where = others.length === 0 ? "" : ` in ${others.length + 1} places`;
  const edits = [edit, ...others.map((other) => other(`\${${name}}`))];
  return [{ title: `Take ${name} from .env${where}`, safety: "suggested", edits }];
}

/** The edit that gives a pair another value; undefined where the file of the service does not write it. */
export function assign(
  source: string,
  { name, form, scalar, valuePlace }: Assignment,
  around: ComposeValue | undefined,
  value: string,
): PlacedEdit | undefined {
  if (scalar === undefined || form === "env_file") return undefined;
  if (form === "map") return replaceScalar(source, scalar, value);
  const isFlow = around?.node.kind === "list" && around.node.flow;
  // Braces end a plain item of a flow list.
  if (isFlow && !scalar.quoted) return { span: scalar.place, text: `"${name}=${value}"` };
  return { span: valuePlace, text: value };
}
