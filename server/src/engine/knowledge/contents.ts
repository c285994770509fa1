import { cudaTagLibraries, parseCudaTag } from "./cuda.ts";
import type { Family, KnownTag, NgcRow } from "./facts.ts";
import { groupBy, lazy, ngcFile } from "./facts.ts";
import type { FamilyMatch } from "./families.ts";
import { namePattern, tagPattern } from "./families.ts";
import { tensorflowRelease } from "./frameworks.ts";
import { osOfCodename, osOfWord, osRelease } from "./platforms.ts";
import type { Accelerator, CudaFlavour, ImageFacts, ImageOs, ImagePython } from "./types.ts";
import { compareVersions, cudaOfVariant } from "./version.ts";

/** What the tag (and the name) of an image of a known family says about its contents. */
export interface Contents {
  readonly accelerator: Accelerator;
  readonly os?: ImageOs;
  readonly cuda?: string;
  readonly flavour?: CudaFlavour;
  readonly rocm?: string;
  readonly cudnn?: string;
  readonly nccl?: string;
  readonly python?: ImagePython;
  readonly frameworks: ImageFacts["frameworks"];
  readonly driverShipped?: string;
  readonly ports: readonly number[];
  /** Undefined without a tag or a grammar. */
  readonly grammatical?: boolean;
  readonly known: boolean;
  readonly sources: readonly string[];
}

/** Reads the contents; `tag` undefined means that it is not known (not that there is none). */
export function readContents(match: FamilyMatch, tag: string | undefined): Contents {
  const { family } = match;
  const pattern = tagPattern(family);
  const last = match.name.slice(match.name.lastIndexOf("/") + 1);
  const found = tag === undefined ? null : (pattern?.exec(tag) ?? null);
  const words: Words = { ...namePattern(family)?.exec(last)?.groups, ...found?.groups };
  const known = tag === undefined ? undefined : knownTag(family, last, tag);
  const ngc = tag === undefined ? undefined : ngcRow(match.name, words);
  const cuda = known?.cuda ?? ngc?.cuda?.split(".").slice(0, 3).join(".") ?? cudaOf(family, words);
  const os = osOf(family, words, known, ngc);
  const flavour = flavourOf(words);
  const python = pythonOf(family, words, known, ngc, os);
  const cudnn = known?.cudnn ?? ngc?.cudnn ?? cudnnOf(family, words, tag);
  const nccl = known?.nccl ?? ngc?.nccl ?? libraries(family, tag).nccl;
  const rocm = known?.rocm ?? plainVersion(words["rocm"]);
  const grammatical = tag === undefined || pattern === undefined ? undefined : found !== null;
  return {
    accelerator: acceleratorOf(family, tag, words, cuda, grammatical),
    ...(os === undefined ? {} : { os }),
    ...(cuda === undefined ? {} : { cuda }),
    ...(flavour === undefined ? {} : { flavour }),
    ...(rocm === undefined ? {} : { rocm }),
    ...(cudnn === undefined ? {} : { cudnn }),
    ...(nccl === undefined ? {} : { nccl }),
    ...(python === undefined ? {} : { python }),
    frameworks: frameworksOf(family, words, known, ngc),
    ...(ngc?.driverShipped === undefined ? {} : { driverShipped: ngc.driverShipped }),
    ports: portsOf(family, words),
    ...(grammatical === undefined ? {} : { grammatical }),
    known: known !== undefined || ngc !== undefined,
    sources: [...(known?.source ?? []), ...(ngc?.source ?? [])],
  };
}

type Words = Readonly<Record<string, string | undefined>>;

const tagsByFamily = new Map<Family, ReadonlyMap<string, KnownTag>>();

function knownTag(family: Family, last: string, tag: string): KnownTag | undefined {
  let tags = tagsByFamily.get(family);
  if (tags === undefined) {
    tags = new Map(family.tags?.map((row) => [row.tag, row]));
    tagsByFamily.set(family, tags);
  }
  return tags.get(tag) ?? tags.get(`${last}:${tag}`);
}

const ngcRows = lazy(() => groupBy(ngcFile.rows, (row) => `${row.repository}:${row.release}`));

function ngcRow(name: string, words: Words): NgcRow | undefined {
  const { release, variant } = words;
  if (release === undefined || !name.startsWith("nvcr.io/")) return undefined;
  const rows = ngcRows().get(`${name}:${release}`);
  return rows?.find((row) => row.variant === variant) ?? rows?.find((row) => row.variant === undefined);
}

