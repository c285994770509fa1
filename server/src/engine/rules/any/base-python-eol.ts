import { compareVersions, osRelease, pythonRelease, pythonReleases } from "../../knowledge/index.ts";
import type { PythonRelease } from "../../knowledge/index.ts";
import type { Argument, Command } from "../../model/command.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { parseOptions } from "../../model/options.ts";
import { packageCalls, runCommands } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { DockerfileInput, Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, writtenName } from "../shared/image-uses.ts";
import type { PythonTie } from "../shared/python-ties.ts";
import { pythonTies } from "../shared/python-ties.ts";
import { endOfUpdates, endedFor, plusMonths, supportedSuccessor } from "../shared/support.ts";

export default defineRule({
  name: "base-python-eol",
  subject: "any",
  category: "base",
  severity: "warning",
  since: "0.1.0",
  summary: "a Python of its own, past its end of life",
  sources: ["eol-python", "devguide-release-cycle"],
  *check(input) {
    const { today } = input;
    const good = advised(today);
    const ties = input.kind === "dockerfile" ? tiesOf(input) : noTie;
    yield* onePerPlace(inImages(imageUses(input), today, good, ties));
    if (input.kind === "dockerfile") yield* inCommands(input.dockerfile, today, good, ties);
  },
});

type TieOf = (stage: Stage) => PythonTie | undefined;

/** Files are read for a Python that has ended alone. */
function tiesOf(input: DockerfileInput): TieOf {
  let ties: ReadonlyMap<Stage, PythonTie> | undefined;
  return (stage) => {
    ties ??= pythonTies(input);
    return ties.get(stage);
  };
}

function noTie(): undefined {
  return undefined;
}

function* inImages(
  uses: readonly ImageUse[],
  today: string,
  good: PythonRelease | undefined,
  tieOf: TieOf,
): Generator<Finding> {
  for (const use of uses) {
    const version = use.kind === "from" || use.kind === "service" ? pythonOfTag(use) : undefined;
    if (version === undefined || !hasEnded(version, today)) continue;
    const tie = use.kind === "from" ? tieOf(use.stage) : undefined;
    const finding = about(version, today, good, tie);
    const tag =
      good === undefined || tie !== undefined ? undefined : tagWith(use, version, good.minor, today);
    if (finding === undefined) continue;
    yield {
      ...finding,
      ...reportAt(use, tagPart(use, version)),
      fixes: tag === undefined ? [] : suggestImage(use, `${writtenName(use)}:${tag}`),
    };
  }
}

function* inCommands(
  dockerfile: Dockerfile,
  today: string,
  good: PythonRelease | undefined,
  tieOf: TieOf,
): Generator<Finding> {
  const installed = [...condaPythons(dockerfile), ...uvPythons(dockerfile), ...deadsnakesPythons(dockerfile)];
  // Three Pythons and more are there on purpose: to build or test for each of them.
  if (new Set(installed.map(({ version }) => version)).size > 2) return;
  for (const { argument, version, stage } of installed) {
    if (!hasEnded(version, today)) continue;
    const tie = tieOf(stage);
    const finding = about(version, today, good, tie);
    if (finding === undefined) continue;
    yield { ...finding, at: argument.span, fixes: tie !== undefined ? [] : fixesOf(argument, version, good) };
  }
}

interface Chosen {
  readonly stage: Stage;
  readonly argument: Argument;
  readonly version: string;
}

function about(
  version: string,
  today: string,
  good: PythonRelease | undefined,
  tie: PythonTie | undefined,
): Pick<Finding, "message" | "severity"> | undefined {
  const release = pythonRelease(version);
  const ended = endedFor(release?.endOfLife, today);
  if (release === undefined || ended === undefined) return undefined;
  const held = tie?.framework;
  const isStuck = held !== undefined && hasEnded(held.newest, today);
  return {
    severity: ended === "recently" || isStuck ? "info" : "warning",
    message: `Python ${release.minor} reached its end of life on ${release.endOfLife}: it gets no security fixes, and packages stop building wheels for it.${remedyOf(good, tie, isStuck)}`,
  };
}

function remedyOf(good: PythonRelease | undefined, tie: PythonTie | undefined, isStuck: boolean): string {
  const held = tie?.framework;
  if (held !== undefined && isStuck) {
    return ` ${held.title} runs on none that is maintained, so a newer release of it has to come first.`;
  }
  if (good === undefined) return "";
  const isLower = held !== undefined && compareVersions(held.newest, good.minor) < 0;
  const pins = tie === undefined ? "" : ", with releases of the pinned packages that have wheels for it";
  return ` Use ${isLower ? held.newest : good.minor}${pins}.`;
}

function hasEnded(version: string, today: string): boolean {
  return endedFor(pythonRelease(version)?.endOfLife, today) !== undefined;
}

/** The newest release that is two years old: by then packages with compiled parts have wheels for it. */
function advised(today: string): PythonRelease | undefined {
  return pythonReleases().find(({ released }) => plusMonths(released, 24) <= today);
}

/** The Python that the tag itself names, unless it is the one of the image's distribution. */
function pythonOfTag({ facts, reference }: ImageUse): string | undefined {
  const python = facts?.python;
  if (facts === undefined || python === undefined || python.from === "distribution") return undefined;
  const minor = pythonRelease(python.version)?.minor;
  const { tag } = reference;
  if (minor === undefined || tag === undefined) return undefined;
  if (facts.family === "python") return python.version;
  const isNamed = tag.includes(minor) || tag.includes(`py${minor.replace(".", "")}`);
  const os = facts.os;
  const own = os?.version === undefined ? undefined : osRelease(os.id, os.version)?.python;
  return isNamed && own !== minor ? python.version : undefined;
}

