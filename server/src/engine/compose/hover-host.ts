import type { ComposeAnalysis } from "../analyze.ts";
import type { Hover } from "../features/types.ts";
import { serviceByHost } from "../model/compose/hosts.ts";
import type { YamlScalar } from "../syntax/yaml.ts";
import { ADDRESS_VARIABLES, addressInCluster, addressInCommand } from "./addresses.ts";
import { describeService } from "./describe-service.ts";

/** A service that something names as a host: in an address variable, a TF_CONFIG, an option that takes one, or an address with `//`. */
export function hoverHost(
  { source, project }: ComposeAnalysis,
  section: readonly string[],
  node: YamlScalar,
  previous: string | undefined,
  offset: number,
): Hover | undefined {
  const { start: from, end: to } = node.span;
  let start = offset;
  while (start > from && /[\w.-]/.test(source[start - 1] ?? "") && offset - start < LONGEST_NAME) start -= 1;
  let end = offset;
  while (end < to && /[\w.-]/.test(source[end] ?? "") && end - offset < LONGEST_NAME) end += 1;
  const name = source.slice(start, end);
  const service = name === "" ? undefined : serviceByHost(project, name);
  if (service === undefined) return undefined;
  const before = source.slice(Math.max(from, start - MOST_BEFORE), end).replace(/^["']/, "");
  const isHost =
    /\/\/(?:[^\s/@"']*@)?[\w.-]*$/.test(before) || isAddress(section, before, previous, to - end);
  return isHost ? { span: { start, end }, markdown: describeService(service, project) } : undefined;
}

const LONGEST_NAME = 255;
const MOST_BEFORE = 5000;

function isAddress(
  section: readonly string[],
  before: string,
  previous: string | undefined,
  behind: number,
): boolean {
  const [, , key, inner] = section;
  if (key === "command" || key === "entrypoint") return addressInCommand(before, previous) !== undefined;
  if (key !== "environment") return false;
  const pair = /^([A-Z_]\w*)=([^]*)$/.exec(before);
  const name = section.length === 4 && pair === null ? inner : pair?.[1];
  const value = pair?.[2] ?? before;
  if (name === "TF_CONFIG") return behind > 0 && addressInCluster(value) !== undefined;
  return ADDRESS_VARIABLES.has(name ?? "") && /^[\w.-]*$/.test(value);
}