function cudaOf(family: Family, words: Words): string | undefined {
  const { cuda, gpu, tf } = words;
  if (cuda !== undefined) {
    const digits = /\d[\d.]*$/.exec(cuda)?.[0];
    return cudaOfVariant(cuda) ?? digits;
  }
  if (family.family === "tensorflow/tensorflow" && gpu !== undefined && tf !== undefined && /^\d/.test(tf)) {
    return tensorflowRelease(tf)?.cuda;
  }
  return undefined;
}

function libraries(
  family: Family,
  tag: string | undefined,
): { readonly cudnn?: string; readonly nccl?: string } {
  const parts = family.family === "nvidia/cuda" && tag !== undefined ? parseCudaTag(tag) : undefined;
  return parts === undefined ? {} : cudaTagLibraries(parts);
}

function cudnnOf(family: Family, words: Words, tag: string | undefined): string | undefined {
  const exact = libraries(family, tag).cudnn;
  if (exact !== undefined) return exact;
  if (words["cudnn"] !== undefined) return words["cudnn"];
  const major = /^cudnn(\d[\d.]*)$/.exec(words["lib"] ?? "")?.[1];
  if (major !== undefined) return major;
  return words["gpu"] === undefined ? undefined : tensorflowRelease(words["tf"] ?? "")?.cudnn;
}

function osOf(family: Family, words: Words, known?: KnownTag, ngc?: NgcRow): ImageOs | undefined {
  if (known?.os !== undefined) return osFromWord(known.os);
  if (ngc?.ubuntu !== undefined) return imageOs("ubuntu", ngc.ubuntu);
  if (family.os !== undefined) {
    const version = family.osVersion ?? words["os"] ?? words["codename"];
    return imageOs(family.os, version);
  }
  const word = words["os"] ?? words["base"] ?? words["onlybase"];
  if (word !== undefined) {
    if (/^\d\d\.\d\d$/.test(word)) return imageOs("ubuntu", word);
    for (const part of [word, ...word.split("-")]) {
      const found = osFromWord(part);
      if (found !== undefined) return found;
    }
  }
  const ruled = ruledOs(family, words);
  if (ruled !== undefined) return osFromWord(ruled);
  // The official Python image stands on Debian unless its tag says otherwise; of which release is not said.
  return family.family === "python" ? imageOs("debian", undefined) : undefined;
}

function ruledOs(family: Family, words: Words): string | undefined {
  return family.osRules?.find((rule) => holds(rule, words))?.os;
}

function holds(rule: { readonly from: string; readonly to?: string }, words: Words): boolean {
  const version = words["torch"] ?? words["python"];
  if (version === undefined || compareVersions(version, rule.from) < 0) return false;
  return rule.to === undefined || compareVersions(version, rule.to) <= 0;
}

function osFromWord(word: string): ImageOs | undefined {
  const squeezed = /^ubuntu(\d\d)(\d\d)$/.exec(word);
  if (squeezed !== null) return imageOs("ubuntu", `${squeezed[1]}.${squeezed[2]}`);
  const found = osOfWord(word);
  return found === undefined ? undefined : imageOs(found.id, found.version);
}

function imageOs(id: string, version: string | undefined): ImageOs | undefined {
  const named = version === undefined ? undefined : (osRelease(id, version) ?? ofCodename(id, version));
  const libc = id === "alpine" ? "musl" : "glibc";
  const isVersion = version !== undefined && /^(?:stream)?\d/.test(version);
  const shown = isVersion ? version : named?.version;
  return {
    id,
    ...(shown === undefined ? {} : { version: shown }),
    ...(named?.codename === undefined ? {} : { codename: named.codename }),
    libc,
  };
}

function ofCodename(id: string, codename: string) {
  const release = osOfCodename(codename);
  return release?.id === id ? release : undefined;
}

function pythonOf(
  family: Family,
  words: Words,
  known?: KnownTag,
  ngc?: NgcRow,
  os?: ImageOs,
): ImagePython | undefined {
  const inBase = /python(\d\.\d+)/.exec(words["base"] ?? words["onlybase"] ?? "")?.[1];
  const version =
    known?.python ?? ngc?.python ?? pythonVersion(words["python"]) ?? inBase ?? notebookPython(words);
  if (version !== undefined) return { version, from: family.pythonFrom ?? "image" };
  const rule = family.pythonRules?.find((candidate) => holds(candidate, words));
  if (rule !== undefined) return { version: rule.python, from: rule.by };
  if (family.python !== false || os?.version === undefined) return undefined;
  const packaged = osRelease(os.id, os.version)?.python;
  return packaged === undefined ? undefined : { version: packaged, from: "distribution" };
}

