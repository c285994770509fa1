import { list, optionalText, record } from "../../../workbench/src/docker/read/json.ts";
import type { Gpu } from "../../../workbench/src/gpus/model.ts";

/** A name for the image of a folder: what Docker allows of its name. */
export function imageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `${name === "" ? "image" : name}:dev`;
}

/** Whether a text names an image as Docker wants it: no word of it could be taken for an option. */
export function isImageName(text: string): boolean {
  return text.length <= 255 && IMAGE.test(text);
}

/** After the grammar of distribution/reference: host, path, tag. */
const IMAGE =
  /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*(?::\w[\w.-]{0,127})?$/i;

/** Where a build has a secret from. Its text is read by the docker command alone. */
export type SecretSource =
  { readonly kind: "file"; readonly path: string } | { readonly kind: "variable"; readonly name: string };

export interface Build {
  /** Absolute paths. */
  readonly dockerfile: string;
  readonly context: string;
  readonly image: string;
  /** Undefined: the last one. */
  readonly stage: string | undefined;
  readonly arguments: ReadonlyMap<string, string>;
  /** By their ids. */
  readonly secrets: ReadonlyMap<string, SecretSource>;
}

export function buildWords(build: Build): readonly string[] {
  const { dockerfile, context, image, stage } = build;
  const target = stage === undefined ? [] : [`--target=${stage}`];
  const values = [...build.arguments].map(([name, value]) => `--build-arg=${name}=${value}`);
  const secrets = [...build.secrets].map(([id, source]) => {
    const from = source.kind === "file" ? `src=${source.path}` : `env=${source.name}`;
    return `--secret=${[`id=${id}`, from].map(csvField).join(",")}`;
  });
  return [
    "docker",
    "build",
    `--file=${dockerfile}`,
    `--tag=${image}`,
    ...target,
    ...values,
    ...secrets,
    "--",
    context,
  ];
}

/** The docker command reads such options as lines of CSV. */
function csvField(text: string): string {
  return /[",\r\n]|^\s/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The step that BuildKit's plain progress tells (`#7 [train 3/9] RUN …`); undefined for other lines. */
export function buildStep(line: string): string | undefined {
  const match = /^#\d+ \[(?:[^\]]* )?(\d+\/\d+)\] (.*)$/.exec(line);
  return match === null ? undefined : `${match[1]} ${match[2]}`;
}

/** Which GPUs a container gets: all of a vendor, so many of them, or these. */
export type GpuChoice = "all" | "none" | number | readonly Gpu[];

/** A container to start. */
export interface Run {
  readonly image: string;
  readonly vendor: Gpu["vendor"];
  readonly gpus: GpuChoice;
  /** A folder of the engine's machine, and where the container has it. */
  readonly mount: { readonly folder: string; readonly at: string; readonly isReadOnly: boolean } | undefined;
  /** TCP ports of the container; each is published on the same port of the engine's machine, for that machine alone. */
  readonly ports: readonly number[];
  /** As Docker writes sizes: 8g. */
  readonly sharedMemory: string;
  /** Empty: what the image runs by itself. */
  readonly command: readonly string[];
}

/** Data loaders share their batches through it; it takes no memory before it is used. */
export const SHARED_MEMORY = "8g";

export function isMemorySize(text: string): boolean {
  return /^[1-9]\d{0,14}[bkmg]?$/i.test(text);
}

/**
 * The words that start a container with GPUs. NVIDIA's are asked for by UUID, which means the same card after a restart of the machine; the option is
 * read as CSV, so that several need quotes. AMD's are device files, which go to the container as they are: those of all cards.
 */
export function runWords(run: Run): readonly string[] {
  const { image, mount } = run;
  return [
    "docker",
    "run",
    "--detach",
    ...gpuWords(run.vendor, run.gpus),
    `--shm-size=${run.sharedMemory}`,
    ...(mount === undefined ? [] : [mountWord(mount)]),
    ...run.ports.map((port) => `--publish=127.0.0.1:${port}:${port}`),
    "--",
    image,
    ...run.command,
  ];
}

function mountWord({ folder, at, isReadOnly }: NonNullable<Run["mount"]>): string {
  const fields = ["type=bind", `source=${folder}`, `target=${at}`, ...(isReadOnly ? ["readonly"] : [])];
  return `--mount=${fields.map(csvField).join(",")}`;
}

function gpuWords(vendor: Gpu["vendor"], choice: GpuChoice): readonly string[] {
  if (choice === "none") return [];
  if (vendor === "amd") return ["--device=/dev/kfd", "--device=/dev/dri", "--group-add=video"];
  if (typeof choice === "string" || typeof choice === "number") return [`--gpus=${choice}`];
  return [`--gpus="device=${choice.map(({ uuid }) => uuid).join(",")}"`];
}

/** A command as a person types it, in words: blanks part them, quotes keep them together. Undefined where a quote is left open. */
export function commandWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (const character of text) {
    if (quote !== "") {
      if (character === quote) quote = "";
      else word = (word ?? "") + character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + character;
  }
  if (quote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}

/** What an image says of itself in the answer of `docker image inspect`; undefined for what is no such answer. */
export function imageSettings(
  printed: string,
): { readonly workdir: string | undefined; readonly ports: readonly number[] } | undefined {
  try {
    const config = record(record(list(JSON.parse(printed))[0])["Config"]);
    const workdir = optionalText(config["WorkingDir"]);
    const ports = Object.keys(record(config["ExposedPorts"])).flatMap((key) => {
      const match = /^(\d{1,5})\/tcp$/.exec(key);
      const port = Number(match?.[1]);
      return port > 0 && port < 65_536 ? [port] : [];
    });
    return { workdir: workdir === undefined || workdir === "" ? undefined : workdir, ports };
  } catch {
    return undefined;
  }
}
