import { SaxesParser } from "saxes";

import type { GpuInstance, GpuProcess } from "../model.ts";
import { present, quantity } from "./csv.ts";

/** What the XML of `nvidia-smi -q -x` tells beyond the CSV. */
export interface XmlGpu {
  readonly uuid: string;
  /** With the number by which `nvidia-smi -L` calls each slice. */
  readonly instances: readonly (GpuInstance & { readonly device: number | undefined })[];
  /** Of graphics as well, each with its slice. */
  readonly processes: readonly GpuProcess[];
  /** As `None`, `VGPU`, `Pass-Through`. */
  readonly virtualization: string | undefined;
}

/**
 * Reads the details of all GPUs. The elements that it needs have had the same names since `nvsmi_device_v11.dtd`; all others are passed by.
 * What is ill-formed ends nothing: GPUs that were read count.
 */
export function readXml(text: string): readonly XmlGpu[] {
  const gpus: XmlGpu[] = [];
  const parser = new SaxesParser();
  const path: string[] = [];
  let gpu: Open | undefined;
  let record: Map<string, string> | undefined;
  let content = "";
  parser.on("error", () => undefined);
  parser.on("opentag", ({ name }) => {
    path.push(name);
    content = "";
    if (name === "gpu" && path.length === 2) gpu = { fields: new Map(), instances: [], processes: [] };
    if (RECORDS.has(name)) record = new Map();
  });
  parser.on("text", (piece) => {
    if (content.length < LONGEST) content += piece.slice(0, LONGEST);
  });
  parser.on("closetag", ({ name }) => {
    const parent = path.at(-2) ?? "";
    if (name === "mig_device" && record !== undefined) gpu?.instances.push(instanceOf(record));
    else if (name === "process_info" && record !== undefined) gpu?.processes.push(...processOf(record));
    else if (name === "gpu" && path.length === 2 && gpu !== undefined) gpus.push(...gpuOf(gpu));
    else if (record !== undefined)
      record.set(parent === "fb_memory_usage" ? `fb.${name}` : name, content.trim());
    else if (GPU_FIELDS.has(name)) gpu?.fields.set(name, content.trim());
    if (RECORDS.has(name)) record = undefined;
    path.pop();
    content = "";
  });
  parser.write(mended(text)).close();
  return gpus;
}

/** A name of a process is whatever it calls itself; where it stands in the XML as it is, its marks are none of the document's. */
function mended(text: string): string {
  return text.replace(/(?<=<process_name>)[^\r\n]{0,8192}?(?=<\/process_name>)/g, (name) =>
    name.replace(/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/gi, "&amp;").replaceAll("<", "&lt;"),
  );
}

interface Open {
  readonly fields: Map<string, string>;
  readonly instances: XmlGpu["instances"][number][];
  readonly processes: GpuProcess[];
}

const LONGEST = 4096;
const RECORDS: ReadonlySet<string> = new Set(["mig_device", "process_info"]);
const GPU_FIELDS: ReadonlySet<string> = new Set(["uuid", "virtualization_mode"]);

function gpuOf({ fields, instances, processes }: Open): readonly XmlGpu[] {
  const uuid = present(fields.get("uuid"));
  if (uuid === undefined) return [];
  return [{ uuid, instances, processes, virtualization: present(fields.get("virtualization_mode")) }];
}

function instanceOf(record: ReadonlyMap<string, string>): XmlGpu["instances"][number] {
  return {
    uuid: present(record.get("uuid")),
    device: quantity(record.get("index")),
    gpuInstance: quantity(record.get("gpu_instance_id")) ?? 0,
    computeInstance: quantity(record.get("compute_instance_id")) ?? 0,
    profile: undefined,
    totalMiB: quantity(record.get("fb.total")),
    usedMiB: quantity(record.get("fb.used")),
  };
}

function processOf(record: ReadonlyMap<string, string>): readonly GpuProcess[] {
  const pid = quantity(record.get("pid"));
  if (pid === undefined || !Number.isSafeInteger(pid) || pid < 0) return [];
  const gpuInstance = quantity(record.get("gpu_instance_id"));
  const computeInstance = quantity(record.get("compute_instance_id"));
  return [
    {
      pid,
      name: present(record.get("process_name")),
      memoryMiB: quantity(record.get("used_memory")),
      kind: kindOf(record.get("type") ?? ""),
      ...(gpuInstance === undefined ? {} : { gpuInstance }),
      ...(computeInstance === undefined ? {} : { computeInstance }),
    },
  ];
}

/** `C`, `G`, `C+G`, and `M+C` for a client of the multi-process service. */
function kindOf(type: string): GpuProcess["kind"] {
  if (type.includes("C")) return type.includes("G") ? "both" : "compute";
  return type.includes("G") ? "graphics" : undefined;
}
