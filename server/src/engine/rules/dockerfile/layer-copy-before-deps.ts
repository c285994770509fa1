import type { Command } from "../../model/command.ts";
import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { wordsOf } from "../../model/dockerfile.ts";
import { mountsOf } from "../../model/mounts.ts";
import { pipInstall } from "../../model/pip.ts";
import { stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { Word } from "../../model/words.ts";
import { defineRule } from "../rule.ts";
import type { Finding, Fix } from "../rule.ts";
import { copyLater, isPlainBetween } from "../shared/copy-later.ts";
import type { DependencyInstall } from "../shared/dependency-installs.ts";
import { dependencyInstall } from "../shared/dependency-installs.ts";

export default defineRule({
  name: "layer-copy-before-deps",
  subject: "dockerfile",
  category: "layers",
  severity: "warning",
  since: "0.1.0",
  summary:
    "the sources are copied before the dependencies are installed, so that every edit installs them again",
  sources: ["Docker documentation, Optimize cache usage in builds", "uv documentation, Using uv in Docker"],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      const finding = findingIn(dockerfile, stage);
      if (finding !== undefined) yield finding;
    }
  },
});

/** The sources that a COPY or ADD brings into the image. */
interface Copy {
  readonly at: StageInstruction;
  /** The word that names the context or a directory of it. */
  readonly tree: Word;
  readonly isWhole: boolean;
}

function findingIn(dockerfile: Dockerfile, stage: Stage): Finding | undefined {
  let copy: Copy | undefined;
  let progress: Progress = { isBuilt: false, isScripted: false, hasClone: false, isInClone: false };
  const installs: DependencyInstall[] = [];
  for (const at of stageInstructions(stage, "COPY", "ADD", "RUN", "WORKDIR")) {
    const { keyword } = at.instruction;
    if (keyword === "WORKDIR") {
      progress = inNewDirectory(progress);
    } else if (keyword !== "RUN") {
      const next = treeCopy(dockerfile, at);
      if (installs.length === 0) {
        if (copy === undefined || (next?.isWhole === true && !copy.isWhole)) copy = next ?? copy;
      } else if (copy?.isWhole === false && next?.isWhole === true) {
        // The sources come now, so what came before was picked out for the install.
        return undefined;
      }
    } else if (copy !== undefined) {
      const { isWhole } = copy;
      const run = installsOf(dockerfile, at, progress);
      installs.push(...run.installs.filter((install) => isWhole || !install.isSystem));
      ({ progress } = run);
    }
  }
  const reader = installs.find(readsFiles);
  const first = reader ?? installs.find((install) => !install.isSystem) ?? installs[0];
  if (copy === undefined || first === undefined || (reader === undefined && !copy.isWhole)) return undefined;
  return finding(dockerfile, copy, first, installs);
}

/** What the RUNs since the copy have done. */
interface Progress {
  /** Something was built, or the project was installed. */
  readonly isBuilt: boolean;
  /** A script ran that may have changed what an install reads. */
  readonly isScripted: boolean;
  readonly hasClone: boolean;
  /** The working directory may be the clone of another repository. */
  readonly isInClone: boolean;
}

function inNewDirectory(progress: Progress): Progress {
  return { ...progress, isInClone: progress.hasClone };
}

/**
 * The installs of a RUN that could stand before the sources. Packages that are named beside a build step, or after the
 * project itself is installed, belong there: the step needs them, or they correct what the project brought.
 */
function installsOf(
  dockerfile: Dockerfile,
  at: StageInstruction,
  before: Progress,
): { readonly installs: readonly DependencyInstall[]; readonly progress: Progress } {
  const commands = commandsOf(dockerfile, at);
  const isStep = commands.some(builds);
  let { isBuilt, hasClone, isInClone } = before;
  const installs: DependencyInstall[] = [];
  for (const command of commands) {
    hasClone ||= command.name === "git" && command.args.some(({ raw }) => raw === "clone");
    isInClone ||= hasClone && (command.name === "cd" || command.name === "pushd");
    const install = command.shell?.isConditional === true ? undefined : dependencyInstall(command);
    const now: Progress = { ...before, isBuilt: isBuilt || isStep, hasClone, isInClone };
    if (install !== undefined && couldStandBefore(install, now)) installs.push(install);
    isBuilt ||= installsSources(command);
  }
  const isScripted = before.isScripted || commands.some(({ name }) => SCRIPT.test(name));
  const progress = { isBuilt: isBuilt || isStep, isScripted, hasClone, isInClone: before.isInClone };
  return { installs, progress };
}

