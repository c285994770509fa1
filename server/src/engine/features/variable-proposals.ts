import { lazy } from "../knowledge/facts.ts";
import { environmentVariable, environmentVariables } from "../knowledge/index.ts";
import { describeVariable } from "./describe-variable.ts";
import { endOfWord } from "./end-of-word.ts";
import type { Proposal } from "./proposals.ts";
import { itemsFor } from "./proposals.ts";
import type { CompletionItem } from "./types.ts";

/** Every variable of the facts, the deprecated ones last, with `suffix` behind its name. */
export function variableNames(suffix: string): readonly Proposal[] {
  return explained().map(({ variable, documentation }) => ({
    label: variable.name,
    kind: "variable",
    text: `${variable.name}${suffix}`,
    detail: `${variable.component}: ${variable.meaning}`,
    documentation,
    deprecated: variable.deprecatedBy !== undefined,
  }));
}

/** Built once: the explanations are long. */
const explained = lazy(() =>
  environmentVariables()
    .toSorted((a, b) => Number(a.deprecatedBy !== undefined) - Number(b.deprecatedBy !== undefined))
    .map((variable) => ({ variable, documentation: describeVariable(variable) })),
);

/**
 * The values of a known variable, the last element of a list; `typed` is what stands behind its `=` or colon. `ends` is what ends a
 * value besides what does in a shell.
 */
export function completeValue(
  source: string,
  name: string,
  typed: string,
  offset: number,
  ends?: RegExp,
): readonly CompletionItem[] {
  const variable = environmentVariable(name);
  if (variable?.allowed === undefined) return [];
  const bare = typed.replace(/^["']/, "");
  const own = variable.type === "list" ? bare.slice(bare.lastIndexOf(",") + 1) : bare;
  const stop = ends ?? (variable.type === "list" ? /[\s"',;&|)]/ : /[\s"';&|)]/);
  const span = { start: offset - own.length, end: endOfWord(source, offset, stop) };
  const documentation = describeVariable(variable);
  return itemsFor(
    span,
    variable.allowed
      .filter((value) => !value.includes("<"))
      .map((value) => ({
        label: value,
        kind: "value",
        detail: value === variable.default ? `${name} (default)` : name,
        documentation,
      })),
  );
}
