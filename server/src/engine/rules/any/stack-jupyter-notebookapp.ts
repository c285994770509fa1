import { compareVersions, renamedOption } from "../../knowledge/index.ts";
import type { ImageFacts } from "../../knowledge/index.ts";
import type { BuiltStage } from "../../model/compose/built.ts";
import { builtStage } from "../../model/compose/built.ts";
import { commandAt, commandFile, serviceCommands } from "../../model/compose/command.ts";
import { imageFactsOf, imageOf } from "../../model/compose/image.ts";
import { commandsOf } from "../../model/command.ts";
import { lineage } from "../../model/dockerfile.ts";
import { pipInstalls, stageInstructions } from "../../model/query.ts";
import type { ImageReference } from "../../model/reference.ts";
import { baseOf } from "../../model/stage-facts.ts";
import { shortened } from "../../text/shortened.ts";
import type { ComposeInput, DockerfileInput, Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { JupyterStart, OptionWord } from "../shared/jupyter.ts";
import { jupyterStart, notebookAppOptions } from "../shared/jupyter.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "stack-jupyter-notebookapp",
  subject: "any",
  category: "stacks",
  severity: "info",
  since: "0.2.0",
  summary: "options of the old notebook server, which Jupyter Server has under another name",
  sources: ["jupyter-server-migration"],
  check: (input) => (input.kind === "compose" ? inProject(input) : inDockerfile(input)),
});

function* inDockerfile({ dockerfile, source }: DockerfileInput): Generator<Finding> {
  for (const stage of dockerfile.stages) {
    for (const at of stageInstructions(stage, "ENTRYPOINT", "CMD")) {
      for (const command of commandsOf(dockerfile, at)) {
        const start = jupyterStart(command);
        const words = start === undefined ? [] : oldWords(start);
        const [first] = words;
        if (start === undefined || first === undefined) continue;
        const base = baseOf(stage);
        const isNew =
          isNewStack(base?.facts, base?.reference) ||
          installsServer(start, { dockerfile, stage, hasArguments: false });
        if (isNew) yield { at: nameSpan(first, source), ...finding(words, source, undefined) };
      }
    }
  }
}

function* inProject({ project, source }: ComposeInput): Generator<Finding> {
  for (const service of project.services.values()) {
    for (const command of serviceCommands(service)) {
      const start = jupyterStart(command);
      const words = start === undefined ? [] : oldWords(start);
      const [first] = words;
      if (start === undefined || first === undefined) continue;
      const built = builtStage(service);
      const base = built === undefined ? undefined : baseOf(built.stage);
      const isNew =
        built === undefined
          ? isNewStack(imageFactsOf(service), imageOf(service)?.reference)
          : isNewStack(base?.facts, base?.reference) || installsServer(start, built);
      if (!isNew) continue;
      const file = commandFile(command);
      const at = commandAt(command, file === project.path ? nameSpan(first, source) : first.argument.span);
      yield { at, ...finding(words, source, file) };
    }
  }
}

/** The options that Jupyter Server knows under its own name; none where another one stands among them. */
function oldWords(start: JupyterStart): readonly OptionWord[] {
  const words = notebookAppOptions(start);
  return words.every(({ option }) => renamedOption(option) !== undefined) ? words : [];
}

/** The images of the Jupyter Docker Stacks run Jupyter Server since 2021; of those on Docker Hub, only the last is known. */
function isNewStack(facts: ImageFacts | undefined, reference: ImageReference | undefined): boolean {
  if (facts?.family === "quay.io/jupyter/*") return true;
  return facts?.family === "jupyter/*" && (reference?.tag ?? "latest") === "latest";
}

/** Whether the stage installs a release of what it starts that runs on Jupyter Server: JupyterLab 3, Notebook 7. */
function installsServer(
  start: JupyterStart,
  { dockerfile, stage, hasArguments }: Omit<BuiltStage, "at">,
): boolean {
  const stages = new Set(lineage(stage));
  const [name, first] = start.kind === "notebook" ? ["notebook", "7"] : ["jupyterlab", "3"];
  const python = baseOf(stage)?.facts?.python?.version;
  let isNew = false;
  for (const { command, packages, verb } of pipInstalls(dockerfile)) {
    if (verb !== "install" || !stages.has(command.at.stage)) continue;
    for (const one of packages) {
      if (one.name !== name) continue;
      const isHidden = hasArguments && one.argument.raw.includes("$");
      if (one.pin !== undefined) isNew = !isHidden && compareVersions(one.pin, first) >= 0;
      // The newest release, if Python is not too old for it.
      else isNew = one.specifier === "" && python !== undefined && compareVersions(python, "3.8") >= 0;
    }
  }
  return isNew;
}

function nameSpan(
  { option, argument }: OptionWord,
  source: string,
): { readonly start: number; readonly end: number } {
  const { start, end } = argument.span;
  const at = source.slice(start, end).indexOf(option);
  return at === -1 ? argument.span : { start: start + at, end: start + at + option.length };
}

function finding(
  words: readonly OptionWord[],
  source: string,
  file: string | undefined,
): Pick<Finding, "message" | "fixes"> {
  const edits = words.flatMap((word) => {
    const span = nameSpan(word, source);
    const text = renamedOption(word.option);
    const isWritten = source.slice(span.start, span.end) === word.option;
    return text === undefined || !isWritten ? [] : [edit(span, text, file)];
  });
  const [first] = words;
  const option = first?.option ?? "";
  return {
    message: `--${shortened(option, 60)} is an option of the old notebook server. Jupyter Server takes it with a warning; its own is --${renamedOption(option) ?? ""}.`,
    fixes:
      edits.length < words.length ? [] : [{ title: "Write the options of ServerApp", safety: "safe", edits }],
  };
}

function edit(
  span: { readonly start: number; readonly end: number },
  text: string,
  file: string | undefined,
): PlacedEdit | { readonly span: typeof span; readonly text: string } {
  return file === undefined ? { span, text } : { span: { file, ...span }, text };
}
