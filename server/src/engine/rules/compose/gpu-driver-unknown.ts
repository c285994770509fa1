import { deviceDrivers } from "../../knowledge/index.ts";
import { deviceRequests } from "../../model/compose/gpus.ts";
import { scalarOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import { nearest } from "../../text/nearest.ts";
import { defineRule } from "../rule.ts";
import { matchesAny } from "../shared/allowed.ts";
import { replaceScalar } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-driver-unknown",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "a device request that names a driver which no engine has",
  sources: ["moby-nvidia-driver", "moby-amd-driver", "moby-cdi-driver"],
  *check({ project, source, allow }) {
    const known = deviceDrivers().map(({ driver }) => driver);
    for (const service of project.services.values()) {
      for (const request of deviceRequests(service)) {
        const name = request.driver === undefined ? undefined : knownText(request.driver);
        const scalar = scalarOf(request.keys.driver?.value);
        if (name === undefined || scalar === undefined || request.isGpu === false) continue;
        if (known.includes(name) || matchesAny(allow.gpuDrivers, name)) continue;
        const meant = meantBy(name, known);
        yield {
          at: scalar.at,
          message: `No engine has a device driver "${name}", so that the container does not start: could not select device driver. ${REMEDIES[meant] ?? `Use ${meant}.`}`,
          // Who wrote a variable gives the driver elsewhere, and mends it there.
          fixes: scalar.raw.includes("$")
            ? []
            : [
                {
                  title: `Use ${meant}`,
                  safety: meant === "amd" ? "suggested" : "safe",
                  edits: [replaceScalar(source, scalar, meant)],
                },
              ],
        };
      }
    }
  },
});

const REMEDIES: Readonly<Record<string, string>> = {
  amd: "Use amd (Docker Engine 29 and AMD's container toolkit), or give the service the devices /dev/kfd and /dev/dri.",
};

/** `nvidia.com/gpu` is the name that Kubernetes and CDI use; the container runtime and the kernel module have others. */
function meantBy(name: string, known: readonly string[]): string {
  if (/amd|rocm/i.test(name)) return "amd";
  return /nvidia|cuda/i.test(name) ? "nvidia" : (nearest(name.toLowerCase(), known) ?? "nvidia");
}
