import type { Gpu, GpuProcess, GpuSnapshot } from "../model.ts";
import type { XmlGpu } from "./xml.ts";

/** A slice as `nvidia-smi -L` lists it: `  MIG 3g.20gb     Device  0: (UUID: MIG-…)`. */
export interface ListedSlice {
  readonly gpu: string;
  readonly device: number;
  readonly profile: string;
  readonly uuid: string;
}

export function listedSlices(text: string): readonly ListedSlice[] {
  const slices: ListedSlice[] = [];
  let gpu: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const card = /^GPU \d+: .*\(UUID: (GPU-[0-9A-Za-z-]{1,64})\)\s*$/.exec(line);
    if (card !== null) gpu = card[1];
    const slice = /^\s+MIG (\S{1,64})\s+Device\s+(\d{1,4}): \(UUID: (MIG-[0-9A-Za-z/-]{1,128})\)\s*$/.exec(
      line,
    );
    if (slice !== null && gpu !== undefined) {
      slices.push({ gpu, device: Number(slice[2]), profile: slice[1] ?? "", uuid: slice[3] ?? "" });
    }
  }
  return slices;
}

/** The snapshot with slices, the slice of each process, and processes of graphics. GPUs without details stay as they are. */
export function withDetails(
  snapshot: GpuSnapshot,
  xml: readonly XmlGpu[],
  listed: readonly ListedSlice[],
): GpuSnapshot {
  const detailed = new Map(xml.map((gpu) => [gpu.uuid, gpu]));
  return {
    ...snapshot,
    gpus: snapshot.gpus.map((gpu) => {
      const details = detailed.get(gpu.uuid);
      return details === undefined ? gpu : withOwn(gpu, details, listed);
    }),
    notes: snapshot.notes.filter(
      ({ id, gpu }) => id !== "mig-needs-details" || gpu === undefined || !detailed.has(gpu),
    ),
  };
}

function withOwn(gpu: Gpu, details: XmlGpu, listed: readonly ListedSlice[]): Gpu {
  return {
    ...gpu,
    instances:
      gpu.mig === "enabled"
        ? details.instances.map(({ device, ...instance }) => {
            const slice = listed.find((one) => one.gpu === gpu.uuid && one.device === device);
            return { ...instance, uuid: slice?.uuid ?? instance.uuid, profile: slice?.profile };
          })
        : gpu.instances,
    processes: merged(gpu.processes, details.processes),
  };
}

/** A process is one for each slice that it runs on. What the XML leaves out stays as the CSV has it. */
function merged(csv: readonly GpuProcess[], xml: readonly GpuProcess[]): readonly GpuProcess[] {
  const told = new Set(xml.map(({ pid }) => pid));
  return [
    ...xml.map((process) => {
      const same = csv.find(({ pid }) => pid === process.pid);
      return {
        ...process,
        name: process.name ?? same?.name,
        memoryMiB: process.memoryMiB ?? same?.memoryMiB,
      };
    }),
    ...csv.filter(({ pid }) => !told.has(pid)),
  ];
}
