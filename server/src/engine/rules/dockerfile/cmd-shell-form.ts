import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { inheritedInstructions } from "../../model/query.ts";
import { scriptOf, shellOf } from "../../model/run.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { ShellWord } from "../../syntax/shell.ts";
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
  const run = scriptOf(dockerfile, at);
  if (run === undefined || !run.script.isSimple || run.script.errors.length > 0) return undefined;
  if (shellOf(at) !== undefined || factsOf(at.stage)?.shell !== "dash") return undefined;
  const [command] = commandsOf(dockerfile, at);
  const [written] = run.script.commands;
  if (command?.shell === undefined || command.shell !== written || !PROGRAMS.test(command.name))
    return undefined;
  if (command.wrappers.some((wrapper) => !/^(?:python[\d.]*|env)$/.test(wrapper))) return undefined;
  if (command.args.length === 0) return undefined;
  const words = written.words.map(plainText);
  if (words.includes(undefined)) return undefined;
  const form = `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
  const { keyword } = at.instruction;
  const span = wholeSpan(at.instruction.args);
  return {
    at: span,
    message: `The shell form of ${keyword} makes sh process 1, which does not pass the stop signal on: ${command.name} is killed after the grace period, without a last checkpoint or an orderly end. Use the exec form.`,
    fixes: [{ title: `Use the exec form of ${keyword}`, safety: "suggested", edits: [{ span, text: form }] }],
  };
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
