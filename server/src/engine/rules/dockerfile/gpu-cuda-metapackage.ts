import { metapackageWithDriver } from "../../knowledge/index.ts";
import type { Stage } from "../../model/dockerfile.ts";
import { packageCalls } from "../../model/query.ts";
import { knownPrefix } from "../../model/resolved.ts";
import { baseOf } from "../../model/stage-facts.ts";
import type { SystemPackage } from "../../model/system-packages.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { matchesAny } from "../shared/allowed.ts";
import { installsSystemPackages, removedNames } from "../shared/installs.ts";
import { replacement } from "../shared/package-edits.ts";

export default defineRule({
  name: "gpu-cuda-metapackage",
  subject: "dockerfile",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "a metapackage of CUDA that brings the NVIDIA driver into the image",
  sources: ["cuda-metapackages", "cuda-metapackages-9", "driver-not-in-container"],
  *check({ dockerfile, source, allow }) {
    const calls = packageCalls(dockerfile);
    const removed = removedNames(calls);
    for (const call of calls) {
      const { at } = call.command;
      if (!installsSystemPackages(call) || isJetson(at.stage)) continue;
      for (const one of call.packages) {
        const found = metapackageWithDriver(one.name);
        if (found === undefined || removed.get(at)?.has(one.name) === true) continue;
        if (matchesAny(allow.driverPackages, one.name)) continue;
        const { what, instead } = found;
        yield {
          at: one.argument.span,
          ...(at.stage.shipped ? {} : { severity: "info" as const }),
          message: `${one.name} installs ${what}. The container runtime mounts the host's driver into the container, and a second one costs space and clashes with it. Install ${instead}.`,
          fixes: fixesOf(one, instead, source),
        };
      }
    }
  },
});

/** On Jetson the packages of these names come from another repository, and the driver is a part of the system. */
function isJetson(stage: Stage): boolean {
  const image = baseOf(stage)?.word.value;
  return image !== undefined && /l4t|jetson|jetpack/i.test(knownPrefix(image));
}

function fixesOf({ argument, name }: SystemPackage, instead: string, source: string): readonly Fix[] {
  const edit = replacement(argument, name, instead, source);
  return edit === undefined ? [] : [{ title: `Install ${instead}`, safety: "suggested", edits: [edit] }];
}
