import type { ComposeAnalysis } from "../analyze.ts";
import { completeComment } from "../features/complete-comment.ts";
import type { CompletionItem } from "../features/types.ts";
import { caretAt } from "./caret.ts";
import { completeImage } from "./complete-image.ts";
import { completeService } from "./complete-service.ts";
import { completeStanza } from "./complete-stanza.ts";
import { completeEnvironment, completeSubstitution } from "./complete-variable.ts";
import { sectionOf } from "./section.ts";
import { ITEM } from "./typed.ts";

/** What may stand at an offset, best first by `sortText`. */
export function complete(analysis: ComposeAnalysis, offset: number): readonly CompletionItem[] {
  const { source, project } = analysis;
  const caret = caretAt(source, offset);
  if (caret === undefined) return [];
  if (caret.part === "comment") return completeComment(analysis, caret.text, offset, "what follows");
  const variables = completeSubstitution(analysis, caret, offset);
  if (variables !== undefined) return variables;
  const section = sectionOf(project, caret.path);
  if (section === undefined || section.length < 2) return [];
  const service = completeService(analysis, caret, section, offset);
  if (service !== undefined) return service;
  const [, , key] = section;
  if (section.length === 2 && caret.part === "value" && caret.key === "image")
    return completeImage(project, caret, offset);
  if (key === "environment" || (key === "build" && section[3] === "args")) {
    const below = section.slice(key === "build" ? 4 : 3);
    if (below.length > 1) return [];
    return completeEnvironment(source, caret, below.length === 0 ? undefined : ITEM, offset);
  }
  return completeStanza(source, caret, section, offset);
}
