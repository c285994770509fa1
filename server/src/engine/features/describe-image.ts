import {
  cudaEndOfLife,
  distribution,
  gpuArchitectures,
  imageFacts,
  osRelease,
  parseCudaTag,
  pythonRelease,
  tagsOf,
} from "../knowledge/index.ts";
import type { CapabilityRange, GpuArchitecture, ImageFacts, ImageStatusKind } from "../knowledge/types.ts";
import type { ImageReference } from "../model/reference.ts";
import { familiarName, parseImageReference } from "../model/reference.ts";
import { blocks, bullets, code, plain } from "./markdown.ts";
import { sourcesLine } from "./sources.ts";

/**
 * What is known of an image, as Markdown. `reference` is undefined where the tag cannot be told from the file; `today`
 * (YYYY-MM-DD) says what has ended.
 */
export function describeImage(
  facts: ImageFacts,
  reference: ImageReference | undefined,
  today: string,
): string {
  const { title, summary, sources, status } = facts;
  const hints = facts.pitfalls.filter((text) => status.note === undefined || !text.startsWith(status.note));
  return blocks(
    `**${plain(title)}**: ${plain(summary)}`,
    statusLine(facts),
    bullets([...contents(facts, reference, today), ...tagLines(facts, reference, today)]),
    hints.length === 0 ? undefined : `Good to know:\n\n${bullets(hints.map((text) => plain(text)))}`,
    sourcesLine(sources),
  );
}

/** `Turing (NVIDIA T4) to Hopper (NVIDIA H100)`; undefined where no card is known of the range. */
export function cardsOf(range: CapabilityRange): string | undefined {
  const found = gpuArchitectures(range).filter(({ name, cards }) => cards.length > 0 && !name.includes("("));
  const first = found[0];
  const last = found.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return first === last ? named(first) : `${named(first)} to ${named(last)}`;
}

function named({ name, cards }: GpuArchitecture): string {
  return `${name} (${cards.slice(0, 2).join(", ")})`;
}

function contents(
  facts: ImageFacts,
  reference: ImageReference | undefined,
  today: string,
): readonly string[] {
  const parts = [
    { name: "Operating system", text: osText(facts, today), asked: true },
    { name: "CUDA", text: cudaText(facts), asked: facts.accelerator === "cuda" },
    { name: "ROCm", text: facts.rocm, asked: facts.accelerator === "rocm" },
    { name: "cuDNN", text: cudnnText(facts, reference), asked: facts.accelerator === "cuda" },
    { name: "NCCL", text: facts.nccl, asked: false },
    { name: "Python", text: pythonText(facts, today), asked: true },
    { name: "Frameworks", text: frameworksText(facts), asked: false },
    { name: "NVIDIA driver", text: driverText(facts), asked: facts.accelerator === "cuda" },
    { name: "GPUs", text: gpusText(facts), asked: facts.accelerator === "cuda" },
    { name: "User", text: facts.user, asked: false },
    { name: "Ports", text: facts.ports.length === 0 ? undefined : facts.ports.join(", "), asked: false },
  ];
  const lines = parts.flatMap(({ name, text }) =>
    text === undefined ? [] : [`**${name}**: ${plain(text)}`],
  );
  const missing = parts.filter(({ text, asked }) => asked && text === undefined).map(({ name }) => name);
  const accelerator = ACCELERATORS[facts.accelerator];
  if (accelerator !== undefined) lines.unshift(accelerator);
  if (missing.length > 0) lines.push(`**Unknown**: ${missing.join(", ")}`);
  return lines;
}

const ACCELERATORS: Readonly<Record<ImageFacts["accelerator"], string | undefined>> = {
  cuda: undefined,
  rocm: "**Accelerator**: AMD GPUs (ROCm)",
  cpu: "**Accelerator**: none of its own (CPU image)",
  unknown: "**Accelerator**: unknown",
};

function osText({ os }: ImageFacts, today: string): string | undefined {
  if (os === undefined) return undefined;
  const release = os.version === undefined ? undefined : osRelease(os.id, os.version);
  const name = [distribution(os.id)?.title ?? os.id, os.version ?? "(release unknown)", os.codename]
    .filter((part) => part !== undefined)
    .join(" ");
  const end = release?.endOfSupport;
  if (end === undefined) return `${name}, ${os.libc}`;
  const support = hasEnded(end, today) ? `has ended (${end})` : `until ${end}`;
  return `${name}, ${os.libc}; standard support ${support}`;
}

function cudaText({ cuda }: ImageFacts): string | undefined {
  if (cuda === undefined) return undefined;
  const flavour = cuda.flavour === undefined ? "" : ` ${cuda.flavour}`;
  const nvcc =
    cuda.nvcc === undefined
      ? "; whether nvcc is there is unknown"
      : cuda.nvcc
        ? "; has nvcc, so CUDA extensions can be compiled"
        : "; no nvcc, so CUDA extensions cannot be compiled in it";
  return `${cuda.version}${flavour}${nvcc}`;
}

function cudnnText({ family, cudnn }: ImageFacts, reference: ImageReference | undefined): string | undefined {
  if (cudnn !== undefined || family !== "nvidia/cuda") return cudnn;
  const parts = reference?.tag === undefined ? undefined : parseCudaTag(reference.tag);
  return parts?.flavour !== undefined && parts.lib === undefined ? "none in this flavour" : undefined;
}

