import { isSmallPackage, pypiPackage } from "../../knowledge/index.ts";
import type { Argument, Command } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import type { PipInstall } from "../../model/pip.ts";
import { isPip } from "../../model/pip.ts";
import { inheritedInstructions, pipInstalls, runCommands, stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { scriptOf } from "../../model/run.ts";
import { environmentValue, factsOf } from "../../model/stage-facts.ts";
import type { Edit } from "../../text/edit.ts";
import { cover } from "../../text/span.ts";
import { defineRule } from "../rule.ts";
import type { Finding, Fix } from "../rule.ts";
import { isMounted, lastDeletion, reaches, readableCommands, sizeSeverity } from "../shared/layers.ts";

export default defineRule({
  name: "pip-cache-in-layer",
  subject: "dockerfile",
  category: "layers",
  severity: "warning",
  since: "0.1.0",
  summary: "pip or Poetry keeps the wheels that it downloads in the layer",
  sources: ["pip documentation, Caching", "Poetry documentation, Configuration"],
  *check({ dockerfile, source, path }) {
    const byStage = new Map<Stage, Record<ToolName, Download[]>>();
    for (const [at, all] of fills(dockerfile)) {
      if (!at.stage.shipped) continue;
      const found = byStage.get(at.stage) ?? { pip: [], poetry: [] };
      byStage.set(at.stage, found);
      for (const one of remaining(dockerfile, at, all)) found[toolOf(one).name].push(one);
    }
    for (const found of byStage.values()) {
      for (const downloads of [found.pip, found.poetry]) {
        const first = downloads.every(isToolUpgrade) ? undefined : telling(downloads);
        if (first !== undefined) yield { severity: sizeSeverity(path), ...finding(first, downloads, source) };
      }
    }
  },
});

/** A command that fills a cache. */
interface Download {
  readonly command: Command;
  /** Undefined for Poetry. */
  readonly install: PipInstall | undefined;
}

/** What fills a cache, by RUN. */
function fills(dockerfile: Dockerfile): ReadonlyMap<StageInstruction, readonly Download[]> {
  const runs = new Map<StageInstruction, Download[]>();
  const add = (one: Download): void => {
    const known = runs.get(one.command.at);
    if (known === undefined) runs.set(one.command.at, [one]);
    else known.push(one);
  };
  for (const install of pipInstalls(dockerfile))
    if (mayFill(install)) add({ command: install.command, install });
  for (const command of runCommands(dockerfile))
    if (isPoetryInstall(command)) add({ command, install: undefined });
  return runs;
}

/** Those of a RUN's downloads that stay in its layer. */
function remaining(
  dockerfile: Dockerfile,
  at: StageInstruction,
  all: readonly Download[],
): readonly Download[] {
  const commands = readableCommands(dockerfile, at);
  if (commands.length === 0) return [];
  return [PIP, POETRY].flatMap((tool) => {
    const own = all.filter((one) => toolOf(one) === tool);
    if (own.length === 0 || isKept(dockerfile, at, tool)) return [];
    const cleared = Math.max(
      commands.findLastIndex(clearsCache),
      lastDeletion(commands, (path) => takesCache(path, tool)),
    );
    return own.filter(
      ({ command }) =>
        commands.indexOf(command, cleared + 1) > -1 && !tool.settings.some((name) => isSet(command, name)),
    );
  });
}

/** Whether a mount, the script or a configuration keeps a tool's cache out of the layer. */
function isKept(dockerfile: Dockerfile, at: StageInstruction, tool: Tool): boolean {
  const text = scriptOf(dockerfile, at)?.logical.text ?? "";
  if (tool.settings.some((name) => text.includes(name))) return true;
  if (isMounted(dockerfile, at, (path) => takesCache(path, tool))) return true;
  if (tool === PIP && isForeignHome(at)) return true;
  return tool === PIP && isConfigured(dockerfile, at);
}

type ToolName = "pip" | "poetry";

interface Tool {
  readonly name: ToolName;
  readonly settings: readonly string[];
  /** Below the home directory. */
  readonly directory: string;
  readonly word: RegExp;
}

const PIP: Tool = {
  name: "pip",
  settings: ["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME"],
  directory: ".cache/pip",
  word: /pip/i,
};
const POETRY: Tool = {
  name: "poetry",
  settings: ["POETRY_CACHE_DIR", "XDG_CACHE_HOME"],
  directory: ".cache/pypoetry",
  word: /poetry/i,
};

/** Whether a pip call puts downloads into its cache. uv is left out: it links its files into place, so they count once. */
function mayFill(install: PipInstall): boolean {
  const { options } = install;
  if (install.tool === "uv" || install.verb === "download" || install.hasUnknown) return false;
  if (["--no-cache-dir", "--cache-dir", "--no-index", "--dry-run"].some((name) => options.has(name)))
    return false;
  const isBuilt = install.sources.some((source) => !isWheelFile(source));
  return fetched(install) > 0 || (isBuilt && !options.has("--no-deps"));
}

/** A wheel that lies in the image; pip puts nothing of it into its cache, and what it requires is mostly there by then. */
function isWheelFile({ value }: Argument): boolean {
  const text = knownText(value) ?? (value.known ? "" : value.parts.at(-1));
  return typeof text === "string" && text.endsWith(".whl") && !/^[a-z+]+:\/\//.test(knownText(value) ?? "");
}

/** `poetry install` and `poetry add`, unless a word in them is not known or asks for no cache. */
function isPoetryInstall({ name, args }: Command): boolean {
  if (name !== "poetry" || !args.every((argument) => argument.value.known)) return false;
  const words = args.map((argument) => knownText(argument.value) ?? "");
  const verb = words.find((word) => !word.startsWith("-"));
  return (
    (verb === "install" || verb === "add" || verb === "sync") &&
    !words.includes("--no-cache") &&
    !words.includes("--dry-run")
  );
}

/** Whether a variable is given by ENV, ARG, the image or the command itself. Its value does not matter: somebody thought of it. */
function isSet({ at, environment }: Command, name: string): boolean {
  if (environment.has(name) || environmentValue(at.stage, name, at.order) !== undefined) return true;
  return at.stage.scope.definition(name, at.order) !== undefined;
}

/** Whether a path is the cache, holds it, or is plainly meant to be it under another user's home. */
function takesCache(path: string, tool: Tool): boolean {
  if (reaches(path, `/root/${tool.directory}`) || reaches(path, `~/${tool.directory}`)) return true;
  const parts = path.split("/").filter((part) => part !== "" && part !== "*");
  return parts.at(-1) === ".cache" || (parts.some((part) => tool.word.test(part)) && /cache/i.test(path));
}

function clearsCache({ name, args }: Command): boolean {
  if (!isPip(name) && name !== "poetry") return false;
  const words = args.map((argument) => knownText(argument.value) ?? "");
  const at = words.indexOf("cache");
  return at !== -1 && /^(?:purge|clear|remove)$/.test(words[at + 1] ?? "");
}

/** Whether pip's configuration may turn the cache off: a file that is copied or written, or `pip config set`. */
function isConfigured(dockerfile: Dockerfile, at: StageInstruction): boolean {
  return lineage(at.stage).some((stage) =>
    configurations(dockerfile, stage).some((earlier) => earlier <= at.order),
  );
}

/** The orders of the instructions of a stage that configure pip. */
function configurations(dockerfile: Dockerfile, stage: Stage): readonly number[] {
  const known = configured(dockerfile);
  const cached = known.get(stage);
  if (cached !== undefined) return cached;
  const found: number[] = [];
  const { source } = dockerfile.syntax;
  for (const { instruction, order } of stageInstructions(stage, "RUN", "COPY", "ADD")) {
    const text = source.slice(instruction.span.start, instruction.span.end);
    const isCopied = instruction.keyword !== "RUN" && /\bpip\.(?:conf|ini)\b/.test(text);
    if (isCopied || (/no[-_]cache[-_]dir/.test(text) && /pip\.conf|pip\d?\s+config|\.config\/pip/.test(text)))
      found.push(order);
  }
  known.set(stage, found);
  return found;
}

const configured = perDockerfile(() => new Map<Stage, readonly number[]>());

function toolOf({ install }: Download): Tool {
  return install === undefined ? POETRY : PIP;
}

/**
 * The download to show: the first that is not known to be small. What building sources alone brings along is not seen here, so a
 * list of requirements goes before it.
 */
function telling(downloads: readonly Download[]): Download | undefined {
  const large = downloads.filter((one) => !isTiny(one));
  const [first] = large;
  const isSourcesOnly = first?.install !== undefined && fetched(first.install) === 0;
  const list = isSourcesOnly
    ? large.find(({ install }) => install !== undefined && install.requirementFiles.length > 0)
    : undefined;
  return list ?? first ?? downloads[0];
}

function fetched({ packages, requirementFiles }: PipInstall): number {
  return packages.length + requirementFiles.length;
}

/** One finding for a stage: the downloads of its other commands are mended in the same way. */
function finding(first: Download, all: readonly Download[], source: string): Finding {
  const { command } = first;
  const others = all.filter((one) => one !== first);
  const verb = command.args.find((argument) => VERBS.has(knownText(argument.value) ?? ""));
  const runs = new Set(all.map((one) => one.command.at)).size;
  const where = runs === 1 ? "in this layer" : `in this layer and ${runs - 1} more of the stage`;
  const remedy =
    toolOf(first) === POETRY
      ? "Mount a cache there, or delete it in the same RUN."
      : "Add --no-cache-dir, or mount a cache there.";
  const [name, folder] = toolOf(first) === POETRY ? ["Poetry", "~/.cache/pypoetry"] : ["pip", "~/.cache/pip"];
  const fixes: readonly (Fix | undefined)[] = [flagFix(all, source), mountFix(all)];
  return {
    at: cover(command.nameSpan, verb?.span ?? command.nameSpan),
    message: `${name} keeps the wheels that it downloads under ${folder}, ${where}. ${remedy}`,
    ...(all.every(isTiny) ? { severity: "info" as const } : {}),
    fixes: fixes.filter((fix) => fix !== undefined),
    related: others.map((other) => ({ at: other.command.span, message: "This fills the cache too." })),
  };
}

/** pip and what it builds with: a few MB, most of which the image has anyway. */
function isToolUpgrade({ install }: Download): boolean {
  if (install === undefined || install.requirementFiles.length > 0 || install.sources.length > 0)
    return false;
  return install.packages.every(({ name }) => name === "pip" || name === "setuptools" || name === "wheel");
}

const VERBS = new Set(["install", "wheel", "add", "sync"]);

/**
 * Packages that are known to be small; and most that are fetched alone: without their dependencies, and not one of those
 * that bring native libraries along.
 */
function isTiny({ install }: Download): boolean {
  if (install === undefined || install.requirementFiles.length > 0 || install.sources.length > 0)
    return install !== undefined && isExtension(install);
  const isAlone = install.options.has("--no-deps") && install.packages.length === 1;
  return install.packages.every(({ name }) => isSmallPackage(name) || (isAlone && !isHeavy(name)));
}

/** `pip install ./ext`: nobody sees here whether a directory below the project's own brings any dependencies. */
function isExtension({ sources, packages, requirementFiles }: PipInstall): boolean {
  const isBare = packages.length === 0 && requirementFiles.length === 0;
  return isBare && sources.length > 0 && sources.every(isSubdirectory);
}

function isSubdirectory({ value }: Argument): boolean {
  return /^\.\/[^/]/.test(knownText(value) ?? "");
}

function isHeavy(name: string): boolean {
  return /^(?:torch|tensorflow|jaxlib|nvidia-|triton)/.test(name) || pypiPackage(name) !== undefined;
}

/** `--no-cache-dir` for every pip call. Undefined if one of them is not written out. */
function flagFix(found: readonly Download[], source: string): Fix | undefined {
  const edits: Edit[] = [];
  for (const { command, install } of found) {
    const verb = install && command.args.find((argument) => knownText(argument.value) === install.verb);
    if (install === undefined || verb === undefined) return undefined;
    const written = source.slice(verb.span.start, verb.span.end);
    if (written !== install.verb && written !== `"${install.verb}"`) return undefined;
    const span = { start: verb.span.end, end: verb.span.end };
    edits.push({ span, text: written.startsWith('"') ? ', "--no-cache-dir"' : " --no-cache-dir" });
  }
  return { title: "Add --no-cache-dir", safety: "safe", edits };
}

/** A cache mount for each RUN, where all of them are known to be root's and at home in /root. */
function mountFix(all: readonly Download[]): Fix | undefined {
  const [first] = all;
  const runs = [...new Set(all.map(({ command }) => command.at))];
  if (first === undefined || !runs.every(isRoot)) return undefined;
  const target = `/root/${toolOf(first).directory}`;
  const text = ` --mount=type=cache,target=${target}`;
  return {
    title: `Mount a cache on ${target}`,
    safety: "suggested",
    edits: runs.map(({ instruction: { keywordSpan } }) => ({
      span: { start: keywordSpan.end, end: keywordSpan.end },
      text,
    })),
  };
}

function isRoot(at: StageInstruction): boolean {
  const home = environmentValue(at.stage, "HOME", at.order);
  return (home === undefined || knownText(home) === "/root") && isRootUser(at);
}

function isRootUser(at: StageInstruction): boolean {
  const users = inheritedInstructions(at.stage, "USER").filter((one) => one.order < at.order);
  const last = users.at(-1)?.instruction.args.text;
  if (last !== undefined) return /^(?:root|0)(?::|$)/.test(last.trim());
  const root = lineage(at.stage).at(-1) ?? at.stage;
  return /^(?:root|0)?$/.test(factsOf(root)?.user ?? "");
}

/** Root in an image whose HOME is its user's: pip turns its cache off, since the directory is not root's. */
function isForeignHome(at: StageInstruction): boolean {
  const home = factsOf(at.stage)?.environment?.["HOME"];
  const isOwn = at.stage.scope.environment("HOME", at.order) !== undefined;
  return home !== undefined && home !== "/root" && !isOwn && isRootUser(at);
}
