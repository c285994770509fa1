import type { Command } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { wordsOf } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import { packageCalls, stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { PackageCall } from "../../model/system-packages.ts";
import type { Span } from "../../text/span.ts";
import { cover } from "../../text/span.ts";
import { defineRule } from "../rule.ts";
import type { Finding } from "../rule.ts";
import { installsSystemPackages } from "../shared/installs.ts";
import type { LayerFiles } from "../shared/layer-files.ts";
import { UNKNOWN_DIRECTORY, copiedFiles, resolvePath, writtenFiles } from "../shared/layer-files.ts";
import { isMounted, reaches, readableCommands, sizeSeverity } from "../shared/layers.ts";

export default defineRule({
  name: "remove-in-later-layer",
  subject: "dockerfile",
  category: "layers",
  severity: "warning",
  since: "0.2.0",
  summary: "a RUN removes what an earlier layer keeps all the same",
  sources: ["Docker build best practices, RUN", "OCI image specification, Whiteouts"],
  *check({ dockerfile, path }) {
    const ends = new Map<Stage, State>();
    for (const stage of dockerfile.stages) {
      const state = stateOf(stage.parent === undefined ? undefined : ends.get(stage.parent));
      const found: Finding[] = [];
      for (const at of stageInstructions(stage, "WORKDIR", "COPY", "ADD", "RUN"))
        found.push(...follow(dockerfile, at, state));
      ends.set(stage, state);
      if (!stage.shipped) continue;
      const severity = sizeSeverity(path);
      for (const finding of found) yield severity === "info" ? { ...finding, severity } : finding;
    }
  },
});

/** What the layers so far hold. */
interface State {
  /** The working directory that WORKDIR has set. */
  directory: string;
  files: readonly LayerFiles[];
  readonly packages: Map<string, LayerFiles>;
}

function stateOf(parent: State | undefined): State {
  if (parent === undefined) return { directory: "<cwd>", files: [], packages: new Map() };
  return { ...parent, packages: new Map(parent.packages) };
}

/** Beyond so many no more files are noted: each removal looks at them all. */
const MOST_FILES = 100;

/** The commands that package managers read. */
const callsOf = perDockerfile(
  (dockerfile) => new Map(packageCalls(dockerfile).map((call) => [call.command, call])),
);

function follow(dockerfile: Dockerfile, at: StageInstruction, state: State): readonly Finding[] {
  const { keyword } = at.instruction;
  if (keyword === "WORKDIR") {
    const next = knownText(wordsOf(at, dockerfile.syntax.escape)[0]?.value);
    state.directory =
      (next === undefined ? undefined : resolvePath(state.directory, next)) ?? UNKNOWN_DIRECTORY;
    return [];
  }
  if (keyword !== "RUN") {
    note(state, copiedFiles(dockerfile, at, state.directory));
    return [];
  }
  const found: Finding[] = [];
  const calls = callsOf(dockerfile);
  let directory = state.directory;
  for (const command of readableCommands(dockerfile, at)) {
    directory = directoryAfter(command, directory);
    const call = calls.get(command);
    const finding = call === undefined ? removal(dockerfile, command, directory, state) : purge(call, state);
    if (finding !== undefined) found.push(finding);
    if (command.name === "mv") forget(command, directory, state);
    const written = writtenFiles(command, directory);
    note(
      state,
      written.filter(({ path }) => !isMounted(dockerfile, at, (target) => reaches(target, path))),
    );
  }
  return found;
}

function note(state: State, files: readonly LayerFiles[]): void {
  if (files.length > 0 && state.files.length < MOST_FILES) state.files = [...state.files, ...files];
}

function directoryAfter({ name, args, shell }: Command, directory: string): string {
  if (name !== "cd" && name !== "pushd" && name !== "popd") return directory;
  const [target, ...others] = args;
  const text = knownText(target?.value);
  const isPlain = name === "cd" && others.length === 0 && shell?.isSubshell === false && !shell.isConditional;
  return (isPlain && text !== undefined ? resolvePath(directory, text) : undefined) ?? UNKNOWN_DIRECTORY;
}

interface Target {
  readonly span: Span;
  readonly text: string;
  readonly takes: (files: LayerFiles) => boolean;
}

/** The paths of `rm`. */
function targetsOf(dockerfile: Dockerfile, command: Command, directory: string): readonly Target[] {
  if (command.name !== "rm" || command.shell?.isConditional !== false) return [];
  return command.args.flatMap(({ value, span }) => {
    const text = knownText(value);
    const path = text === undefined || text.startsWith("-") ? undefined : resolvePath(directory, text);
    if (text === undefined || path === undefined || path === "/") return [];
    if (isMounted(dockerfile, command.at, (target) => reaches(target, path) || reaches(path, target)))
      return [];
    return [
      {
        span,
        text,
        takes: (files: LayerFiles) => reaches(path, files.path) || path === `${files.path}/.git`,
      },
    ];
  });
}

/** What other RUNs have put there is only hidden. */
function removal(
  dockerfile: Dockerfile,
  command: Command,
  directory: string,
  state: State,
): Finding | undefined {
  const hidden: { readonly target: Target; readonly files: LayerFiles }[] = [];
  if (state.files.length === 0) return undefined;
  for (const target of targetsOf(dockerfile, command, directory)) {
    const gone = state.files.filter((files) => target.takes(files));
    state.files = state.files.filter((files) => !gone.includes(files));
    // What the same RUN puts there is worth removing.
    if (gone.some(({ at }) => at === command.at)) continue;
    const [first] = gone.toSorted((a, b) => Number(b.isLarge) - Number(a.isLarge));
    if (first !== undefined) hidden.push({ target, files: first });
  }
  return hidden.length === 0 ? undefined : findingOf(hidden);
}

function findingOf(
  hidden: readonly { readonly target: Target; readonly files: LayerFiles }[],
): Finding | undefined {
  const [first] = hidden;
  if (first === undefined) return undefined;
  const { files } = hidden.find((one) => one.files.isLarge) ?? first;
  const texts = hidden.map(({ target }) => target.text);
  const isOne = texts.length === 1;
  return {
    at: cover(first.target.span, hidden.at(-1)?.target.span ?? first.target.span),
    ...(files.isLarge ? {} : { severity: "info" as const }),
    message: `${listed(texts)} ${isOne ? "stays" : "stay"} in the image all the same, in the layer of an earlier ${files.by}. ${REMEDY[files.kind](isOne ? "it" : "them")}`,
    related: [...new Set(hidden.map((one) => one.files))].map((one) => ({
      at: one.span,
      message: `This layer keeps ${isOne ? "it" : "them"}.`,
    })),
  };
}

/** `apt-get purge` of what an earlier RUN installs by name. */
function purge(call: PackageCall, state: State): Finding | undefined {
  const { command } = call;
  if (command.shell?.isConditional === true) return undefined;
  if (REMOVALS.has(call.verb)) {
    const hidden = call.packages.flatMap(({ name, argument }) => {
      const files = state.packages.get(name);
      state.packages.delete(name);
      if (files === undefined || files.at === command.at) return [];
      return [{ target: { span: argument.span, text: name, takes: () => false }, files }];
    });
    return findingOf(hidden);
  }
  if (!installsSystemPackages(call)) return undefined;
  for (const { name, argument } of call.packages) {
    const by = `${call.program} ${call.verb}`;
    const { span } = argument;
    state.packages.set(name, { path: name, by, kind: "package", isLarge: false, span, at: command.at });
  }
  return undefined;
}

const REMOVALS = new Set(["remove", "purge", "erase"]);

const REMEDY: Readonly<Record<LayerFiles["kind"], (what: string) => string>> = {
  copy: (what) =>
    `Bind-mount ${what} into the RUN that needs ${what}, or copy ${what} in a stage that is not shipped.`,
  download: (what) => `Remove ${what} in the RUN that fetches ${what}.`,
  package: (what) =>
    `Remove ${what} in the RUN that installs ${what}, or install ${what} in a stage that is not shipped.`,
};

function listed(paths: readonly string[]): string {
  const last = paths.at(-1) ?? "";
  return paths.length < 2 ? last : `${paths.slice(0, -1).join(", ")} and ${last}`;
}

/** After a move nobody knows what lies there. */
function forget({ args }: Command, directory: string, state: State): void {
  for (const { value } of args) {
    const path = resolvePath(directory, knownText(value) ?? "");
    if (path !== undefined) state.files = state.files.filter((files) => !reaches(path, files.path));
  }
}
