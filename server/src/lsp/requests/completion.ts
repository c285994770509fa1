import type { CompletionItem, CompletionList, CompletionParams } from "vscode-languageserver";
import { CompletionItemKind, CompletionItemTag, InsertTextMode } from "vscode-languageserver";
import type { CompletionItem as Proposal } from "../../engine/features.ts";
import { complete } from "../../engine/features.ts";
import { toOffset, toTextEdit } from "../convert.ts";
import { markup } from "./hover.ts";
import type { Opened } from "./opened.ts";

/** The characters after which a client asks without being told to: they begin a tag, a word, a value, a variable. */
export const TRIGGERS: readonly string[] = [":", " ", "=", "/", "$", "{", "-", '"', "'", "[", ","];

/** Those that begin nothing in a Dockerfile: every exec form is full of them. */
const ONLY_IN_YAML: ReadonlySet<string> = new Set(['"', "'", "[", ","]);

const KINDS: Readonly<Record<Proposal["kind"], CompletionItemKind>> = {
  image: CompletionItemKind.Module,
  tag: CompletionItemKind.EnumMember,
  variable: CompletionItemKind.Variable,
  value: CompletionItemKind.Value,
  keyword: CompletionItemKind.Keyword,
  stage: CompletionItemKind.Reference,
};

export const NOTHING: CompletionList = { isIncomplete: false, items: [] };

/** Nobody reads more; a client asks again when more is typed. */
const MOST = 100;

/** What may stand at a position and fits what is typed there, best first. */
export function completionsAt(opened: Opened, params: CompletionParams): CompletionList {
  const { document, analysis } = opened;
  const trigger = params.context?.triggerCharacter;
  if (trigger !== undefined && analysis.kind === "dockerfile" && ONLY_IN_YAML.has(trigger)) return NOTHING;
  const offset = toOffset(document, params.position);
  const text = document.getText();
  const fitting = complete(analysis, offset).filter(({ edit }) =>
    fits(text.slice(edit.span.start, offset), edit.text),
  );
  const best = fitting.length > MOST ? fitting.toSorted(bySortText).slice(0, MOST) : fitting;
  return {
    isIncomplete: fitting.length > MOST,
    items: best.map((proposal) => toItem(opened, proposal)),
  };
}

/** Whether the typed characters stand in the text in their order, as editors match: `cudr` fits `cuda-runtime`. */
function fits(typed: string, text: string): boolean {
  const lower = text.toLowerCase();
  let at = 0;
  for (const character of typed.toLowerCase()) {
    at = lower.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function bySortText(a: Proposal, b: Proposal): number {
  return a.sortText < b.sortText ? -1 : Number(a.sortText > b.sortText);
}

function toItem({ document, client }: Opened, proposal: Proposal): CompletionItem {
  return {
    label: proposal.label,
    kind: KINDS[proposal.kind],
    sortText: proposal.sortText,
    filterText: /^.*/.exec(proposal.edit.text)?.[0] ?? "",
    textEdit: toTextEdit(document, proposal.edit),
    // Its further lines have their indentation already.
    ...(proposal.edit.text.includes("\n") && { insertTextMode: InsertTextMode.asIs }),
    ...(proposal.detail !== undefined && { detail: proposal.detail }),
    ...(proposal.documentation !== undefined && {
      documentation: markup(proposal.documentation, client.markdownCompletion),
    }),
    ...(proposal.deprecated === true && { tags: [CompletionItemTag.Deprecated] }),
  };
}
