import { pypiPackage, requiresTorch, torchReleases, torchWithVariant } from "../../knowledge/index.ts";
import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { mountsOf } from "../../model/mounts.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { inheritedInstructions, packageCalls, pipInstalls } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { environmentValue, factsOf } from "../../model/stage-facts.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "pip-unpinned",
  subject: "dockerfile",
  category: "packages",
  severity: "info",
  strictSeverity: "warning",
  since: "0.2.0",
  summary: "a framework without a version, so that the next build may install another one",
  sources: ["pip documentation, Repeatable Installs"],
  *check({ dockerfile }) {
    for (const install of pipInstalls(dockerfile)) {
      const names = install.packages.filter((one) => isFramework(one) && isOpen(one));
      if (names.length === 0 || isHeld(install) || mayBeLocked(dockerfile, install)) continue;
      const [first, ...others] = names.filter(
        (one) => !isDecided(one, install) && !isThere(dockerfile, install, one),
      );
      if (first !== undefined) yield findingOf([first, ...others]);
    }
  },
});

/** What decides with its version which CUDA, driver and API a build ends with, or brings what does. */
function isFramework({ name }: PipPackage): boolean {
  return pypiPackage(name)?.kind === "library" || requiresTorch(name);
}

/** Without a version, or with a lower bound alone. */
function isOpen({ specifier, url }: PipPackage): boolean {
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

/** Whether the stage has read a lock or requirements before, which may have brought the package in a fixed version. */
function mayBeLocked(dockerfile: Dockerfile, { command }: PipInstall): boolean {
  const { stage, order } = command.at;
  const stages = new Set(lineage(stage));
  const isBefore = (at: StageInstruction): boolean => at.order <= order && stages.has(at.stage);
  const reads = pipInstalls(dockerfile).some(
    (one) =>
      isBefore(one.command.at) &&
      one.command.span.start < command.span.start &&
      (one.requirementFiles.length > 0 || one.sources.length > 0),
  );
  if (reads) return true;
  const { escape } = dockerfile.syntax;
  return inheritedInstructions(stage, "COPY", "ADD", "RUN").some((at) => {
    if (at.order > order) return false;
    const { keyword, args } = at.instruction;
    if (keyword === "RUN")
      return LOCKED.test(args.text) || mountsOf(at, escape).some(({ fields }) => LOCK.test(text(fields)));
    return LOCK.test(args.text);
  });
}

function text(fields: ReadonlyMap<string, Parameters<typeof knownText>[0]>): string {
  return knownText(fields.get("source") ?? fields.get("src")) ?? "";
}

const LOCK = /\.lock\b|\block\.|constraint|environment\.ya?ml/i;
const LOCKED = /\b(?:uv (?:sync|lock)|(?:poetry|pdm|pipenv) (?:install|sync)|env (?:create|update)|pixi )/;

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
function isThere(dockerfile: Dockerfile, { command }: PipInstall, { name }: PipPackage): boolean {
  const { stage } = command.at;
  const facts = factsOf(stage);
  const brought = new Set(facts?.frameworks.map((one) => one.name));
  if (facts === undefined || brought.has(name) || (OF_TORCH.has(name) && brought.has("torch"))) return true;
  const stages = new Set(lineage(stage));
  const isBefore = (other: PipInstall["command"]): boolean =>
    stages.has(other.at.stage) && other.span.start < command.span.start;
  const has = (other: string): boolean => other === name || (name === "torch" && requiresTorch(other));
  return (
    pipInstalls(dockerfile).some(
      (one) => isBefore(one.command) && one.packages.some((other) => has(other.name)),
    ) ||
    packageCalls(dockerfile).some(
      (call) =>
        call.manager === "conda" &&
        isBefore(call.command) &&
        call.packages.some((one) => one.name === name || one.name === `py${name}`),
    )
  );
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
