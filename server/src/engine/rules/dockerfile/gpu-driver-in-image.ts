import { isDriverPackage } from "../../knowledge/index.ts";
import { packageCalls } from "../../model/query.ts";
import type { PackageCall, SystemPackage } from "../../model/system-packages.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { removal } from "../shared/package-edits.ts";

export default defineRule({
  name: "gpu-driver-in-image",
  subject: "dockerfile",
  category: "gpu",
  severity: "error",
  since: "0.1.0",
  summary: "packages of the NVIDIA driver, which the host provides",
  sources: ["driver-not-in-container", "driver-packaging-ubuntu", "driver-guide"],
  *check({ dockerfile, source }) {
    const calls = packageCalls(dockerfile);
    for (const call of calls) {
      if (!installs(call)) continue;
      for (const one of call.packages) {
        if (!isDriverPackage(one.name) || isRemovedAgain(one, call, calls)) continue;
        yield {
          at: one.argument.span,
          message: `${one.name} is a part of the NVIDIA driver. The container runtime mounts the host's driver into the container, and this one clashes with it. Leave it out.${graphicsHint(one.name)}`,
          fixes: fixesOf(one, call, source),
        };
      }
    }
  },
});

function installs(call: PackageCall): boolean {
  if (call.manager === "conda" || call.manager === "apk") return false;
  const dry = ["--download-only", "-d", "--simulate", "-s", "--dry-run", "--downloadonly"];
  return (
    ["install", "in", "reinstall"].includes(call.verb) && !dry.some((option) => call.options.has(option))
  );
}

/** Whether the same RUN takes it out again, as builds do that only need it for a moment. */
function isRemovedAgain(one: SystemPackage, call: PackageCall, calls: readonly PackageCall[]): boolean {
  return calls.some(
    (other) =>
      other.command.at === call.command.at &&
      ["remove", "purge", "autoremove", "erase"].includes(other.verb) &&
      other.packages.some(({ name }) => name === one.name),
  );
}

function graphicsHint(name: string): string {
  return /^libnvidia-gl\b/.test(name)
    ? " For OpenGL and Vulkan, let NVIDIA_DRIVER_CAPABILITIES contain graphics."
    : "";
}

function fixesOf(one: SystemPackage, call: PackageCall, source: string): readonly Fix[] {
  if (call.packages.every(({ name }) => isDriverPackage(name))) return [];
  const edit = removal(call.command, one.argument, source);
  return edit === undefined ? [] : [{ title: `Leave ${one.name} out`, safety: "suggested", edits: [edit] }];
}
