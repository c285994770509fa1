import type { Span } from "../text/span.ts";
import type { CompletionItem, CompletionKind } from "./types.ts";

/** A proposal before its place among the others is known. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is put in; the label where it is not given. */
  readonly text?: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly deprecated?: boolean;
}

/** The proposals with something around what they put in and how they are listed. */
export function* wrapped(before: string, proposals: Iterable<Proposal>, after = ""): Generator<Proposal> {
  for (const one of proposals) {
    const { label, text = label } = one;
    yield { ...one, label: before + label + after, text: before + text + after };
  }
}

/** The proposals as items that replace `span`, kept in their order; of equal labels the first stays. */
export function itemsFor(span: Span, proposals: Iterable<Proposal>): readonly CompletionItem[] {
  const items = new Map<string, CompletionItem>();
  for (const { label, kind, text, detail, documentation, deprecated } of proposals) {
    if (items.has(label)) continue;
    items.set(label, {
      label,
      kind,
      sortText: String(items.size).padStart(5, "0"),
      edit: { span, text: text ?? label },
      ...(detail === undefined ? {} : { detail }),
      ...(documentation === undefined ? {} : { documentation }),
      ...(deprecated === true ? { deprecated } : {}),
    });
  }
  return [...items.values()];
}
