import { environmentOf } from "../../model/compose/environment.ts";
import { deviceRequests } from "../../model/compose/gpus.ts";
import { buildOf, imageFactsOf, imageOf } from "../../model/compose/image.ts";
import { profilesOf } from "../../model/compose/profiles.ts";
import { loadProject } from "../../model/compose/project.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { privilegedOf, runtimeOf } from "../../model/compose/settings.ts";
import { builtStage } from "../../model/compose/built.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { serviceCommands } from "../../model/compose/command.ts";
import { startCommands } from "../../model/compose/start.ts";
import { entryOf, mapOf, valueOf } from "../../model/compose/value.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perStage } from "../../model/memo.ts";
import type { Files } from "../../model/files.ts";
import { knownText } from "../../model/resolved.ts";
import { baseOf } from "../../model/stage-facts.ts";
import { folderOf, joinPath, nameOf } from "../../text/path.ts";

/** Whether a service gets GPUs by other means than a request, or is to run without any. */
export function hasOtherMeans(service: ComposeService): boolean {
  const { value } = service;
  if (deviceRequests(service).length > 0 || valueOf(value, "devices") !== undefined) return true;
  if (runtimeOf(service) !== undefined || privilegedOf(service) !== false) return true;
  if (
    valueOf(value, "device_cgroup_rules") !== undefined ||
    entryOf(value, "deploy", "resources", "reservations", "generic_resources") !== undefined
  )
    return true;
  // An empty `deploy` takes back what an anchor gives.
  if (mapOf(value, "deploy")?.entries.size === 0) return true;
  if (mapOf(value, "deploy", "resources", "reservations")?.entries.has("devices") === true) return true;
  return value.entries.has("gpus") || environmentOf(service).has("NVIDIA_VISIBLE_DEVICES");
}

/** Whether a word of a service says that it is for CPUs or for GPUs of another maker. */
export function isForOthers(service: ComposeService): boolean {
  const facts = imageFactsOf(service);
  if (facts?.accelerator === "rocm" || facts?.accelerator === "cpu") return true;
  const names = [
    knownText(imageOf(service)?.value) ?? "",
    knownText(buildOf(service)?.dockerfile?.value) ?? "",
    knownText(buildOf(service)?.target?.value) ?? "",
  ];
  const profiles = profilesOf(service);
  if (profiles === undefined || [...names, ...profiles].some((name) => OTHER.test(name))) return true;
  const args = [...(buildOf(service)?.args.values() ?? [])];
  const variables = [...environmentOf(service).values()];
  for (const { name, value } of [...args, ...variables]) {
    const text = knownText(value) ?? "";
    if (OTHER.test(text) || OTHER.test(name) || (name === "CUDA_VISIBLE_DEVICES" && /^(?:-1|)$/.test(text)))
      return true;
  }
  return serviceCommands(service).some(saysOther);
}

/** Whether the Dockerfile of a service says that it is for CPUs or other makers, or has variables for a runtime that gives GPUs. */
export function isBuiltForOthers(service: ComposeService): boolean {
  const built = builtStage(service);
  return built !== undefined && (isStageForOthers(built.stage) || startCommands(service).some(saysOther));
}

const isStageForOthers = perStage((stage) => {
  const base = baseOf(stage);
  if (base?.facts?.accelerator === "rocm" || OTHER.test(base?.word.raw ?? "")) return true;
  for (const { scope } of lineage(stage)) {
    for (const { name, variable } of scope.own()) {
      const text = variable.state === "set" ? (knownText(variable.value) ?? "") : "";
      if (RUNTIME_VARIABLES.has(name) || OTHER.test(name) || OTHER.test(text)) return true;
    }
  }
  return false;
});

const RUNTIME_VARIABLES: ReadonlySet<string> = new Set(["NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"]);

function saysOther({ args, environment }: ComposeCommand): boolean {
  return (
    environment.has("CUDA_VISIBLE_DEVICES") || args.some(({ value }) => OTHER.test(knownText(value) ?? ""))
  );
}

const OTHER =
  /(?:^|[^a-z])(?:cpu|rocm|hip|amd|xpu|intel|gaudi|hpu|habana|tpu|mps|openvino|vulkan|npu|ascend|musa)(?:[^a-z]|$)/i;

/** Whether a file beside the service's gives it GPUs: one to be merged with it for that. */
export function isCompletedBeside(service: ComposeService, files: Files | undefined): boolean {
  const { path, files: own } = service.project;
  const variant = /gpu|cuda|nvidia/i;
  if (files === undefined || variant.test(nameOf(path))) return false;
  const folder = folderOf(path);
  const names = (files.list(folder) ?? [])
    .filter((name) => /\.ya?ml$/i.test(name) && (variant.test(name) || /override/i.test(name)))
    .toSorted((a, b) => Number(b.includes(service.name)) - Number(a.includes(service.name)));
  return names.slice(0, MOST_FILES).some((name) => {
    const beside = joinPath(folder, name);
    if (beside === path || own.includes(beside)) return false;
    const found = files.read(beside);
    if (found.state !== "text" || !found.text.includes(service.name)) return false;
    const same = loadProject(found.text, { path: beside }).services.get(service.name);
    return same !== undefined && hasOtherMeans(same);
  });
}

/** More variants than any real folder holds. */
const MOST_FILES = 20;
