import type { CodeAction, CodeActionParams, Diagnostic } from "vscode-languageserver";
import { CodeActionKind } from "vscode-languageserver";
import type { CodeAction as EngineAction } from "../../engine/code-actions.ts";
import { codeActions, fixAll } from "../../engine/code-actions.ts";
import type { ReportedFinding } from "../../engine/analyze.ts";
import { FIX_ALL_KIND } from "../../protocol.ts";
import { toRange, toSpan, toWorkspaceEdit } from "../convert.ts";
import { toDiagnostic } from "./diagnostics.ts";
import { ignoreInProject } from "./ignore-in-project.ts";
import type { Opened } from "./opened.ts";

const FIX_ALL = "Fix all safe problems in this file";

/** The fixes and "ignore" comments for what is reported in a range, and the fix of all that is safe in the file. */
export function codeActionsIn(opened: Opened, params: CodeActionParams): CodeAction[] {
  if (!opened.client.codeActionLiterals) return [];
  const { only } = params.context;
  const quick = isWanted(CodeActionKind.QuickFix, only) ? quickFixes(opened, params) : [];
  const isOffered = quick.some(({ title }) => title === FIX_ALL);
  return isWanted(FIX_ALL_KIND, only) && !isOffered
    ? [...quick, ...fixAllAction(opened, FIX_ALL_KIND)]
    : quick;
}

/** What the editor shows at the place itself; where something can be fixed safely, that includes fixing all the rest. */
function quickFixes(opened: Opened, params: CodeActionParams): CodeAction[] {
  const { document, analysis, client } = opened;
  const actions = codeActions(analysis, toSpan(document, params.range));
  const convert = (action: EngineAction): CodeAction => ({
    title: action.title,
    kind: CodeActionKind.QuickFix,
    edit: toWorkspaceEdit(document, action.edits, client.versionedEdits),
    ...(action.finding !== undefined && {
      diagnostics: [answered(opened, action.finding, params.context.diagnostics)],
    }),
    ...(action.isPreferred === true && { isPreferred: true }),
  });
  return [
    ...actions.filter(({ kind }) => kind !== "suppress").map(convert),
    ...(actions.some(({ safety }) => safety === "safe") ? fixAllAction(opened, CodeActionKind.QuickFix) : []),
    ...actions.filter(({ kind }) => kind === "suppress").map(convert),
    ...ignoresInProject(opened, params, actions),
  ];
}

/** For each rule that can be allowed by a comment: to switch it off in the project config. */
function ignoresInProject(
  opened: Opened,
  { context }: CodeActionParams,
  actions: readonly EngineAction[],
): CodeAction[] {
  const findings = new Map<string, ReportedFinding>();
  for (const { kind, finding } of actions) {
    if (kind === "suppress" && finding !== undefined && !findings.has(finding.rule))
      findings.set(finding.rule, finding);
  }
  return [...findings].flatMap(([rule, finding]) => {
    const edit = ignoreInProject(opened, rule);
    if (edit === undefined) return [];
    const title = `Ignore ${rule} in this project`;
    const diagnostics = [answered(opened, finding, context.diagnostics)];
    return [{ title, kind: CodeActionKind.QuickFix, edit, diagnostics }];
  });
}

function fixAllAction({ document, analysis, client }: Opened, kind: string): CodeAction[] {
  const edits = fixAll(analysis);
  if (edits.length === 0) return [];
  return [{ title: FIX_ALL, kind, edit: toWorkspaceEdit(document, edits, client.versionedEdits) }];
}

/** Kinds are a hierarchy: who asks for `source.fixAll` also wants `source.fixAll.mlContainers`. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return (
    only === undefined ||
    only.some((wanted) => wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`))
  );
}

/** The client's own diagnostic for a finding, which it recognises, or one like it. */
function answered(opened: Opened, finding: ReportedFinding, known: readonly Diagnostic[]): Diagnostic {
  const range = toRange(opened.document, finding.span);
  const same = known.find(
    (diagnostic) =>
      diagnostic.code === finding.rule &&
      diagnostic.range.start.line === range.start.line &&
      diagnostic.range.start.character === range.start.character,
  );
  return same ?? toDiagnostic(opened, finding);
}
