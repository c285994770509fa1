import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { inheritedInstructions } from "../../model/query.ts";
import { scriptOf, shellOf } from "../../model/run.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { JsonString } from "../../syntax/ast.ts";
import type { ShellCommand, ShellWord } from "../../syntax/shell.ts";
import { wholeSpan } from "../../text/logical.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "cmd-shell-form",
  subject: "dockerfile",
  category: "run-time",
  severity: "warning",
  since: "0.1.0",
  summary: "a shell as process 1 keeps the stop signal from the trainer or server",
  sources: ["Dockerfile reference, Shell and exec form", "dash 0.5.12, run with a command string"],
  *check({ dockerfile }) {
    const parents = new Set(dockerfile.stages.map((stage) => stage.parent));
    for (const stage of dockerfile.stages) {
      const isTarget = stage.shipped && !parents.has(stage);
      const at = isTarget ? startOf(stage) : undefined;
      const finding = at === undefined ? undefined : findingOf(dockerfile, at);
      if (finding !== undefined) yield finding;
    }
  },
});

/** The instruction that says what a container of the stage runs: ENTRYPOINT, else CMD where there is no ENTRYPOINT. */
function startOf(stage: Stage): StageInstruction | undefined {
  const entrypoint = inheritedInstructions(stage, "ENTRYPOINT").at(-1);
  if (entrypoint !== undefined && entrypoint.instruction.exec?.length !== 0) return entrypoint;
  return inheritedInstructions(stage, "CMD").at(-1);
}

/** Programs that train or serve, and that save or finish something when they are told to stop. */
const PROGRAMS =
  /^(?:python[\d.]*|torchrun|accelerate|deepspeed|uvicorn|gunicorn|hypercorn|vllm|tritonserver|mlflow|jupyter|jupyter-(?:lab|notebook)|streamlit|celery|text-generation-launcher|litellm|bentoml|chainlit)$/;

function findingOf(dockerfile: Dockerfile, at: StageInstruction): Finding | undefined {
  const { keyword, exec, args } = at.instruction;
  if (
    factsOf(at.stage)?.shell !== "dash" ||
    !(exec === undefined ? isPlainScript(dockerfile, at) : isShell(exec))
  )
    return undefined;
  const [command, ...others] = commandsOf(dockerfile, at);
  const written = command?.shell;
  if (command === undefined || written === undefined || others.length > 0 || !isAlone(written))
    return undefined;
  if (!PROGRAMS.test(command.name) || command.args.length === 0) return undefined;
  if (command.wrappers.some((wrapper) => !/^(?:python[\d.]*|env)$/.test(wrapper))) return undefined;
  const words = written.words.map(plainText);
  if (words.includes(undefined)) return undefined;
  const form = `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
  const span = wholeSpan(args);
  const cause = exec === undefined ? `The shell form of ${keyword}` : `"sh -c" in ${keyword}`;
  const advice = exec === undefined ? "Use the exec form" : "Start the program without sh";
  const title = exec === undefined ? `${advice} of ${keyword}` : advice;
  return {
    at: span,
    message: `${cause} makes sh process 1, which does not pass the stop signal on: ${command.name} is killed after the grace period, without a last checkpoint or an orderly end. ${advice}.`,
    fixes: [{ title, safety: "suggested", edits: [{ span, text: form }] }],
  };
}

/** A shell form of one command that the default shell reads without a fault. */
function isPlainScript(dockerfile: Dockerfile, at: StageInstruction): boolean {
  const run = scriptOf(dockerfile, at);
  return (
    run !== undefined && run.script.isSimple && run.script.errors.length === 0 && shellOf(at) === undefined
  );
}

/** `["sh", "-c", "…"]`; bash would hand its place over to a single command. */
function isShell(exec: readonly JsonString[]): boolean {
  return exec.length === 3 && /^(?:\/bin\/)?sh$/.test(exec[0]?.value ?? "");
}

function isAlone({ before, after, redirects, assignments, ...command }: ShellCommand): boolean {
  const isPart = command.isConditional || command.isSubshell || command.isSubstituted;
  return before === "" && after === "" && redirects.length === 0 && assignments.length === 0 && !isPart;
}

/** The text of a word in which the shell has nothing to do. */
function plainText(word: ShellWord): string | undefined {
  let text = "";
  for (const part of word.parts) {
    if (part.kind !== "text" || (!part.quoted && /[*?[\]{}~\\]/.test(part.text))) return undefined;
    text += part.text;
  }
  return text;
}
