import { trainer } from "../../knowledge/index.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { startCommands, startOf } from "../../model/compose/start.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { perService } from "../../model/memo.ts";
import { knownText } from "../../model/resolved.ts";
import type { Span } from "../../text/span.ts";
import { pythonModule, trainingLaunches } from "./launches.ts";

/** A command that trains a model, by what it runs. */
export interface Training {
  readonly command: ComposeCommand;
  /** The word that says so: a launcher, a trainer's subcommand, a script, a module. */
  readonly word: string;
  readonly span: Span;
}

/** The commands of a service that train; names of services, images and folders say nothing. */
export const trainingsOf = perService((service): readonly Training[] => {
  const launchers = new Map(
    trainingLaunches(service).map(({ command, launcher }) => [command, launcher.program] as const),
  );
  return startCommands(service).flatMap((command) => {
    const launcher = launchers.get(command);
    const found = launcher === undefined ? trainingOf(command) : launchedTraining(command, launcher);
    return found === undefined ? [] : [found];
  });
});

/** The training that a service is there for, after whose end it ends; undefined for servers, loops and schedulers. */
export function oneShotTraining(service: ComposeService): Training | undefined {
  const program = startOf(service);
  const all = trainingsOf(service);
  const last = all.at(-1);
  if (program === undefined || last === undefined || program.dropped !== undefined) return undefined;
  const behind = program.commands.slice(program.commands.indexOf(last.command) + 1);
  if (!behind.every(({ name }) => ENDS_SOON.has(name))) return undefined;
  if (program.words.some(({ value, raw }) => LOOP.test(knownText(value) ?? raw))) return undefined;
  return all.some(({ command }) => staysUp(command)) ? undefined : last;
}

function launchedTraining(command: ComposeCommand, word: string): Training | undefined {
  // What it starts may be a server that is spread over GPUs.
  const script = command.args.find(({ value }) => knownText(value)?.endsWith(".py"));
  const name = knownText(script?.value) ?? "";
  return NOT_TRAINING.test(words(name)) ? undefined : { command, word, span: command.nameSpan };
}

function trainingOf(command: ComposeCommand): Training | undefined {
  const { args, name, nameSpan } = command;
  const module = pythonModule(command);
  const operands = args.filter(({ value }) => !(knownText(value) ?? "-").startsWith("-"));
  if (module !== undefined) {
    const text = knownText(module.module.value);
    const last = text?.slice(text.lastIndexOf(".") + 1) ?? "";
    return isTrainingName(last) ? { command, word: text ?? "", span: module.module.span } : undefined;
  }
  const known = trainer(name);
  if (known !== undefined) {
    if (known.subcommands === undefined) return { command, word: name, span: nameSpan };
    const candidates = known.anywhere === true ? operands : operands.slice(0, 1);
    const found = candidates.find(({ value }) => known.subcommands?.includes(knownText(value) ?? ""));
    return found === undefined
      ? undefined
      : { command, word: `${name} ${knownText(found.value) ?? ""}`, span: nameSpan };
  }
  if (!/^python[\d.]*$/.test(name)) return undefined;
  const [script] = operands;
  const text = knownText(script?.value);
  if (script === undefined || text === undefined || !text.endsWith(".py")) return undefined;
  const file = text.slice(text.lastIndexOf("/") + 1);
  return isTrainingName(file.slice(0, -3)) ? { command, word: file, span: script.span } : undefined;
}

/** `train`, `run_pretraining`, `finetune_lora`; not `train_server` or `test_train`. */
function isTrainingName(name: string): boolean {
  const text = words(name);
  return TRAINING.test(text) && !NOT_TRAINING.test(text);
}

/** The words of a name in small letters, with blanks around them: `trainModel_v2` is ` train model v2 `. */
function words(name: string): string {
  return ` ${name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[^A-Za-z]+/g, " ")
    .toLowerCase()} `;
}

const TRAINING = / (?:(?:pre)?train(?:ing|er)?|pre train(?:ing)?|fine ?tun(?:e|ing)|sft|dpo|grpo|rlhf) /;

/** Words of programs that stay up, and of what only prepares or looks at a training. */
const NOT_TRAINING =
  / (?:serve|server|serving|service|api|app|ui|web|gui|dashboard|worker|scheduler|schedule|scheduled|cron|periodic|periodically|loop|daemon|watch|watcher|consumer|listener|monitor|online|continuous|continual|controller|manager|agent|bot|client|queue|test|tests|trigger|download|prepare|preprocess|data|dataset|split|plot|flow|dag|pipeline|orchestrator) /;

/** Arguments of a program that goes on by itself. */
function staysUp({ args }: ComposeCommand): boolean {
  return args.some(({ value }) => STAYS_UP.test(knownText(value) ?? ""));
}

const STAYS_UP =
  /^--?(?:serve|server|port|loop|forever|daemon|watch|schedule|cron|interval|poll|continuous|every|listen)(?:[-_=]|$)/;

/** `while`, `until`: a script that begins again by itself. */
const LOOP = /(?:^|[\s;&|])(?:while|until|watch|sleep)\s/;

/** What may follow a training without keeping the container up. */
const ENDS_SOON: ReadonlySet<string> = new Set([
  "echo",
  "exit",
  "cp",
  "mv",
  "rm",
  "ls",
  "chmod",
  "chown",
  "mkdir",
  "date",
  "true",
  "tar",
  "aws",
  "gsutil",
  "rclone",
]);
