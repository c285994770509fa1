import type { DeviceRequest } from "../../model/compose/gpus.ts";
import { countOf, deviceRequests } from "../../model/compose/gpus.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { entryOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { removeEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-double-request",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "GPUs asked for twice in a service, of which the engine heeds the last request only",
  sources: ["docker/compose create.go; measured with Docker Engine 26.1 and the driver nvidia"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      const requests = deviceRequests(service).filter(isForNvidia);
      const last = requests.at(-1);
      if (last === undefined || requests.length < 2) continue;
      if (last.kind === "gpus") yield* twoSpellings(service, requests, source);
      else yield* twoItems(requests, last);
    }
  },
});

function isForNvidia({ kind, driver, isGpu }: DeviceRequest): boolean {
  if ((kind !== "reservation" && kind !== "gpus") || isGpu !== true) return false;
  return driver === undefined || knownText(driver) === "nvidia";
}

function* twoSpellings(
  service: ComposeService,
  requests: readonly DeviceRequest[],
  source: string,
): Generator<Finding> {
  const gpus = entryOf(service.value, "gpus");
  const long = requests.filter(({ kind }) => kind === "reservation");
  const short = requests.filter(({ kind }) => kind === "gpus");
  const [first] = long;
  if (gpus === undefined || first === undefined) return;
  const edit = removeEntry(source, service.value, gpus);
  const isSame = asked(short) === asked(long);
  yield {
    at: gpus.keyAt,
    message: isSame
      ? "deploy asks for the same GPUs, so that the engine gets two requests. Keep one."
      : "deploy asks for GPUs, too. The engine gets both requests and heeds the last one only, which is this. Keep one.",
    related: [{ at: first.at, message: "The other request." }],
    fixes:
      edit === undefined
        ? []
        : [{ title: "Remove gpus", safety: isSame ? "safe" : "suggested", edits: [edit] }],
  };
}

function* twoItems(requests: readonly DeviceRequest[], last: DeviceRequest): Generator<Finding> {
  for (const request of requests.slice(0, -1)) {
    if (asked([request]) === asked([last])) continue;
    yield {
      at: (request.keys.device_ids ?? request.keys.count ?? request.keys.driver)?.keyAt ?? request.at,
      message:
        "The service has another GPU request below, and the engine heeds the last one only: the GPUs that this one names are not given. Put all of them into one request.",
      related: [{ at: last.at, message: "The request that counts." }],
    };
  }
}

/** What requests ask for in all, as a text to compare; two that hold something unknown are never the same. */
function asked(requests: readonly DeviceRequest[]): string | symbol {
  const ids = new Set<string>();
  for (const request of requests) {
    const count = countOf(request);
    if (count === "unknown") return Symbol("unknown");
    if (count === "all") return "all";
    for (const id of count) ids.add(id);
  }
  return [...ids].toSorted((a, b) => a.localeCompare(b)).join(",");
}
