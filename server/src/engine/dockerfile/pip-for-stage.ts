import type { Proposal } from "../features/proposals.ts";
import {
  compareVersions,
  cudaOfVariant,
  jaxReleases,
  onnxruntimeReleases,
  pypiPackage,
  torchPartners,
  torchReleases,
  variantOfCuda,
} from "../knowledge/index.ts";
import { packagesFile } from "../knowledge/facts.ts";
import type { ImageFacts, TorchRelease } from "../knowledge/types.ts";
import { describeIndex } from "./hover-index.ts";
import { describePackage } from "./hover-package.ts";

export const TORCH_INDEX = "https://download.pytorch.org/whl/";

/** Where a package is typed. */
export interface PipPlace {
  /** What is known of the stage's base; undefined where nothing is. */
  readonly facts: ImageFacts | undefined;
  /** The command's words before the caret. */
  readonly words: readonly string[];
  readonly isQuoted: boolean;
}

/** What GPU packages are installed with: the index, version or extra that fits the CUDA of the stage. */
export function packagesForStage(place: PipPlace): readonly Proposal[] {
  const major = place.facts?.cuda?.version.split(".")[0];
  return [
    ...(place.isQuoted ? [] : torchProposals(place)),
    ...jaxProposals(major, place.isQuoted),
    ...tensorflowProposals(place.isQuoted),
    ...(major === undefined ? [] : onnxruntimeProposals(major, place.isQuoted)),
    ...(place.isQuoted ? [] : isolationProposals()),
  ];
}

/** How well the wheels of a variant fit an image's CUDA: the same, an older minor of its major, a newer one, another or unknown. */
export function rankOf(variant: string, cuda: string | undefined): number {
  const version = cudaOfVariant(variant);
  if (cuda === undefined || version === undefined) return 3;
  if (variant === variantOfCuda(cuda)) return 0;
  const sameMajor = version.split(".")[0] === cuda.split(".")[0];
  if (!sameMajor) return 3;
  return compareVersions(version, cuda) < 0 ? 1 : 2;
}

