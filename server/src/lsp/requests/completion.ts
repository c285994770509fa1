import type { CompletionItem, CompletionParams } from "vscode-languageserver";
import { CompletionItemKind, CompletionItemTag } from "vscode-languageserver";
import type { CompletionItem as Proposal } from "../../engine/dockerfile/completion.ts";
import { complete } from "../../engine/dockerfile/completion.ts";
import { toOffset, toTextEdit } from "../convert.ts";
import { markup } from "./hover.ts";
import type { Opened } from "./opened.ts";

/** The characters after which a client asks without being told to: they begin a tag, a word, a value, a variable. */
export const TRIGGERS: readonly string[] = [":", " ", "=", "/", "$", "{", "-"];

const KINDS: Readonly<Record<Proposal["kind"], CompletionItemKind>> = {
  image: CompletionItemKind.Module,
  tag: CompletionItemKind.EnumMember,
  variable: CompletionItemKind.Variable,
  value: CompletionItemKind.Value,
  keyword: CompletionItemKind.Keyword,
  stage: CompletionItemKind.Reference,
};

/** What may stand at a position, best first. */
export function completionsAt(opened: Opened, params: CompletionParams): CompletionItem[] {
  const { document, analysis } = opened;
  return complete(analysis, toOffset(document, params.position)).map((proposal) => toItem(opened, proposal));
}

function toItem({ document, client }: Opened, proposal: Proposal): CompletionItem {
  return {
    label: proposal.label,
    kind: KINDS[proposal.kind],
    sortText: proposal.sortText,
    filterText: proposal.edit.text,
    textEdit: toTextEdit(document, proposal.edit),
    ...(proposal.detail !== undefined && { detail: proposal.detail }),
    ...(proposal.documentation !== undefined && {
      documentation: markup(proposal.documentation, client.markdownCompletion),
    }),
    ...(proposal.deprecated === true && { tags: [CompletionItemTag.Deprecated] }),
  };
}