/** The tag with another Python, for images whose tags are sure to exist for it. */
function tagWith(
  { facts, reference }: ImageUse,
  from: string,
  to: string,
  today: string,
): string | undefined {
  const { tag, digest } = reference;
  if (facts === undefined || facts.mirror || digest !== undefined || tag === undefined) return undefined;
  if (facts.family === "public.ecr.aws/lambda/python") return tag === from ? to : undefined;
  if (facts.family !== "python" || !tag.startsWith(from)) return undefined;
  const rest = tag.slice(from.length);
  if (rest === "" || rest === "-slim") return `${to}${rest}`;
  if (/^-alpine[\d.]*$/.test(rest)) return `${to}-alpine`;
  const codename = /^(?:-slim)?-([a-z]+)$/.exec(rest)?.[1];
  const release = codename === undefined ? undefined : osRelease("debian", codename);
  if (codename === undefined || release === undefined) return undefined;
  const isOld = endedFor(endOfUpdates(release), today) !== undefined;
  const next = isOld ? supportedSuccessor(release, today)?.codename : codename;
  return next === undefined ? undefined : `${to}${rest.slice(0, -codename.length)}${next}`;
}

/** `conda create … python=3.8` and the like, with an exact minor. */
function* condaPythons(dockerfile: Dockerfile): Generator<Chosen> {
  for (const { manager, verb, packages, command } of packageCalls(dockerfile)) {
    if (manager !== "conda" || (verb !== "install" && verb !== "create")) continue;
    for (const { name, argument } of packages) {
      const text = name === "python" ? knownText(argument.value) : undefined;
      const version = /^(?:[\w.-]+::)?python={1,2}(\d\.\d+)(?:\.\d+|\.\*)?(?:=.*)?$/.exec(text ?? "")?.[1];
      if (version !== undefined) yield { stage: command.at.stage, argument, version };
    }
  }
}

const UV = {
  short: { "-p": "--python" },
  valued: new Set(["--python", "--prompt", "--install-dir", "--index", "--default-index", "--cache-dir"]),
};

/** `uv python install 3.8` and `uv venv --python 3.8`; the latter may mean a Python that the distribution has. */
function* uvPythons(dockerfile: Dockerfile): Generator<Chosen> {
  for (const command of runCommands(dockerfile)) {
    if (command.name !== "uv") continue;
    const { operands, options } = parseOptions(command.args, UV);
    const [verb, second, ...rest] = operands;
    if (knownText(verb?.value) === "python" && knownText(second?.value) === "install") {
      for (const argument of rest) yield* uvPython(argument, command);
    } else if (knownText(verb?.value) === "venv") {
      for (const { value } of options.get("--python") ?? []) {
        if (value === undefined) continue;
        for (const one of uvPython(value, command)) if (one.version !== ownPython(command)) yield one;
      }
    }
  }
}

function* uvPython(argument: Argument, { at }: Command): Generator<Chosen> {
  const version = /^(?:cpython@?-?|python)?(\d\.\d+)(?:\.\d+)?$/.exec(knownText(argument.value) ?? "")?.[1];
  if (version !== undefined) yield { stage: at.stage, argument, version };
}

/** Pythons from the deadsnakes archive; one finding for each version, not for each of its packages. */
function* deadsnakesPythons(dockerfile: Dockerfile): Generator<Chosen> {
  let isAdded = false;
  for (const { name, args } of runCommands(dockerfile)) {
    if (name !== "add-apt-repository") continue;
    isAdded ||= args.some(({ value }) => knownText(value)?.includes("deadsnakes/ppa") === true);
  }
  if (!isAdded) return;
  const seen = new Set<string>();
  for (const { manager, verb, packages, command } of packageCalls(dockerfile)) {
    if (manager !== "apt" || verb !== "install") continue;
    for (const { name, argument } of packages) {
      const version = /^python(\d\.\d+)(?:-[a-z]+)?$/.exec(name)?.[1];
      if (version === undefined || seen.has(version) || version === ownPython(command)) continue;
      seen.add(version);
      yield { stage: command.at.stage, argument, version };
    }
  }
}

function ownPython({ at }: Command): string | undefined {
  const os = factsOf(at.stage)?.os;
  return os?.version === undefined ? undefined : osRelease(os.id, os.version)?.python;
}

function fixesOf(argument: Argument, version: string, good: PythonRelease | undefined): readonly Fix[] {
  const { raw, span } = argument;
  const at = raw.indexOf(version);
  const isPlain = span.end - span.start === raw.length && /^[\w.=:@-]+$/.test(raw);
  // A package of the archive may be missing for another version; conda and uv have all of them.
  if (good === undefined || at === -1 || !isPlain || /^python\d/.test(raw)) return [];
  const end =
    at + version.length + (/^(?:\.\d+|\.\*)?(?:=.*)?/.exec(raw.slice(at + version.length))?.[0].length ?? 0);
  // `==3.13` would be 3.13.0 alone.
  const start = raw.startsWith("==", at - 2) ? at - 1 : at;
  const edit = { span: { start: span.start + start, end: span.start + end }, text: good.minor };
  return [{ title: `Use Python ${good.minor}`, safety: "suggested", edits: [edit] }];
}