/** torch with its partners from the index of the image's CUDA; in an image without a GPU, from the one for CPUs. */
function torchProposals({ facts, words }: PipPlace): readonly Proposal[] {
  if (words.some((word) => /^["']?torch(?![\w-])/.test(word) || INDEX.test(word))) return [];
  const releases = torchReleases().filter((release) => runsOn(release, facts));
  const variant = fittingVariant(releases, facts?.cuda?.version);
  const index = variant ?? (facts?.accelerator === "cpu" ? "cpu" : undefined);
  const release = releases.find(
    ({ cudaVariants }) => variant === undefined || cudaVariants.includes(variant),
  );
  if (index === undefined || release === undefined) return [];
  const { version } = release;
  const { torchvision, torchaudio } = torchPartners(version) ?? {};
  const partners = [
    ...(torchvision === undefined ? [] : [`torchvision==${torchvision}`]),
    ...(torchaudio === undefined ? [] : [`torchaudio==${torchaudio}`]),
  ];
  const what = variant === undefined ? "no GPU" : `CUDA ${cudaOfVariant(variant) ?? ""}, for this stage`;
  const proposal = (label: string, packages: readonly string[]): Proposal => ({
    label,
    kind: "value",
    text: `torch==${version} ${[...packages, ""].join(" ")}--index-url ${TORCH_INDEX}${index}`,
    detail: what,
    documentation: describeIndex(index),
  });
  const alone = proposal(`torch ${version} (${index})`, []);
  return partners.length === 0
    ? [alone]
    : [alone, proposal(`torch ${version} with ${partners.map(nameOf).join(", ")} (${index})`, partners)];
}

const INDEX = /^(?:--index-url|--extra-index-url|--default-index|--index|-i|--find-links|-f)(?:=|$)/;

function nameOf(requirement: string): string {
  return requirement.replace(/==.*$/, "");
}

/** Whether the release has wheels for the Python of the image, as far as that is known. */
function runsOn({ pythonMin, pythonMax }: TorchRelease, facts: ImageFacts | undefined): boolean {
  const python = facts?.python?.version;
  if (python === undefined) return true;
  return (
    (pythonMin === undefined || compareVersions(python, pythonMin) >= 0) &&
    (pythonMax === undefined || compareVersions(python.split(".").slice(0, 2).join("."), pythonMax) <= 0)
  );
}

/** The variant of the image's CUDA, else the next older of its major, else the next newer. */
function fittingVariant(releases: readonly TorchRelease[], cuda: string | undefined): string | undefined {
  const all = [...new Set(releases.flatMap(({ cudaVariants }) => cudaVariants))]
    .map((variant) => ({ variant, version: cudaOfVariant(variant) ?? "", rank: rankOf(variant, cuda) }))
    .filter(({ rank }) => rank < 3);
  const order = (a: (typeof all)[number], b: (typeof all)[number]): number =>
    a.rank - b.rank || compareVersions(a.version, b.version) * (a.rank === 2 ? 1 : -1);
  return all.toSorted(order)[0]?.variant;
}

/** The extra of the image's CUDA; where that is not known, each that brings the libraries itself. */
function jaxProposals(major: string | undefined, isQuoted: boolean): readonly Proposal[] {
  const newest = jaxReleases()[0];
  const extras = (newest?.extras ?? []).filter(
    (extra) => !extra.endsWith("-local") && (major === undefined || extra === `cuda${major}`),
  );
  return extras.map((extra) => extraProposal("jax", extra, newest?.cuda?.[extra], isQuoted));
}

function tensorflowProposals(isQuoted: boolean): readonly Proposal[] {
  const extra = /\btensorflow\[([\w-]+)\]/.exec(pypiPackage("tensorflow")?.install ?? "")?.[1];
  return extra === undefined
    ? []
    : [extraProposal("tensorflow", extra, "with the CUDA libraries that it needs", isQuoted)];
}

/** Brackets are quoted: a shell takes them for a pattern. */
function extraProposal(name: string, extra: string, detail: string | undefined, isQuoted: boolean): Proposal {
  const label = `${name}[${extra}]`;
  return {
    label,
    kind: "value",
    text: isQuoted ? label : `"${label}"`,
    ...(detail === undefined ? {} : { detail }),
    documentation: describePackage({ name, pin: undefined }),
  };
}

/** The newest release on PyPI that is built for the image's CUDA, and works without a GPU too. */
function onnxruntimeProposals(major: string, isQuoted: boolean): readonly Proposal[] {
  const found = onnxruntimeReleases().find(
    ({ cuda, onPypi, importNeedsCuda }) =>
      onPypi === true && importNeedsCuda !== true && cuda?.split(".")[0] === major,
  );
  if (found === undefined) return [];
  const { version, cudnn } = found;
  const pin = version.split(".").length > 2 ? version : `${version}.*`;
  const text = `onnxruntime-gpu==${pin}`;
  return [
    {
      label: `onnxruntime-gpu ${version}`,
      kind: "value",
      text: isQuoted ? text : `"${text}"`,
      detail: `CUDA ${major}, as in this stage${cudnn === undefined ? "" : `; cuDNN ${cudnn}`}`,
      documentation: describePackage({ name: "onnxruntime-gpu", pin: undefined }),
    },
  ];
}

/** Packages whose setup imports the torch that is installed already. */
function isolationProposals(): readonly Proposal[] {
  const names = packagesFile.rows.flatMap((row) => (row.setupImportsTorch === true ? row.names : []));
  return names.map((name) => ({
    label: `${name} --no-build-isolation`,
    kind: "value",
    detail: "built with the torch that an earlier step installed",
    documentation: describePackage({ name, pin: undefined }),
  }));
}