function couldStandBefore({ files }: DependencyInstall, progress: Progress): boolean {
  if (files === undefined) return !progress.isScripted;
  if (files.length === 0) return !progress.isBuilt;
  return !progress.hasClone || !(progress.isInClone || files.some((file) => file.includes("/")));
}

function installsSources(command: Command): boolean {
  return (pipInstall(command)?.sources.length ?? 0) > 0;
}

function readsFiles({ files }: DependencyInstall): boolean {
  return files === undefined || files.length > 0;
}

function builds({ name }: Command): boolean {
  return SCRIPT.test(name) || /^(?:python[\d.]*|make|cmake|ninja|cargo|go|npm)$/.test(name);
}

/** A script, a shell that reads one, or a program that is not known. */
const SCRIPT = /^(?:bash|sh|)$|\.(?:sh|py)$/;

/** The copy of the whole context, or of a directory that holds sources. */
function treeCopy(dockerfile: Dockerfile, at: StageInstruction): Copy | undefined {
  const { instruction } = at;
  if (instruction.flags.some((flag) => flag.name === "from") || instruction.heredocs.length > 0)
    return undefined;
  const words = wordsOf(at, dockerfile.syntax.escape);
  const destination = knownText(words.at(-1)?.value);
  const sources = words.slice(0, -1);
  const whole = sources.find((word) => /^(?:\.|\/|\*)?\/?\*?$/.test(knownText(word.value) ?? "?"));
  if (whole !== undefined) return { at, tree: whole, isWhole: true };
  const tree = sources.find((word) => isSourceDirectory(knownText(word.value), destination));
  return tree === undefined ? undefined : { at, tree, isWhole: false };
}

/** A directory, told by its slash or by a destination of the same name, that is not one of set-up files. */
function isSourceDirectory(source: string | undefined, destination: string | undefined): boolean {
  if (source === undefined || destination === undefined || /^https?:|[*?$]/.test(source)) return false;
  const name = lastPart(source);
  if (/\/s?bin(?:\/|$)/.test(destination)) return false;
  const isDirectory = /\/\.?$/.test(source) || (lastPart(destination) === name && !name.includes("."));
  return isDirectory && !SET_UP.test(name);
}

const SET_UP =
  /^(?:\..*|requirements?.*|reqs?|cmake|dep(?:endencie)?s|docker.*|install.*|setup.*|wheels?|dist|conf(?:ig)?s?|certs?|patch(?:es)?|build.*|third[-_]?party|vendor|conda.*|env.*|scripts?|bin|etc|tools?|common|ci|packag(?:es|ing)|manifests?|root(?:fs)?|[^a-z]*|license.*|readme.*|makefile|entrypoint.*|start.*)$/i;

function lastPart(path: string): string {
  return (
    path
      .replace(/\/\.?$/, "")
      .split("/")
      .at(-1) ?? ""
  );
}

function finding(
  dockerfile: Dockerfile,
  { at, tree }: Copy,
  first: DependencyInstall,
  installs: readonly DependencyInstall[],
): Finding {
  const { keyword } = at.instruction;
  const fix = fixOf(dockerfile, at, installs);
  const what = knownText(tree.value) ?? tree.raw;
  const last = installs.at(-1) ?? first;
  let remedy = "Copy the files that the install reads, install, and copy the rest then.";
  if (first.files?.length === 0) {
    const canMove = isPlainBetween(dockerfile, at, last.command.at);
    remedy = canMove
      ? `Move the ${keyword} behind the install.`
      : `Install before the ${keyword}, in a RUN of its own.`;
  }
  return {
    at: tree.span,
    message: `This ${keyword} of "${what}" comes before "${first.title}", so every change of a source file installs the dependencies again. ${remedy}`,
    ...(isCheap(dockerfile, installs) ? { severity: "info" as const } : {}),
    fixes: fix === undefined ? [] : [fix],
    related: [{ at: first.command.span, message: "This runs again." }],
  };
}

/** System packages install fast. With a cache mount packages are at least not downloaded again. */
function isCheap(dockerfile: Dockerfile, installs: readonly DependencyInstall[]): boolean {
  if (installs.every(({ isSystem }) => isSystem)) return true;
  return installs.every((install) => hasCacheMount(dockerfile, install));
}

function hasCacheMount(dockerfile: Dockerfile, { command }: DependencyInstall): boolean {
  return mountsOf(command.at, dockerfile.syntax.escape).some((mount) => knownText(mount.type) === "cache");
}

function fixOf(
  dockerfile: Dockerfile,
  copy: StageInstruction,
  installs: readonly DependencyInstall[],
): Fix | undefined {
  const edits = copyLater(dockerfile, copy, installs);
  return edits && { title: "Copy the sources after the install", safety: "suggested", edits };
}