/** `3.12`, `py312` and `311` in a tag; a bare `3` is no version to reason with. */
function pythonVersion(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const packed = /^(?:py)?(3)(\d{1,2})$/.exec(word);
  if (packed !== null) return `${packed[1]}.${packed[2]}`;
  return /^\d+\.\d+/.test(word) ? word : undefined;
}

function notebookPython(words: Words): string | undefined {
  return /^python-(\d+\.\d+(?:\.\d+)?)$/.exec(words["tag"] ?? "")?.[1];
}

/** Where the grammar knows a notebook variant, only that one serves the family's port. */
function portsOf(family: Family, words: Words): readonly number[] {
  const notebookOnly = family.pattern?.includes("(?<jupyter>") === true && words["jupyter"] === undefined;
  return notebookOnly ? [] : (family.ports ?? []);
}

function plainVersion(word: string | undefined): string | undefined {
  return word === undefined ? undefined : /\d[\d.]*$/.exec(word)?.[0];
}

function flavourOf(words: Words): CudaFlavour | undefined {
  const word = words["flavour"];
  if (word === "base" || word === "runtime") return word;
  return word === "devel" || word === "inference-devel" || words["devel"] === "devel" ? "devel" : undefined;
}

function frameworksOf(
  family: Family,
  words: Words,
  known?: KnownTag,
  ngc?: NgcRow,
): ImageFacts["frameworks"] {
  const found = new Map<string, string | undefined>(Object.entries(known?.frameworks ?? {}));
  const add = (name: string, version: string | undefined) => {
    if (found.get(name) === undefined) found.set(name, version);
  };
  const main = FRAMEWORKS.get(family.family);
  const inNgc = ngc?.framework;
  const served = /^(vLLM|TensorRT-LLM)\s+([\w.]+)/.exec(inNgc ?? "");
  if (served !== null) add(served[1] === "vLLM" ? "vllm" : "tensorrt-llm", served[2]);
  if (ngc?.torch !== undefined) add("torch", ngc.torch);
  if (ngc?.onnxruntime !== undefined) add("onnxruntime", ngc.onnxruntime);
  if (main !== undefined) {
    const tagged = [words["torch"], words["tf"], words["version"]].find((word) => /^v?\d/.test(word ?? ""));
    const plain = served === null ? inNgc?.replace(/^[A-Z]+ /, "") : undefined;
    add(main, plain ?? tagged?.replace(/^v/, ""));
  }
  return [...found].map(([name, version]) => (version === undefined ? { name } : { name, version }));
}

/** The package that an image of the family holds, by its name on PyPI. */
const FRAMEWORKS: ReadonlyMap<string, string> = new Map([
  ["pytorch/pytorch", "torch"],
  ["rocm/pytorch", "torch"],
  ["nvcr.io/nvidia/pytorch", "torch"],
  ["tensorflow/tensorflow", "tensorflow"],
  ["rocm/tensorflow", "tensorflow"],
  ["nvcr.io/nvidia/tensorflow", "tensorflow"],
  ["nvcr.io/nvidia/jax", "jax"],
  ["vllm/vllm-openai", "vllm"],
  ["lmsysorg/sglang", "sglang"],
  ["rayproject/ray", "ray"],
  ["ghcr.io/mlflow/mlflow", "mlflow"],
]);

function acceleratorOf(
  family: Family,
  tag: string | undefined,
  words: Words,
  cuda: string | undefined,
  grammatical: boolean | undefined,
): Accelerator {
  if (family.accelerator !== "by-tag") return family.accelerator;
  if (words["rocm"] !== undefined) return "rocm";
  if (cuda !== undefined || words["gpu"] !== undefined || words["cuda"] !== undefined) return "cuda";
  if (family.namePattern !== undefined && family.pattern === undefined)
    return family.defaultAccelerator ?? "unknown";
  if (tag === undefined) return "unknown";
  if (/(?:^|[-_])(?:rocm|hipblas)/.test(tag)) return "rocm";
  if (/(?:^|[-_])cpu(?:[-_]|$)/.test(tag)) return "cpu";
  if (/(?:^|[-_])(?:cuda|cu\d|cublas|nvidia)/.test(tag)) return "cuda";
  // A `gpu` beside one of them is not NVIDIA's: `gpu-intel`, `gpu-vulkan`.
  if (OTHER_ACCELERATOR.test(tag)) return "unknown";
  if (/(?:^|[-_])gpu/.test(tag)) return "cuda";
  return grammatical === true ? (family.defaultAccelerator ?? "unknown") : "unknown";
}

const OTHER_ACCELERATOR =
  /(?:^|[-_])(?:intel|sycl|openvino|xpu|gaudi|habana|hpu|neuron|cann|npu|musa|tpu|vulkan)/;
