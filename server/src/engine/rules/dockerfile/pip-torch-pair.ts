import {
  compareVersions,
  localOf,
  minorOf,
  publicOf,
  torchCudaVariants,
  torchOfPartner,
  torchPartners,
} from "../../knowledge/index.ts";
import type { Command } from "../../model/command.ts";
import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { pipInstalls, stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { Definition } from "../../model/scope.ts";
import { baseOf } from "../../model/stage-facts.ts";
import type { Edit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { replacement } from "../shared/package-edits.ts";

export default defineRule({
  name: "pip-torch-pair",
  subject: "dockerfile",
  category: "packages",
  severity: "error",
  since: "0.1.0",
  summary: "torchvision or torchaudio of another release than torch",
  sources: ["previous-versions", "pt-release-md"],
  *check({ dockerfile, source }) {
    const seen: Seen = { torch: new Map(), files: new Set(), environments: new Map() };
    for (const install of pipInstalls(dockerfile)) {
      if (install.verb !== "install") continue;
      for (const partner of install.packages) {
        if (!isPartner(partner.name) || partner.pin === undefined || partner.marker !== undefined) continue;
        const torch = torchFor(install, seen) ?? torchOfImage(install, seen, dockerfile);
        const finding =
          torch === undefined ? undefined : compare({ partner, install, torch, dockerfile, source });
        if (finding !== undefined) yield finding;
      }
      const { stage } = install.command.at;
      if (torchOf(install) !== undefined) seen.torch.set(stage, install);
      if (install.requirementFiles.length > 0) seen.files.add(stage);
    }
  },
});

/** What the installs so far brought to each stage. */
interface Seen {
  /** The last install that names torch. */
  readonly torch: Map<Stage, PipInstall>;
  /** Stages with requirement files, whose content nobody knows. */
  readonly files: Set<Stage>;
  /** Whether a stage makes another Python environment than the image's; filled when asked for. */
  readonly environments: Map<Stage, boolean>;
}

/** A torch of known version that a partner meets. */
interface TorchPin {
  readonly pin: string;
  readonly at: Span;
  /** The command that installs it; undefined where the base image brings it. */
  readonly install: PipInstall | undefined;
}

interface Pair {
  readonly partner: PipPackage;
  readonly install: PipInstall;
  readonly torch: TorchPin;
  readonly dockerfile: Dockerfile;
  readonly source: string;
}

function isPartner(name: string): name is "torchvision" | "torchaudio" {
  return name === "torchvision" || name === "torchaudio";
}

/** The torch of the same command, else of the nearest install before it in the same environment. */
function torchFor(install: PipInstall, seen: Seen): TorchPin | undefined {
  const own = torchOf(install);
  if (own !== undefined) return pinOf(own, install);
  const before = installBefore(install, seen);
  const torch = before === undefined ? undefined : torchOf(before);
  if (before === undefined || torch === undefined) return undefined;
  const environment = environmentOf(install);
  return environment === undefined || environmentOf(before) !== environment
    ? undefined
    : pinOf(torch, before);
}

function installBefore(install: PipInstall, seen: Seen): PipInstall | undefined {
  const stage = lineage(install.command.at.stage).find((one) => seen.torch.has(one));
  return stage === undefined ? undefined : seen.torch.get(stage);
}

/** The torch of the base image, where nothing else can have brought one and no other environment is made. */
function torchOfImage(install: PipInstall, seen: Seen, dockerfile: Dockerfile): TorchPin | undefined {
  const base = baseOf(install.command.at.stage);
  const pin = base?.facts?.frameworks.find(({ name }) => name === "torch")?.version;
  if (base === undefined || pin === undefined || base.facts?.family !== "pytorch/pytorch") return undefined;
  if (environmentOf(install)?.trim() !== "") return undefined;
  if (torchOf(install) !== undefined || installBefore(install, seen) !== undefined) return undefined;
  for (const stage of lineage(install.command.at.stage)) {
    const isOther = seen.environments.get(stage) ?? hasEnvironment(dockerfile, stage);
    seen.environments.set(stage, isOther);
    if (isOther || seen.files.has(stage)) return undefined;
  }
  return { pin, at: base.word.span, install: undefined };
}

function hasEnvironment(dockerfile: Dockerfile, stage: Stage): boolean {
  for (const at of stageInstructions(stage, "RUN")) {
    if (commandsOf(dockerfile, at).some(makesEnvironment)) return true;
  }
  return false;
}

function makesEnvironment(command: Command): boolean {
  const verbs = command.args.slice(0, 1).map((argument) => knownText(argument.value));
  if (command.name === "venv" || command.name === "virtualenv") return true;
  if (command.name === "uv") return verbs.includes("venv") || verbs.includes("sync");
  return ["conda", "mamba", "micromamba"].includes(command.name) && verbs.some((verb) => verb !== "clean");
}

function torchOf(install: PipInstall): PipPackage | undefined {
  return install.packages.find(({ name }) => name === "torch");
}

function pinOf(torch: PipPackage, install: PipInstall): TorchPin | undefined {
  if (torch.pin === undefined || torch.marker !== undefined) return undefined;
  return { pin: torch.pin, at: torch.argument.span, install };
}

/** What tells two Python environments apart, as far as the command says; undefined where it may not run at all. */
function environmentOf(install: PipInstall): string | undefined {
  const { command, options } = install;
  if (command.shell?.isConditional === true) return undefined;
  const parts = ["--target", "--prefix", "--root", "--python"].map(
    (name) => options.get(name)?.at(-1)?.value?.raw ?? "",
  );
  const program = command.shell?.words.find(
    (word) => word.raw.includes("/") && /\/(?:pip|python)[\d.]*$/.test(word.raw),
  );
  return [
    ...parts,
    program?.raw.replace(/[^/]*$/, "") ?? "",
    command.wrappers.find((one) => one.endsWith(" run")) ?? "",
  ].join(" ");
}

function compare(pair: Pair): Finding | undefined {
  const { partner, install, torch } = pair;
  const name = isPartner(partner.name) ? partner.name : undefined;
  const [torchPin, partnerPin] = [torch.pin, partner.pin ?? ""];
  if (name === undefined || isLoose(torchPin, partnerPin)) return undefined;
  const [torchVersion, version] = [release(torchPin), release(partnerPin)];
  const expected = torchPartners(torchVersion)?.[name];
  const owners = torchOfPartner(name, version);
  if (expected === undefined || expected === version || owners.includes(torchVersion)) return undefined;
  // A release of the same minor that the facts do not list may be the partner as well: 0.11.1 fits torch 1.10.0 too.
  if (owners.length === 0 && minorOf(version) === minorOf(expected)) return undefined;
  // From 2.11 on torchaudio follows torch no more: its last releases may well run with later ones.
  if (
    name === "torchaudio" &&
    compareVersions(torchVersion, "2.11") >= 0 &&
    compareVersions(version, "2.9") >= 0
  ) {
    return undefined;
  }
  const [owner] = owners;
  const other = `${torch.install === undefined ? "the image's " : ""}torch ${publicOf(torchPin)}`;
  const belongs =
    owner === undefined
      ? `${name} ${publicOf(partnerPin)} is not made for ${other}: the install or the import may fail.`
      : `${name} ${publicOf(partnerPin)} belongs to torch ${owner}; with ${other} pip ${effect(pair)}.`;
  const sameCommand = torch.install === install && !install.options.has("--no-deps");
  return {
    at: partner.argument.span,
    message: `${belongs} Use ${name} ${expected}.`,
    ...(owner === undefined || torch.install !== install ? { severity: "warning" } : {}),
    fixes: fixesOf(pair, expected, owner !== undefined && sameCommand ? "safe" : "suggested"),
    related: [{ at: torch.at, message: `This brings torch ${torchPin}.` }],
  };
}

/** pip can hold the pins of one command together only; what an earlier step installed it replaces. */
function effect({ install, torch }: Pair): string {
  if (install.options.has("--no-deps")) return "leaves two builds that do not load together";
  return torch.install === install ? "finds no set of versions that fits" : "replaces it";
}

/** Builds that the facts do not list: ROCm and other vendors' versions, nightlies, release candidates, post releases. */
function isLoose(torch: string, partner: string): boolean {
  if (![torch, partner].every((pin) => /^(?:cpu|cu\d+)$/.test(localOf(pin) ?? "cpu"))) return true;
  return ![torch, partner].every((pin) => /^\d+(?:\.\d+){1,2}$/.test(publicOf(pin)));
}

/** Three numbers, without the local part. */
function release(pin: string): string {
  const version = publicOf(pin);
  return version.split(".").length === 2 ? `${version}.0` : version;
}

function fixesOf(pair: Pair, expected: string, safety: Fix["safety"]): readonly Fix[] {
  const { partner, torch } = pair;
  const [pin, torchPin] = [partner.pin ?? "", torch.pin];
  const local = localFor(localOf(pin), torchPin);
  if (local === undefined) return [];
  const version = `${expected}${local}`;
  const edit = replacement(partner.argument, pin, version, pair.source) ?? defaultEdit(pair, pin, version);
  return edit === undefined ? [] : [{ title: `Use ${partner.name} ${version}`, safety, edits: [edit] }];
}

/** The local part that the partner gets: torch's own, or the one it had where torch has such wheels. */
function localFor(local: string | undefined, torchPin: string): string | undefined {
  if (local === undefined) return "";
  const own = localOf(torchPin);
  if (own !== undefined) return `+${own}`;
  return local === "cpu" || torchCudaVariants(release(torchPin))?.includes(local) === true
    ? `+${local}`
    : undefined;
}

/** The edit of the ARG or ENV that holds the whole pin, where the argument is nothing but `name==$VARIABLE`. */
function defaultEdit(pair: Pair, pin: string, version: string): Edit | undefined {
  const { partner, install, dockerfile, source } = pair;
  const variable = /==\$\{?(\w+)\}?["']?$/.exec(partner.argument.raw)?.[1];
  if (variable === undefined) return undefined;
  const { stage, order } = install.command.at;
  const found = stage.scope.definition(variable, order);
  const span = (holder(found) ?? holder(dockerfile.globals.definition(variable)))?.valueSpan;
  if (span === undefined || source.slice(span.start, span.end).replaceAll(/^["']|["']$/g, "") !== pin)
    return undefined;
  const start = span.start + source.slice(span.start, span.end).indexOf(pin);
  return { span: { start, end: start + pin.length }, text: version };
}

function holder(definition: Definition | undefined): Definition | undefined {
  return definition?.valueSpan === undefined ? undefined : definition;
}
