import type { Gpu } from "../../../workbench/src/gpus/model.ts";

/** A stage of a Dockerfile that a build may end with; `line` counts from 0. */
export interface Stage {
  readonly name: string | undefined;
  readonly line: number;
}

/** The stages of a Dockerfile, as far as a look at its lines tells: enough to offer them, the build itself judges. */
export function stagesOf(dockerfile: string): readonly Stage[] {
  return dockerfile.split(/\r?\n/).flatMap((text, line) => {
    const match = FROM.exec(text);
    return match === null ? [] : [{ name: match[1], line }];
  });
}

const FROM = /^\s*FROM\s+(?:--platform=\S+\s+)?[^\s#-]\S*(?:\s+AS\s+([a-z][\w.-]*))?\s*$/i;

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

export interface Build {
  /** Absolute paths. */
  readonly dockerfile: string;
  readonly context: string;
  readonly image: string;
  /** Undefined: the last one. */
  readonly stage: string | undefined;
}

export function buildWords({ dockerfile, context, image, stage }: Build): readonly string[] {
  const target = stage === undefined ? [] : [`--target=${stage}`];
  return ["docker", "build", `--file=${dockerfile}`, `--tag=${image}`, ...target, "--", context];
}

/** The step that BuildKit's plain progress tells (`#7 [train 3/9] RUN …`); undefined for other lines. */
export function buildStep(line: string): string | undefined {
  const match = /^#\d+ \[(?:[^\]]* )?(\d+\/\d+)\] (.*)$/.exec(line);
  return match === null ? undefined : `${match[1]} ${match[2]}`;
}

/** Which GPUs a container gets: all of a vendor, or these. */
export type GpuChoice = "all" | readonly Gpu[];

/**
 * The words that start a container with GPUs. NVIDIA's are asked for by UUID, which means the same card after a restart of the machine; the option is
 * read as CSV, so that several need quotes. AMD's are device files, which go to the container as they are: those of all cards.
 */
export function runWords(image: string, vendor: Gpu["vendor"], choice: GpuChoice): readonly string[] {
  return [
    "docker",
    "run",
    "--detach",
    ...gpuWords(vendor, choice),
    `--shm-size=${SHARED_MEMORY}`,
    "--",
    image,
  ];
}

/** Data loaders share their batches through it; it takes no memory before it is used. */
const SHARED_MEMORY = "8g";

function gpuWords(vendor: Gpu["vendor"], choice: GpuChoice): readonly string[] {
  if (vendor === "amd") return ["--device=/dev/kfd", "--device=/dev/dri", "--group-add=video"];
  if (choice === "all") return ["--gpus=all"];
  return [`--gpus="device=${choice.map(({ uuid }) => uuid).join(",")}"`];
}
