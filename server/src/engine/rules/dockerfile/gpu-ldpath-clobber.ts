import type { Stage } from "../../model/dockerfile.ts";
import type { Resolved } from "../../model/resolved.ts";
import type { Definition } from "../../model/scope.ts";
import { baseOf } from "../../model/stage-facts.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";

const NAME = "LD_LIBRARY_PATH";

export default defineRule({
  name: "gpu-ldpath-clobber",
  subject: "dockerfile",
  category: "gpu",
  severity: "warning",
  since: "0.1.0",
  summary: "an LD_LIBRARY_PATH that drops the value of the CUDA image",
  sources: ["nv-cuda-environment", "pt-dockerfile"],
  *check({ dockerfile, source }) {
    const ends = new Map<Stage, State>();
    for (const stage of dockerfile.stages) {
      const old = imagePaths(stage);
      if (old === undefined) continue;
      const before = stage.parent === undefined ? undefined : ends.get(stage.parent);
      const after = stateAfter(stage, old, before ?? { loss: undefined, added: [] });
      ends.set(stage, after);
      if (stage.shipped && after.loss !== undefined && after.loss !== before?.loss) {
        yield findingOf(after.loss, old, source);
      }
    }
  },
});

/** The paths that the base image is known to set; undefined where its version, and so its value, is not known. */
function imagePaths(stage: Stage): readonly string[] | undefined {
  const base = baseOf(stage);
  const value = base?.facts?.environment?.[NAME];
  if (base?.reference === undefined || base.facts?.cuda === undefined || value === undefined)
    return undefined;
  return value.split(":");
}

function ownDefinitions(stage: Stage): readonly Definition[] {
  return [...stage.scope.own()]
    .filter((one) => one.name === NAME && one.kind === "env")
    .toSorted((a, b) => a.order - b.order);
}

interface State {
  /** The definition by which the image's paths are lost. */
  readonly loss: Definition | undefined;
  /** The paths that the file itself has put in. */
  readonly added: readonly string[];
}

/** The state at the stage's end, given the one at its beginning. */
function stateAfter(stage: Stage, old: readonly string[], before: State): State {
  let { loss, added } = before;
  for (const definition of ownDefinitions(stage)) {
    const { variable } = definition;
    if (variable.state !== "set") continue;
    const { value } = variable;
    const paths = pathsOf(value);
    // Who drops paths that the file added, as a build does with the stubs of the driver, starts the list anew on purpose.
    const isReset = value.known && added.some((path) => !paths.includes(path));
    if (isReset || keeps(value, old)) loss = undefined;
    else loss ??= definition;
    added = [...(value.known ? [] : added), ...paths.filter((path) => !old.includes(path))];
  }
  return { loss, added };
}

/** The paths that a value spells out. */
function pathsOf(value: Resolved): readonly string[] {
  const texts = value.known ? [value.text] : value.parts.filter((part) => typeof part === "string");
  return texts.flatMap((text) => text.split(":").filter((path) => path.startsWith("/")));
}

/** Whether the value holds the old one, spelled out or by a variable, or may do so in a part that is not known. */
function keeps(value: Resolved, old: readonly string[]): boolean {
  if (!value.known || value.text === "") return true;
  const paths = new Set(value.text.split(":").map((path) => path.replace(/\/+$/, "")));
  return old.every((path) => paths.has(path) || (path.endsWith("/lib") && old.includes(`${path}64`)));
}

function findingOf(definition: Definition, old: readonly string[], source: string): Finding {
  const at = definition.valueSpan ?? definition.span;
  const written = source.slice(at.start, at.end);
  const paths = old.join(":");
  const isLiteral = written.startsWith("'") && /\$\{?LD_LIBRARY_PATH\b/.test(written);
  const lost = `${NAME} loses ${paths}, which the image sets: the libraries of CUDA or of a driver mounted there are not found.`;
  const message = isLiteral
    ? `In single quotes $${NAME} is no variable, so ${lost} Use double quotes.`
    : `${lost} Add :\${${NAME}} at the end.`;
  return { at, message, fixes: fixesOf(at.end, written, isLiteral, at.start) };
}

function fixesOf(end: number, written: string, isLiteral: boolean, start: number): readonly Fix[] {
  const quote = /^(["']).*\1$/s.exec(written)?.[1];
  if (isLiteral) {
    if (quote !== "'" || /["\\]/.test(written)) return [];
    const edits = [
      { span: { start, end: start + 1 }, text: '"' },
      { span: { start: end - 1, end }, text: '"' },
    ];
    return [{ title: "Use double quotes", safety: "safe", edits }];
  }
  if (quote === "'" || (quote === undefined && /["']/.test(written))) return [];
  const at = quote === undefined ? end : end - 1;
  const glue = written.slice(0, at - start).endsWith(":") ? "" : ":";
  const edits = [{ span: { start: at, end: at }, text: `${glue}\${${NAME}}` }];
  return [{ title: "Keep the old value", safety: "safe", edits }];
}
