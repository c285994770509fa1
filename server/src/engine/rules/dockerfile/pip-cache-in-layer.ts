import type { Command } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import type { PipInstall } from "../../model/pip.ts";
import { isPip, pipInstall } from "../../model/pip.ts";
import { inheritedInstructions, instructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { scriptOf } from "../../model/run.ts";
import { environmentValue, factsOf } from "../../model/stage-facts.ts";
import type { Edit } from "../../text/edit.ts";
import { cover } from "../../text/span.ts";
import { defineRule } from "../rule.ts";
import type { Finding, Fix } from "../rule.ts";
import { isDeletedAfter, isMounted, readableCommands, reaches } from "../shared/layers.ts";

export default defineRule({
  name: "pip-cache-in-layer",
  subject: "dockerfile",
  category: "layers",
  severity: "warning",
  since: "0.1.0",
  summary: "pip or Poetry keeps the wheels that it downloads in the layer",
  sources: ["pip documentation, Caching", "Poetry documentation, Configuration"],
  *check({ dockerfile, source }) {
    for (const at of instructions(dockerfile, "RUN")) {
      if (!at.stage.shipped) continue;
      const found = downloads(dockerfile, at);
      const [first] = found;
      if (first !== undefined) yield finding(first.command, found, at, source);
    }
  },
});

/** A command whose downloads stay. */
interface Download {
  readonly command: Command;
  /** Undefined for Poetry. */
  readonly install: PipInstall | undefined;
}

function downloads(dockerfile: Dockerfile, at: StageInstruction): readonly Download[] {
  const commands = readableCommands(dockerfile, at);
  const all = commands.flatMap((command): readonly Download[] => {
    const install = pipInstall(command);
    if (install === undefined) return isPoetryInstall(command) ? [{ command, install }] : [];
    return mayFill(install) ? [{ command, install }] : [];
  });
  if (all.length === 0) return [];
  const text = scriptOf(dockerfile, at)?.logical.text ?? "";
  return all.filter((one) => {
    const tool = one.install === undefined ? POETRY : PIP;
    if (tool.settings.some((name) => text.includes(name) || isSet(one.command, name))) return false;
    if (isMounted(dockerfile, at, (path) => takesCache(path, tool))) return false;
    if (isDeletedAfter(commands, one.command, (path) => takesCache(path, tool))) return false;
    if (clearsCache(commands.slice(commands.indexOf(one.command) + 1))) return false;
    return tool !== PIP || !isConfigured(dockerfile, at);
  });
}

interface Tool {
  readonly settings: readonly string[];
  /** Below the home directory. */
  readonly directory: string;
  readonly word: RegExp;
}

const PIP: Tool = { settings: ["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME"], directory: ".cache/pip", word: /pip/i };
const POETRY: Tool = { settings: ["POETRY_CACHE_DIR", "XDG_CACHE_HOME"], directory: ".cache/pypoetry", word: /poetry/i };

/** Whether a pip call puts downloads into its cache. uv is left out: it links its files into place, so they count once. */
function mayFill(install: PipInstall): boolean {
  const { options } = install;
  if (install.tool === "uv" || install.verb === "download" || install.hasUnknown) return false;
  if (["--no-cache-dir", "--cache-dir", "--no-index", "--dry-run"].some((name) => options.has(name))) return false;
  const fetched = install.packages.length + install.requirementFiles.length;
  return fetched > 0 || (install.sources.length > 0 && !options.has("--no-deps"));
}

/** `poetry install` and `poetry add`, unless a word in them is not known or asks for no cache. */
function isPoetryInstall({ name, args }: Command): boolean {
  if (name !== "poetry" || !args.every((argument) => argument.value.known)) return false;
  const words = args.map((argument) => knownText(argument.value) ?? "");
  const verb = words.find((word) => !word.startsWith("-"));
  return (verb === "install" || verb === "add" || verb === "sync") && !words.includes("--no-cache") && !words.includes("--dry-run");
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

function clearsCache(later: readonly Command[]): boolean {
  return later.some(({ name, args }) => {
    const words = args.map((argument) => knownText(argument.value) ?? "");
    const at = words.indexOf("cache");
    return (isPip(name) || name === "poetry") && at !== -1 && /^(?:purge|clear|remove)$/.test(words[at + 1] ?? "");
  });
}

/** Whether pip's configuration may turn the cache off: a file that is copied or written, or `pip config set`. */
function isConfigured(dockerfile: Dockerfile, at: StageInstruction): boolean {
  for (const earlier of configurations(dockerfile, at.stage)) if (earlier.order <= at.order) return true;
  return false;
}

function configurations(dockerfile: Dockerfile, stage: Stage): readonly StageInstruction[] {
  const cached = cache.get(stage);
  if (cached !== undefined) return cached;
  const found: StageInstruction[] = [];
  const { source } = dockerfile.syntax;
  for (const at of inheritedInstructions(stage, "RUN", "COPY", "ADD")) {
    const text = source.slice(at.instruction.span.start, at.instruction.span.end);
    const isCopied = at.instruction.keyword !== "RUN" && /\bpip\.(?:conf|ini)\b/.test(text);
    if (isCopied || (/no[-_]cache[-_]dir/.test(text) && /pip\.conf|pip\d?\s+config|\.config\/pip/.test(text))) found.push(at);
  }
  cache.set(stage, found);
  return found;
}

const cache = new WeakMap<Stage, readonly StageInstruction[]>();

function finding(command: Command, found: readonly Download[], at: StageInstruction, source: string): Finding {
  const others = found.filter((other) => other.command !== command);
  const verb = command.args.find((argument) => VERBS.has(knownText(argument.value) ?? ""));
  const fixes: readonly (Fix | undefined)[] = [flagFix(found, source), mountFix(found, at)];
  return {
    at: cover(command.nameSpan, verb?.span ?? command.nameSpan),
    message:
      command.name === "poetry"
        ? "Poetry keeps the wheels that it downloads under ~/.cache/pypoetry, in this layer. Mount a cache there, or delete it in this RUN."
        : "pip keeps the wheels that it downloads under ~/.cache/pip, in this layer. Add --no-cache-dir, or mount a cache there.",
    ...(found.every(isTiny) ? { severity: "info" as const } : {}),
    fixes: fixes.filter((fix) => fix !== undefined),
    related: others.map((other) => ({ at: other.command.span, message: "This fills the cache too." })),
  };
}

const VERBS = new Set(["install", "wheel", "add", "sync"]);

/** pip's own packages are 2 MB. */
function isTiny({ install }: Download): boolean {
  if (install === undefined || install.requirementFiles.length > 0 || install.sources.length > 0) return false;
  return install.packages.every(({ name }) => name === "pip" || name === "setuptools" || name === "wheel");
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

/** A cache mount, where the RUN is known to be root's. */
function mountFix(found: readonly Download[], at: StageInstruction): Fix | undefined {
  const tools = new Set(found.map(({ install }) => (install === undefined ? POETRY : PIP)));
  const [tool] = tools;
  if (tool === undefined || tools.size > 1 || !isRoot(at)) return undefined;
  const { end } = at.instruction.keywordSpan;
  const target = `/root/${tool.directory}`;
  const text = ` --mount=type=cache,target=${target}`;
  return { title: `Mount a cache on ${target}`, safety: "suggested", edits: [{ span: { start: end, end }, text }] };
}

function isRoot(at: StageInstruction): boolean {
  const users = [...inheritedInstructions(at.stage, "USER")].filter((one) => one.order < at.order);
  const last = users.at(-1)?.instruction.args.text;
  if (last !== undefined) return /^(?:root|0)(?::|$)/.test(last.trim());
  const root = lineage(at.stage).at(-1) ?? at.stage;
  return /^(?:root|0)?$/.test(factsOf(root)?.user ?? "");
}
