import { environmentOf } from "../../model/compose/environment.ts";
import type { DeviceRequest } from "../../model/compose/gpus.ts";
import { gpuRequests } from "../../model/compose/gpus.ts";
import type { ServicePort } from "../../model/compose/ports.ts";
import { portsOf } from "../../model/compose/ports.ts";
import { canRunTogether } from "../../model/compose/profiles.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { integerOf, mapOf, textOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "gpu-count-overlap",
  subject: "compose",
  category: "gpu",
  severity: "hint",
  since: "0.2.0",
  summary: "services that ask for GPUs by number and so share the first ones",
  sources: ["moby-nvidia-driver", "docker/compose#11863"],
  *check({ project, host }) {
    if (host.gpus === 1) return;
    const asking = [...project.services.values()].flatMap((service) => {
      const request = gpuRequests(service).findLast(({ count }) => count?.kind === "number" && count.n > 0);
      // Which GPU of those that it gets a service takes is thought of there.
      const chooses = environmentOf(service).has("CUDA_VISIBLE_DEVICES");
      return request === undefined || chooses ? [] : [{ service, request }];
    });
    for (const [index, { service, request }] of asking.entries()) {
      const other =
        replicasOf(service) > 1
          ? service
          : asking.slice(0, index).find((one) => runBeside(one.service, service))?.service;
      if (other === undefined || request.count === undefined) continue;
      yield {
        at: request.count.at,
        severity: host.gpus !== undefined && host.gpus > 1 ? "warning" : "hint",
        message:
          other === service
            ? `Every replica gets ${first(request)}: a count is no share. With several GPUs, give each service its own device_ids.`
            : `${service.name} and ${other.name} both get ${first(request)}: a count always begins at GPU 0. With several GPUs, give each its own device_ids.`,
      };
      return;
    }
  },
});

function first({ count }: DeviceRequest): string {
  return count?.kind === "number" && count.n > 1 ? `GPUs 0 to ${count.n - 1}` : "GPU 0";
}

function replicasOf({ value }: ComposeService): number {
  return integerOf(value, "deploy", "replicas") ?? integerOf(value, "scale") ?? 1;
}

/** Jobs of which one waits for the end of the other share a GPU in turn; of services on one port of the host one runs at a time. */
function runBeside(a: ComposeService, b: ComposeService): boolean {
  return canRunTogether(a, b) && !sharePort(a, b) && !waitsFor(a, b.name) && !waitsFor(b, a.name);
}

function waitsFor({ value }: ComposeService, name: string): boolean {
  return textOf(mapOf(value, "depends_on"), name, "condition") === "service_completed_successfully";
}

function sharePort(a: ComposeService, b: ComposeService): boolean {
  const taken = new Set(portsOf(a).flatMap(hostPort));
  return portsOf(b).some((port) => hostPort(port).some((number) => taken.has(number)));
}

function hostPort({ published }: ServicePort): readonly number[] {
  return published === undefined || published === "unknown" || published.from === 0 ? [] : [published.from];
}
