import type { DockerfileAnalysis } from "../analyze.ts";
import {
  cudaDriverFloor,
  cudaOfVariant,
  tensorflowReleases,
  torchPartners,
  torchReleases,
  torchWithVariant,
  variantOfCuda,
} from "../knowledge/index.ts";
import { lazy, packagesFile } from "../knowledge/facts.ts";
import { compareVersions } from "../knowledge/version.ts";
import { factsOf } from "../model/stage-facts.ts";
import type { CompletionItem } from "../features/types.ts";
import { describeIndex } from "./hover-index.ts";
import { describePackage } from "./hover-package.ts";
import type { Place } from "./locate.ts";
import { stageBefore } from "./locate.ts";
import { TORCH_INDEX, packagesForStage, rankOf } from "./pip-for-stage.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import { endOfWord } from "../features/end-of-word.ts";

/**
 * Inside `pip install` and `uv pip install`: packages of the facts, GPU packages with what fits the stage's CUDA, versions behind
 * `==`, wheel indexes behind the options that take one. Undefined where no such command is being typed.
 */
export function completePip(
  analysis: DockerfileAnalysis,
  place: Place,
  command: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const match = PIP.exec(command);
  if (match === null) return undefined;
  const words = (match[1] ?? "").split(/\s+/);
  const last = words.pop() ?? "";
  const typed = last.replace(/^["']/, "");
  const { source } = analysis.dockerfile.syntax;
  const inline = /^(--index-url|--extra-index-url|--default-index|--index)=(.*)$/.exec(typed);
  const url = inline?.[2] ?? (INDEX_OPTIONS.has(words.at(-1) ?? "") ? typed : undefined);
  if (url !== undefined) {
    const own = url.replace(/^["']/, "");
    const span = { start: offset - own.length, end: endOfWord(source, offset, STOP) };
    return itemsFor(span, indexProposals(analysis, place));
  }
  if (typed.startsWith("-")) {
    const span = { start: offset - typed.length, end: endOfWord(source, offset, STOP) };
    return itemsFor(
      span,
      OPTIONS.map(([label, detail]) => ({ label, kind: "value", detail })),
    );
  }
  const pinned = /^([\w.-]+)(?:\[[^\]]*\])?===?([\w.+]*)$/.exec(typed);
  if (pinned !== null) {
    const version = pinned[2] ?? "";
    const span = { start: offset - version.length, end: endOfWord(source, offset, /[^\w.+]/) };
    return itemsFor(span, versionProposals((pinned[1] ?? "").toLowerCase(), match[1] ?? ""));
  }
  if (!/^[\w.-]*$/.test(typed) || VALUED.has(words.at(-1) ?? "")) return [];
  const end = typed === "" ? offset : endOfWord(source, offset, /[^\w.-]/);
  const isWhole = /^(?:$|[\s\\"';&|)])/.test(source.slice(end, end + 1));
  const stage = stageBefore(analysis.dockerfile, place.instruction.span.start);
  const facts = stage === undefined ? undefined : factsOf(stage);
  const fitting = isWhole ? packagesForStage({ facts, words, isQuoted: last !== typed }) : [];
  return itemsFor({ start: offset - typed.length, end }, [...packageProposals(), ...fitting]);
}

const PIP = /(?:^|[\s/])(?:pip[\d.]*|uv\s+pip)\s+(?:-\S+\s+)*install\s+(.*)$/s;
const STOP = /[\s"';&|)]/;
const INDEX_OPTIONS = new Set(["--index-url", "-i", "--extra-index-url", "--default-index", "--index"]);
const VALUED = new Set([
  "-r",
  "--requirement",
  "-c",
  "--constraint",
  "-e",
  "--editable",
  "-t",
  "--target",
  "-f",
]);

const OPTIONS: readonly (readonly [string, string])[] = [
  ["--index-url", "the only index to install from"],
  ["--extra-index-url", "a further index; the newest version of either wins"],
  ["--no-cache-dir", "leaves no cache in the layer (pip)"],
  ["--requirement", "a file of requirements"],
];

/** The wheel indexes of PyTorch: the stage's own CUDA first, then older ones of its major, then the others. */
function indexProposals(analysis: DockerfileAnalysis, place: Place): readonly Proposal[] {
  const stage = stageBefore(analysis.dockerfile, place.instruction.span.start);
  const cuda = stage === undefined ? undefined : factsOf(stage)?.cuda?.version;
  const all = [...new Set(torchReleases().flatMap(({ cudaVariants }) => cudaVariants))];
  const ranked = all
    .map((variant) => ({ variant, version: cudaOfVariant(variant) ?? "", rank: rankOf(variant, cuda) }))
    .toSorted((a, b) => a.rank - b.rank || compareVersions(b.version, a.version));
  return [
    ...ranked.map(({ variant, version }): Proposal => {
      const own = cuda !== undefined && variant === variantOfCuda(cuda) ? ", as in this stage" : "";
      const newest = torchWithVariant(variant)[0];
      const torch = newest === undefined ? "" : `, newest torch ${newest}`;
      const driver = cudaDriverFloor(version);
      const needs = driver === undefined ? "" : `, driver ${driver} or newer`;
      return {
        label: `${TORCH_INDEX}${variant}`,
        kind: "value",
        detail: `CUDA ${version}${own}${torch}${needs}`,
        documentation: describeIndex(variant),
      };
    }),
    { label: `${TORCH_INDEX}cpu`, kind: "value", detail: "no GPU", documentation: describeIndex("cpu") },
  ];
}

function versionProposals(name: string, command: string): readonly Proposal[] {
  if (name === "torch") {
    return torchReleases().map(({ version, pythonMin, pythonMax, cudaVariants }) => ({
      label: version,
      kind: "value",
      detail: `Python ${pythonMin ?? "?"} to ${pythonMax ?? "?"}; ${cudaVariants.join(", ")}`,
    }));
  }
  if (name === "torchvision" || name === "torchaudio") return partnerProposals(name, command);
  if (name !== "tensorflow") return [];
  return tensorflowReleases().map(({ version, pythonMin, pythonMax, cuda }) => ({
    label: version,
    kind: "value",
    detail: `Python ${pythonMin} to ${pythonMax}; CUDA ${cuda ?? "unknown"}`,
  }));
}

/** The partner of the torch that the command pins comes first. */
function partnerProposals(name: "torchvision" | "torchaudio", command: string): readonly Proposal[] {
  const torch = /(?:^|[\s"'])torch===?([\w.]+)/.exec(command)?.[1];
  const fitting = torch === undefined ? undefined : torchPartners(torch)?.[name];
  const first: readonly Proposal[] =
    fitting === undefined
      ? []
      : [{ label: fitting, kind: "value", detail: `belongs to torch ${torch ?? ""}` }];
  const others = torchReleases().flatMap((release): readonly Proposal[] => {
    const version = release[name];
    return version === undefined
      ? []
      : [{ label: version, kind: "value", detail: `belongs to torch ${release.version}` }];
  });
  return [...first, ...others];
}

/** Built once: the explanations are long. */
const packageProposals = lazy<readonly Proposal[]>(() =>
  packagesFile.rows
    .filter(({ kind }) => kind === "library" || kind === "name-trap")
    .toSorted((a, b) => Number(a.kind === "name-trap") - Number(b.kind === "name-trap"))
    .flatMap(({ names, kind, newest, replacement }) =>
      names.map((name): Proposal => {
        const detail = kind === "name-trap" ? `use ${replacement ?? "another package"}` : newest;
        return {
          label: name,
          kind: "value",
          ...(detail === undefined ? {} : { detail }),
          documentation: describePackage({ name, pin: undefined }),
          deprecated: kind === "name-trap",
        };
      }),
    ),
);
