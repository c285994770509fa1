import { environmentOf } from "../../model/compose/environment.ts";
import type { DeviceRequest } from "../../model/compose/gpus.ts";
import { gpuRequests } from "../../model/compose/gpus.ts";
import { canRunTogether } from "../../model/compose/profiles.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { integerOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";
import { shareHostPort, waitsForEnd } from "../shared/host-ports.ts";

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
  return canRunTogether(a, b) && !shareHostPort(a, b) && !waitsForEnd(a, b) && !waitsForEnd(b, a);
}