function pythonText({ python, hasPython }: ImageFacts, today: string): string | undefined {
  if (python === undefined) return hasPython === false ? "none in the image" : undefined;
  if (python.from === "distribution") {
    const there = hasPython === false ? "none in the image; " : "";
    return `${there}the distribution's package is ${python.version}`;
  }
  const end = pythonRelease(python.version)?.endOfLife;
  const owner = python.from === "conda" ? " (conda)" : "";
  if (end === undefined) return `${python.version}${owner}`;
  return `${python.version}${owner}; ${hasEnded(end, today) ? `its support has ended (${end})` : `end of life ${end}`}`;
}

function frameworksText({ frameworks }: ImageFacts): string | undefined {
  if (frameworks.length === 0) return undefined;
  return frameworks.map(({ name, version }) => `${name} ${version ?? "(version unknown)"}`).join(", ");
}

function driverText({ driver }: ImageFacts): string | undefined {
  if (driver === undefined) return undefined;
  const shipped = driver.shipped === undefined ? "" : `; its toolkit shipped with ${driver.shipped}`;
  return `${driver.min} or newer on the host${shipped}`;
}

function gpusText({ capabilities }: ImageFacts): string | undefined {
  if (capabilities === undefined) return undefined;
  const cards = cardsOf(capabilities);
  const range = `compute capability ${capabilities.min} to ${capabilities.max}`;
  return cards === undefined ? range : `${cards}; ${range}`;
}

const STATUS: Readonly<Record<ImageStatusKind, string>> = {
  active: "",
  frozen: "Frozen: it still pulls, but gets no new versions",
  gone: "Gone: it cannot be pulled",
  archived: "Archived: its project ended",
  replaced: "Replaced",
  discontinued: "Discontinued",
};

function statusLine({ status, mirror }: ImageFacts): string | undefined {
  if (mirror) {
    return plain(
      "Served by a registry other than the publisher's: the contents are those of the published image, and which tags are there is unknown.",
    );
  }
  if (status.kind === "active") return undefined;
  const since = status.since === undefined ? "" : ` (since ${status.since})`;
  const next = status.replacement === undefined ? "" : ` Use ${code(status.replacement)} instead.`;
  const note = status.note === undefined ? "" : ` ${plain(status.note)}.`;
  return `⚠️ **${plain(STATUS[status.kind])}**${plain(since)}.${note}${next}`;
}

function tagLines(
  facts: ImageFacts,
  reference: ImageReference | undefined,
  today: string,
): readonly string[] {
  const lines: string[] = [];
  const { kind, complete, latestExists } = facts.tag;
  if (kind === "deleted") lines.push("**Tag**: deleted from the registry");
  else if (kind === "unlisted" && complete) lines.push("**Tag**: not among the published ones");
  else if (kind === "floating") lines.push("**Tag**: moves to other images over time");
  else if (kind === "none") {
    lines.push(
      latestExists === false
        ? "**Tag**: missing, and there is no latest"
        : "**Tag**: missing, so it is latest, which moves to other images over time",
    );
  }
  const end =
    facts.family === "nvidia/cuda" && facts.cuda !== undefined
      ? cudaEndOfLife(facts.cuda.version)
      : undefined;
  if (end !== undefined) {
    const by = end.by === undefined ? "" : `, superseded by ${end.by}`;
    const date = hasEnded(end.date, today) ? `has ended (${end.date})` : `until ${end.date}`;
    lines.push(`**Support of the CUDA ${plain(end.version)} images**: ${plain(`${date}${by}`)}`);
  }
  const newest = reference === undefined ? undefined : newestOfFlavour(facts, reference);
  if (newest !== undefined) lines.push(`**Newest known tag of this flavour**: ${code(newest)}`);
  return lines;
}

/** A month alone lasts to its last day. */
function hasEnded(date: string, today: string): boolean {
  return (date.length === 7 ? `${date}-31` : date) < today;
}

/** The newest known tag of the same shape, accelerator and system; undefined where it is the tag itself. */
function newestOfFlavour(facts: ImageFacts, reference: ImageReference): string | undefined {
  if (facts.mirror || facts.status.kind !== "active" || reference.tag === undefined) return undefined;
  if (facts.tag.grammatical !== true) return undefined;
  const name = familiarName(reference.registry, reference.repository);
  const found = tagsOf(name).find(({ tag }) => isAlike(facts, reference.tag ?? "", name, tag));
  return found?.tag === reference.tag ? undefined : found?.tag;
}

function isAlike(facts: ImageFacts, own: string, name: string, tag: string): boolean {
  if (withoutVersions(tag) !== withoutVersions(own)) return false;
  const other = parseImageReference(`${name}:${tag}`);
  const theirs = other === undefined ? undefined : imageFacts(other);
  if (theirs === undefined || theirs.tag.kind === "floating") return false;
  const sameSystem = theirs.os === undefined || facts.os === undefined || theirs.os.id === facts.os.id;
  return sameSystem && theirs.accelerator === facts.accelerator;
}

/** The words of a tag, so that only tags of one shape are compared: `#-cuda#-cudnn#-runtime`. */
function withoutVersions(tag: string): string {
  return tag.replaceAll(/\d+(?:\.\d+)*/g, "#").replace("cudnn#", "cudnn");
}
