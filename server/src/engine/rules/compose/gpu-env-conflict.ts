import { environmentOf } from "../../model/compose/environment.ts";
import { countOf, gpuRequests } from "../../model/compose/gpus.ts";
import type { DeviceRequest } from "../../model/compose/gpus.ts";
import { entryOf, listOf, mapOf, valueOf } from "../../model/compose/value.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { knownText } from "../../model/resolved.ts";
import { shortened } from "../../text/shortened.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { givenToOthers } from "../shared/given-to-others.ts";
import { removeEntry, removeItem } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-env-conflict",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "NVIDIA_VISIBLE_DEVICES beside a reservation that names other GPUs and overrides it",
  sources: ["Measured with Docker Engine 26.1: the request sets the variable"],
  *check({ project, source }) {
    const isShared = givenToOthers(project, (service) => environmentOf(service).get(NAME)?.valuePlace);
    for (const service of project.services.values()) {
      const variable = environmentOf(service).get(NAME);
      const text = knownText(variable?.value)?.trim();
      const request = gpuRequests(service).findLast(({ kind }) => kind === "reservation" || kind === "gpus");
      if (variable === undefined || text === undefined || request === undefined) continue;
      const given = countOf(request);
      if (given === "unknown" || request.isGpu !== true || isSame(text, given)) continue;
      // The program is kept to these GPUs all the same.
      if (text === knownText(environmentOf(service).get(FOR_CUDA)?.value)?.trim()) continue;
      const fix = isShared(service) ? undefined : removal(service, source);
      yield {
        at: variable.valueAt,
        message: `${consequence(text, given)} to what the request gives, ${shown(given, request)}. Name the GPUs in the request: device_ids.`,
        related: [{ at: request.at, message: "The request that counts." }],
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
});

const NAME = "NVIDIA_VISIBLE_DEVICES";
const FOR_CUDA = "CUDA_VISIBLE_DEVICES";

/** `all`, the same ids in any order, and words that stand for no ids say nothing else than the request. */
function isSame(text: string, given: ReadonlySet<string> | "all"): boolean {
  if (text === "all" || text === "") return true;
  if (given === "all") return false;
  const named = new Set(idsOf(text));
  // Whole GPUs by UUID and by index may be the same ones.
  if ([...named, ...given].some((id) => !/^\d+$/.test(id))) return true;
  return named.size === given.size && [...named].every((id) => given.has(id));
}

function consequence(text: string, given: ReadonlySet<string> | "all"): string {
  const missing = given === "all" ? [] : idsOf(text).filter((id) => !given.has(id));
  if (missing.length === 0)
    return `${NAME} "${shortened(text, 60)}" does not limit the container: the engine sets it`;
  const noun = missing.length === 1 ? "GPU" : "GPUs";
  return `The container does not see ${noun} ${shortened(missing.join(", "), 60)}: the engine sets ${NAME}`;
}

function idsOf(text: string): readonly string[] {
  return text.split(",").map((id) => id.trim());
}

function shown(given: ReadonlySet<string> | "all", { count }: DeviceRequest): string {
  if (given === "all") return "all GPUs of the host";
  const ids = [...given].join(",");
  return count === undefined ? ids : `${ids === "" ? "none" : ids} (a count takes the first ones)`;
}

/** Taking the variable out changes nothing: the engine overwrites it. */
function removal(service: ComposeService, source: string): Fix | undefined {
  const environment = valueOf(service.value, "environment");
  const map = mapOf(environment);
  const entry = entryOf(environment, NAME);
  const list = listOf(environment);
  const item = list?.items.find((one) => one.kind === "scalar" && one.raw.startsWith(`${NAME}=`));
  const edit =
    map !== undefined && entry !== undefined
      ? removeEntry(source, map, entry)
      : list !== undefined && item !== undefined
        ? removeItem(source, list, item)
        : undefined;
  return edit === undefined
    ? undefined
    : { title: `Remove ${NAME}, which has no effect`, safety: "safe", edits: [edit] };
}
