import { isDriverPackage } from "../../knowledge/index.ts";
import { packageCalls } from "../../model/query.ts";
import type { PackageCall, SystemPackage } from "../../model/system-packages.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { matchesAny } from "../shared/allowed.ts";
import { installsSystemPackages } from "../shared/installs.ts";
import { removal } from "../shared/package-edits.ts";
import { removalAfter } from "../shared/package-removals.ts";

export default defineRule({
  name: "gpu-driver-in-image",
  subject: "dockerfile",
  category: "gpu",
  severity: "error",
  since: "0.1.0",
  summary: "packages of the NVIDIA driver, which the host provides",
  sources: ["driver-not-in-container", "driver-packaging-ubuntu", "driver-guide"],
  *check({ dockerfile, source, allow }) {
    const calls = packageCalls(dockerfile);
    const isRemoved = removalAfter(dockerfile);
    for (const call of calls) {
      if (!installsSystemPackages(call)) continue;
      const drivers = call.packages.filter(
        ({ name }) => isDriverPackage(name) && !matchesAny(allow.driverPackages, name),
      );
      const isAll = drivers.length === call.packages.length;
      for (const one of drivers) {
        // Some builds need its libraries to link or test, and take it out again.
        if (isRemoved(call.command.at, one.name)) continue;
        yield {
          at: one.argument.span,
          message: `${one.name} is a part of the NVIDIA driver. The container runtime mounts the host's driver into the container, and this one clashes with it. Leave it out.${graphicsHint(one.name)}`,
          fixes: isAll ? [] : fixesOf(one, call, source),
        };
      }
    }
  },
});

function graphicsHint(name: string): string {
  return /^libnvidia-gl\b/.test(name)
    ? " For OpenGL and Vulkan, let NVIDIA_DRIVER_CAPABILITIES contain graphics."
    : "";
}

function fixesOf(one: SystemPackage, call: PackageCall, source: string): readonly Fix[] {
  const edit = removal(call.command, one.argument, source);
  return edit === undefined ? [] : [{ title: `Leave ${one.name} out`, safety: "suggested", edits: [edit] }];
}
