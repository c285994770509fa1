import { pypiPackage, requiresTorch, torchReleases, torchWithVariant } from "../../knowledge/index.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import { mountsOf } from "../../model/mounts.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { instructions, packageCalls, pipInstalls } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { environmentValue, factsOf } from "../../model/stage-facts.ts";
import type { DockerfileInput, Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { requiredPackages } from "../shared/required-packages.ts";
import { contextFiles } from "../shared/requirements-file.ts";

export default defineRule({
  name: "pip-unpinned",
  subject: "dockerfile",
  category: "packages",
  severity: "info",
  strictSeverity: "warning",
  since: "0.2.0",
  summary: "a framework without a version, so that the next build may install another one",
  sources: ["pip documentation, Repeatable Installs"],
  *check(input) {
    const { dockerfile } = input;
    for (const install of pipInstalls(dockerfile)) {
      const names = install.packages.filter((one) => isFramework(one) && isOpen(one));
      if (names.length === 0 || isHeld(install) || mayBeLocked(dockerfile, install)) continue;
      const open = names.filter((one) => !isDecided(one, install) && !isThere(dockerfile, install, one));
      if (open.length === 0) continue;
      const pinned = pinnedIn(input, install.command.at.stage);
      const [first, ...others] = open.filter(({ name }) => !pinned.has(name));
      if (first !== undefined) yield findingOf([first, ...others]);
    }
  },
});

/** What decides with its version which CUDA, driver and API a build ends with, or brings what does. */
function isFramework({ name }: PipPackage): boolean {
  return pypiPackage(name)?.kind === "library" || requiresTorch(name);
}

/** Without a version, or with a lower bound alone. */
function isOpen({ specifier, url }: Pick<PipPackage, "specifier" | "url">): boolean {
  return url === undefined && specifier.split(",").every((clause) => /^(?:$|>=?|!=)/.test(clause));
}

/** Whether options, variables or files hold the versions, or the newest ones are what is wanted. */
function isHeld({ command, options, hasUnknown, verb, requirementFiles, ...install }: PipInstall): boolean {
  const { stage, order } = command.at;
  if (verb !== "install" || hasUnknown || requirementFiles.length > 0) return true;
  if (install.constraintFiles.length > 0 || install.findLinks.length > 0) return true;
  if (OPTIONS.some((name) => options.has(name))) return true;
  if (install.indexUrl !== undefined && isStill(knownText(install.indexUrl.value))) return true;
  // `torch>=2.4` without quotes is another mistake.
  if (command.shell?.redirects.some(({ target }) => target?.raw.startsWith("=") === true) === true)
    return true;
  return VARIABLES.some(
    (name) => command.environment.has(name) || environmentValue(stage, name, order) !== undefined,
  );
}

/** An index that gets no newer torch any more, is there for the newest of all, or is not known. */
function isStill(index: string | undefined): boolean {
  if (index === undefined || index.includes("nightly")) return true;
  const variant = /\/(cu\d+|rocm[\d.]+)\/?$/.exec(index)?.[1];
  const newest = torchReleases()[0]?.version;
  return variant?.startsWith("cu") === true && torchWithVariant(variant)[0] !== newest;
}

const OPTIONS: readonly string[] = [
  "--build-constraint",
  "--config-file",
  "--dry-run",
  "--exclude-newer",
  "--group",
  "--no-index",
  "--override",
  "--overrides",
  "--pre",
  "--require-hashes",
];

/** Source: pip documentation, Configuration; uv reference, Environment variables. */
const VARIABLES: readonly string[] = [
  "PIP_CONFIG_FILE",
  "PIP_CONSTRAINT",
  "PIP_FIND_LINKS",
  "PIP_NO_INDEX",
  "PIP_PRE",
  "PIP_REQUIRE_HASHES",
  "UV_CONFIG_FILE",
  "UV_CONSTRAINT",
  "UV_EXCLUDE_NEWER",
  "UV_FIND_LINKS",
  "UV_OVERRIDE",
  "UV_REQUIRE_HASHES",
];

/** What a stage has done, each with the offset from which on it has. */
interface Progress {
  /** A lock or requirements were read, which may have brought any package in a fixed version. */
  locked: number;
  /** The packages that were installed, by name. */
  readonly names: Map<string, number>;
}

/** What each stage does itself. */
const progressOf = perDockerfile((dockerfile): ReadonlyMap<Stage, Progress> => {
  const found = new Map(
    dockerfile.stages.map((stage): [Stage, Progress] => [stage, { locked: Infinity, names: new Map() }]),
  );
  const install = (stage: Stage, name: string, at: number): void => {
    const names = found.get(stage)?.names;
    if (names !== undefined) names.set(name, Math.min(at, names.get(name) ?? Infinity));
  };
  const lock = (stage: Stage, at: number): void => {
    const progress = found.get(stage);
    if (progress !== undefined) progress.locked = Math.min(at, progress.locked);
  };
  for (const at of instructions(dockerfile, "COPY", "ADD", "RUN"))
    if (readsLock(dockerfile, at)) lock(at.stage, at.instruction.span.start);
  for (const { command, packages, requirementFiles, sources } of pipInstalls(dockerfile)) {
    const { stage } = command.at;
    if (requirementFiles.length > 0 || sources.length > 0) lock(stage, command.span.start);
    for (const { name } of packages) {
      install(stage, name, command.span.start);
      if (requiresTorch(name)) install(stage, "torch", command.span.start);
    }
  }
  for (const { command, packages, manager } of packageCalls(dockerfile)) {
    if (manager !== "conda") continue;
    for (const { name } of packages)
      install(command.at.stage, name === "pytorch" ? "torch" : name, command.span.start);
  }
  return found;
});

function readsLock(dockerfile: Dockerfile, at: StageInstruction): boolean {
  const { keyword, args } = at.instruction;
  if (keyword !== "RUN") return LOCK.test(args.text);
  if (LOCKED.test(args.text)) return true;
  return mountsOf(at, dockerfile.syntax.escape).some(({ fields }) =>
    LOCK.test(knownText(fields.get("source") ?? fields.get("src")) ?? ""),
  );
}

const LOCK = /\.lock\b|\block\.|constraint|environment\.ya?ml/i;
const LOCKED = /\b(?:uv (?:sync|lock)|(?:poetry|pdm|pipenv) (?:install|sync)|env (?:create|update)|pixi )/;

/** What the stage of a command, with those that it builds on, has done before it. */
function before(dockerfile: Dockerfile, { command }: PipInstall): readonly Progress[] {
  const all = progressOf(dockerfile);
  return lineage(command.at.stage).flatMap((stage) => all.get(stage) ?? []);
}

function mayBeLocked(dockerfile: Dockerfile, install: PipInstall): boolean {
  return before(dockerfile, install).some(({ locked }) => locked < install.command.span.start);
}

/** A package that another one of the command, which has a version, asks for in one version alone. */
function isDecided({ name }: PipPackage, { packages, sources }: PipInstall): boolean {
  if (name === "jaxlib" && packages.some((one) => one.name === "jax")) return true;
  if (!OF_TORCH.has(name)) return false;
  if (sources.some(({ raw }) => raw.includes("torch"))) return true;
  return packages.some(
    (one) => !isOpen(one) && (OF_TORCH.has(one.name) || pypiPackage(one.name)?.torchPins !== undefined),
  );
}

const OF_TORCH: ReadonlySet<string> = new Set(["torch", "torchaudio", "torchvision", "triton"]);

/** Whether the image or an earlier step has the package or may have it. */
function isThere(dockerfile: Dockerfile, install: PipInstall, { name }: PipPackage): boolean {
  const facts = factsOf(install.command.at.stage);
  const brought = new Set(facts?.frameworks.map((one) => one.name));
  if (facts === undefined || brought.has(name) || (OF_TORCH.has(name) && brought.has("torch"))) return true;
  const { start } = install.command.span;
  return before(dockerfile, install).some(({ names }) => (names.get(name) ?? Infinity) < start);
}

/** What the requirements files pin that the stage installs later: pip then puts that version in the place of the other. */
function pinnedIn(input: DockerfileInput, stage: Stage): ReadonlySet<string> {
  const pinned = new Set<string>();
  for (const { command, requirementFiles } of pipInstalls(input.dockerfile)) {
    if (command.at.stage !== stage) continue;
    for (const { value } of requirementFiles) {
      const name = knownText(value);
      if (name === undefined) continue;
      for (const file of contextFiles(input.dockerfile, command.at, name, input))
        for (const one of requiredPackages(file, input.files)) if (!isOpen(one)) pinned.add(one.name);
    }
  }
  return pinned;
}

function findingOf(open: readonly [PipPackage, ...PipPackage[]]): Finding {
  const [first, ...others] = open;
  const names = open.map(({ writtenName }) => writtenName);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  const last = shown.at(-1) ?? "";
  const isOne = open.length === 1;
  const who = isOne ? `${last} is` : `${shown.slice(0, -1).join(", ")} and ${last} are`;
  return {
    at: first.argument.span,
    message: `${who} not pinned: the next build may install ${isOne ? "another version" : "other versions"}, which the code or the driver does not fit. Pin what runs now, as "pip freeze" prints it.`,
    related: others.map(({ argument, writtenName }) => ({
      at: argument.span,
      message: `${writtenName} is not pinned either.`,
    })),
  };
}
