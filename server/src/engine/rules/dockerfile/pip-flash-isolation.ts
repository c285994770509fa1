import { compareVersions, pypiPackage } from "../../knowledge/index.ts";
import type { Dockerfile } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { inheritedInstructions, pipInstalls } from "../../model/query.ts";
import { environmentValue, factsOf } from "../../model/stage-facts.ts";
import type { Edit } from "../../text/edit.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { removal } from "../shared/package-edits.ts";
import { isFromPublicIndexes } from "../shared/pip-indexes.ts";

export default defineRule({
  name: "pip-flash-isolation",
  subject: "dockerfile",
  category: "packages",
  severity: "warning",
  since: "0.2.0",
  summary: "flash-attn built in an environment of its own, where its setup finds no torch",
  sources: ["flash-attn", "flash-attn-sdist", "pip-config", "uv-env"],
  *check({ dockerfile, source }) {
    for (const install of pipInstalls(dockerfile)) {
      const flash = install.packages.find(needsTorch);
      if (flash === undefined || install.verb === "download" || !isIsolated(install)) continue;
      if (mayHoldIt(dockerfile, install, flash)) continue;
      yield findingOf(dockerfile, install, flash, source);
    }
  },
});

/** A package whose setup imports torch; the first major of flash-attn asked for it in between, as it should. */
function needsTorch({ name, pin, url }: PipPackage): boolean {
  if (pypiPackage(name)?.setupImportsTorch !== true || url !== undefined) return false;
  return pin === undefined || (/^\d/.test(pin) && compareVersions(pin, "2") >= 0);
}

/** Whether the package is built, from PyPI's sources and apart, as far as the command, variables and files say. */
function isIsolated(install: PipInstall): boolean {
  const { options, command, tool } = install;
  if (!isFromPublicIndexes(install) || OPTIONS.some((name) => options.has(name))) return false;
  const { stage, order, instruction } = command.at;
  const isSet = (name: string): boolean =>
    command.environment.has(name) || environmentValue(stage, name, order) !== undefined;
  if (VARIABLES.some(isSet)) return false;
  if (tool === "pip") return true;
  // uv reads the project's settings, and these may leave the isolation out for the package.
  const project = /(?:pyproject|uv)\.toml|(?:^|\s)\.\/?\s|type=bind/;
  return !(
    project.test(instruction.flags.map((flag) => flag.value ?? "").join(" ")) ||
    inheritedInstructions(stage, "COPY", "ADD").some(
      (one) => one.order < order && project.test(one.instruction.args.text),
    )
  );
}

const OPTIONS: readonly string[] = [
  "--no-build-isolation",
  "--no-build-isolation-package",
  "--only-binary",
  "--no-build",
  "--no-build-package",
  "--config-file",
  "--dry-run",
];

/** Source: pip documentation, Configuration; uv reference, Environment variables. */
const VARIABLES: readonly string[] = [
  "PIP_NO_BUILD_ISOLATION",
  "PIP_ONLY_BINARY",
  "UV_NO_BUILD",
  "UV_NO_BUILD_ISOLATION",
  "UV_NO_BUILD_ISOLATION_PACKAGE",
];

/** Whether the image or an earlier step may have brought the package: then there is nothing to build. */
function mayHoldIt(dockerfile: Dockerfile, { command }: PipInstall, flash: PipPackage): boolean {
  const { stage, order } = command.at;
  const facts = factsOf(stage);
  if (facts === undefined || facts.family.startsWith("nvcr.io/")) return true;
  const word = new RegExp(flash.name.replace("-", "[-_]"), "i");
  const { source } = dockerfile.syntax;
  return lineage(stage).some((one) =>
    one.instructions.some(({ instruction, order: at }) => {
      const end = at === order ? command.span.start : instruction.span.end;
      return (
        at <= order && instruction.keyword !== "ENV" && word.test(source.slice(instruction.span.start, end))
      );
    }),
  );
}

function findingOf(dockerfile: Dockerfile, install: PipInstall, flash: PipPackage, source: string): Finding {
  const who = install.tool === "uv" ? "uv builds" : "pip from 25.3 on builds";
  const torch = install.packages.find(({ name }) => name === "torch");
  const needs = `its setup stops with "No module named 'torch'"`;
  const advice =
    torch === undefined
      ? "Add --no-build-isolation, with torch installed in an earlier step."
      : "Install torch first, and then this with --no-build-isolation.";
  return {
    at: flash.argument.span,
    message: `${who} ${flash.name} in an environment of its own, where ${needs}. ${advice}`,
    fixes: torch === undefined ? flagFix(install, flash) : splitFix(dockerfile, install, flash, source),
  };
}

/** The flag for this package alone where uv has it; for all where pip installs nothing else. */
function flagFix(install: PipInstall, flash: PipPackage): readonly Fix[] {
  const { packages, sources, requirementFiles, tool, command } = install;
  const isAlone = packages.length === 1 && sources.length === 0 && requirementFiles.length === 0;
  const flag =
    tool === "uv" && !isAlone ? `--no-build-isolation-package ${flash.name}` : "--no-build-isolation";
  const verb = command.args.find(({ raw }) => raw === install.verb);
  if (verb === undefined) return [];
  const { end } = verb.span;
  const safety = isAlone || tool === "uv" ? "safe" : "suggested";
  return [{ title: `Add ${flag}`, safety, edits: [{ span: { start: end, end }, text: ` ${flag}` }] }];
}

/** Takes the package out of the command that brings torch, and into one behind it. */
function splitFix(
  { syntax }: Dockerfile,
  install: PipInstall,
  flash: PipPackage,
  source: string,
): readonly Fix[] {
  const { command, tool } = install;
  const { shell, within, wrappers } = command;
  const taken = removal(command, flash.argument, source);
  const isPlain = wrappers.length === 0 && within === undefined && syntax.escape === "\\";
  if (
    taken === undefined ||
    !isPlain ||
    shell === undefined ||
    shell.isConditional ||
    shell.redirects.length > 0
  )
    return [];
  const program = source.slice(command.nameSpan.start, command.nameSpan.end);
  const call = tool === "uv" ? `${program} pip` : program;
  const system = install.options.has("--system") ? " --system" : "";
  const next = ` && ${call} install${system} --no-build-isolation ${flash.argument.raw}`;
  const { end } = command.span;
  const edits: readonly Edit[] =
    taken.span.end === end
      ? [{ span: taken.span, text: next }]
      : [taken, { span: { start: end, end }, text: next }];
  return [{ title: `Install ${flash.name} in a command of its own`, safety: "suggested", edits }];
}
