import type { ComposeAnalysis } from "../analyze.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import { imageOf } from "../model/compose/image.ts";
import { portsOf } from "../model/compose/ports.ts";
import type { Caret } from "./caret.ts";

/** The names of services where one is wanted; undefined elsewhere. */
export function completeServiceName(
  analysis: ComposeAnalysis,
  caret: Caret,
  typed: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const [services, own = "", section, item] = caret.path;
  if (services !== "services") return undefined;
  if (section === "depends_on" && (item === undefined || item === "[]") && caret.path.length <= 4) {
    if (caret.part === "value" && item === undefined) return undefined;
    return itemsFor(caret.word, others(analysis, own));
  }
  if (caret.part === "value" && caret.path.length === 2 && SHARED.has(caret.key ?? "")) {
    const behind = /^service:(.*)$/s.exec(typed)?.[1];
    if (behind === undefined) return undefined;
    return itemsFor({ start: offset - behind.length, end: caret.word.end }, others(analysis, own));
  }
  return section === "environment" ? inVariable(analysis, caret, typed, offset, own) : undefined;
}

/** What may be another service's: `service:NAME`. */
const SHARED: ReadonlySet<string> = new Set(["network_mode", "ipc", "pid"]);

/** Variables that hold the address of a service. */
const ADDRESSES: ReadonlySet<string> = new Set([
  "MASTER_ADDR",
  "RAY_ADDRESS",
  "RDZV_ENDPOINT",
  "PET_RDZV_ENDPOINT",
]);

function inVariable(
  analysis: ComposeAnalysis,
  caret: Caret,
  typed: string,
  offset: number,
  own: string,
): readonly CompletionItem[] | undefined {
  const isMap = caret.path.length === 3 && caret.part === "value";
  const name = isMap ? caret.key : /^([A-Z_]\w*)=/.exec(typed)?.[1];
  if (name === undefined) return undefined;
  const value = isMap ? typed : typed.slice(name.length + 1);
  if (ADDRESSES.has(name)) {
    if (/[^\w.-]/.test(value)) return [];
    return itemsFor({ start: offset - value.length, end: offset }, [
      ...others(analysis, own),
      ...itself(analysis, own),
    ]);
  }
  if (name !== "TF_CONFIG") return undefined;
  // An address of the cluster is a JSON string; the name is what it begins with.
  const address = /"cluster"[^]*\[(?:[^\]]*,)?\s*"([\w.-]*)$/.exec(value)?.[1];
  if (address === undefined) return [];
  return itemsFor({ start: offset - address.length, end: offset }, [
    ...others(analysis, own),
    ...itself(analysis, own),
  ]);
}

function others({ project }: ComposeAnalysis, own: string): readonly Proposal[] {
  return [...project.services.values()]
    .filter(({ name }) => name !== own)
    .map((service) => {
      const image = imageOf(service)?.reference?.text;
      const ports = portsOf(service).flatMap(({ target }) =>
        target === "unknown" ? [] : [String(target.from)],
      );
      const detail = [
        image ?? "built here",
        ...(ports.length === 0 ? [] : [`port ${ports.join(", ")}`]),
      ].join(", ");
      return { label: service.name, kind: "stage", detail };
    });
}

function itself({ project }: ComposeAnalysis, own: string): readonly Proposal[] {
  return project.services.has(own) ? [{ label: own, kind: "stage", detail: "this service" }] : [];
}
