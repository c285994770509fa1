import type { ComposeAnalysis } from "../analyze.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor, wrapped } from "../features/proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import { ADDRESS_VARIABLES, addressInCluster, addressInCommand } from "./addresses.ts";
import { serviceSummary } from "./describe-service.ts";
import { siblingKeys } from "./siblings.ts";
import type { TextCaret } from "./typed.ts";
import { ITEM } from "./typed.ts";

/** The names of services where one is wanted; undefined elsewhere. `section` is the caret's path in its service. */
export function completeService(
  analysis: ComposeAnalysis,
  caret: TextCaret,
  section: readonly string[],
  offset: number,
): readonly CompletionItem[] | undefined {
  const [, own = "", key = caret.key ?? ""] = section;
  const depth = section.length;
  switch (key) {
    case "depends_on":
      return inDependencies(analysis, caret, section, offset);
    case "links":
    case "volumes_from":
      return depth === 4 && /^[\w.-]*$/.test(caret.text) ? names(analysis, caret, own) : undefined;
    case "extends":
      if (caret.part !== "value" || depth > 3) return undefined;
      return depth === 2 || caret.key === "service" ? names(analysis, caret, own) : undefined;
    case "network_mode":
    case "ipc":
    case "pid":
      return depth === 2 ? shared(analysis, caret, own, offset) : undefined;
    case "command":
    case "entrypoint":
      return host(analysis, addressInCommand(caret.text, caret.previous), own, offset);
    case "environment":
      return inVariable(analysis, caret, depth, own, offset);
    default:
      return undefined;
  }
}

/** In the short form names, in the long one keys; and what such a key says. */
function inDependencies(
  analysis: ComposeAnalysis,
  caret: TextCaret,
  section: readonly string[],
  offset: number,
): readonly CompletionItem[] | undefined {
  const [, own = "", , item] = section;
  const { part, word, key, flow, column, text } = caret;
  const all = others(analysis, own);
  if (section.length === 2) {
    return part === "value" && text === "" ? itemsFor(word, wrapped("[", all, "]")) : undefined;
  }
  if (section.length === 4 && item !== ITEM) {
    if (part === "value" && key === "condition") {
      return itemsFor(
        word,
        CONDITIONS.map(([label, detail]) => ({ label, kind: "value", detail })),
      );
    }
    const there = flow ? new Set() : siblingKeys(analysis.source, offset, column);
    return part === "value" || there.has("condition")
      ? []
      : itemsFor(word, [
          { label: "condition", kind: "keyword", text: "condition: ", detail: "what to wait for" },
        ]);
  }
  if (section.length === 4) return itemsFor(word, all);
  if (section.length !== 3 || part === "value") return undefined;
  const hasColon = analysis.source[word.end] === ":";
  if (flow || hasColon || caret.style !== "plain") return itemsFor(word, all);
  const there = siblingKeys(analysis.source, offset, column);
  const isShort = there.size === 0;
  const free = all.filter(({ label }) => !there.has(label));
  const condition = `:\n${" ".repeat(column + 2)}condition: service_healthy`;
  return itemsFor(word, isShort ? wrapped("- ", free) : continued(free, condition));
}

/** The proposals under their own names, with more text behind them. */
function* continued(proposals: Iterable<Proposal>, behind: string): Generator<Proposal> {
  for (const one of proposals) yield { ...one, text: one.label + behind };
}

/** Source: the Compose specification, depends_on. */
const CONDITIONS: readonly (readonly [string, string])[] = [
  ["service_started", "its container runs"],
  ["service_healthy", "its health check succeeds"],
  ["service_completed_successfully", "it ended without an error"],
];

/** `service:NAME` */
function shared(
  analysis: ComposeAnalysis,
  { text, word }: TextCaret,
  own: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const behind = /^service:([\w.-]*)$/.exec(text)?.[1];
  return behind === undefined
    ? undefined
    : itemsFor({ start: offset - behind.length, end: word.end }, others(analysis, own));
}

function inVariable(
  analysis: ComposeAnalysis,
  caret: TextCaret,
  depth: number,
  own: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const isMap = depth === 3 && caret.part === "value";
  const name = isMap ? caret.key : /^([A-Z_]\w*)=/.exec(caret.text)?.[1];
  if (name === undefined) return undefined;
  const value = isMap ? caret.text : caret.text.slice(name.length + 1);
  if (name === "TF_CONFIG") return host(analysis, addressInCluster(value), own, offset) ?? [];
  if (!ADDRESS_VARIABLES.has(name)) return undefined;
  return host(analysis, /^(?:ray:\/\/)?([\w.-]*)$/.exec(value.trimStart())?.[1], own, offset) ?? [];
}

/** Services as the address that is being typed; a service may mean itself. */
function host(
  analysis: ComposeAnalysis,
  typed: string | undefined,
  own: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  if (typed === undefined) return undefined;
  const end = offset + (/^[\w.-]*/.exec(analysis.source.slice(offset, offset + 300))?.[0].length ?? 0);
  const itself = analysis.project.services.has(own)
    ? [{ label: own, kind: "stage", detail: "this service" } as const]
    : [];
  return itemsFor({ start: offset - typed.length, end }, [...others(analysis, own), ...itself]);
}

function names(analysis: ComposeAnalysis, { word }: TextCaret, own: string): readonly CompletionItem[] {
  return itemsFor(word, others(analysis, own));
}

function others({ project }: ComposeAnalysis, own: string): readonly Proposal[] {
  return [...project.services.values()]
    .filter(({ name }) => name !== own)
    .map((service) => ({ label: service.name, kind: "stage", detail: serviceSummary(service) }));
}
