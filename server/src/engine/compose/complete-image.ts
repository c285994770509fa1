import { nameProposals, tagProposals } from "../features/image-proposals.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import { interpolate } from "../model/compose/interpolate.ts";
import type { ComposeProject } from "../model/compose/project.ts";
import { knownText } from "../model/resolved.ts";
import type { TextCaret } from "./typed.ts";

/** Images, and behind `name:` their tags; also in a default, and behind a registry that a variable gives. */
export function completeImage(
  { variables }: ComposeProject,
  { word, text }: TextCaret,
  offset: number,
): readonly CompletionItem[] {
  if (/[@\s]/.test(text)) return [];
  const open = /\$\{\w+:?-([^{}]*)$/.exec(text);
  const fallback = open?.[1];
  const typed = open === null ? text : text.slice(0, open.index) + (fallback ?? "");
  const colon = typed.lastIndexOf(":");
  const hasTag = colon > typed.lastIndexOf("/");
  const resolved = knownText(interpolate(hasTag ? typed.slice(0, colon) : typed, variables).value);
  const name = resolved ?? (hasTag ? typed.slice(0, colon) : typed).replace(/^\$\{?\w+[^/]*\//, "");
  const own = hasTag ? typed.slice(colon + 1) : behindVariables(typed);
  // What stands in front of a default cannot be replaced from within it.
  if (fallback !== undefined && own.length > fallback.length) return [];
  const span = { start: offset - own.length, end: word.end };
  if (hasTag) return name.includes("$") ? [] : itemsFor(span, tagProposals(name));
  const registry = own === typed ? "" : name.slice(0, Math.max(0, name.length - own.length));
  return itemsFor(
    span,
    own === typed ? nameProposals() : namesBehind(resolved === undefined ? "" : registry),
  );
}

/** What stands behind the last slash that a variable ends before: `nvidia/cu` of `${REGISTRY}/nvidia/cu`. */
function behindVariables(typed: string): string {
  const last = /^.*[$}][^/]*\//s.exec(typed);
  return last === null ? typed : typed.slice(last[0].length);
}

/** The names of a registry without it; behind one that nothing is known of, as behind a mirror, those of Docker Hub. */
function* namesBehind(registry: string): Generator<Proposal> {
  const all = [...nameProposals()];
  const known = registry === "" ? [] : all.filter(({ label }) => label.startsWith(registry));
  for (const one of known) yield { ...one, label: one.label.slice(registry.length) };
  if (known.length > 0) return;
  for (const one of all) if (!/^[^/]*[.:][^/]*\//.test(one.label)) yield one;
}
