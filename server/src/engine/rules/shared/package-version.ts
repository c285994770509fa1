import { builtStage } from "../../model/compose/built.ts";
import type { BuiltStage } from "../../model/compose/built.ts";
import { serviceCommands } from "../../model/compose/command.ts";
import { imageOf } from "../../model/compose/image.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { lineage } from "../../model/dockerfile.ts";
import { isPip } from "../../model/pip.ts";
import { pipInstalls } from "../../model/query.ts";
import type { ImageReference } from "../../model/reference.ts";
import type { Requirement } from "../../model/requirement.ts";
import { parseRequirement } from "../../model/requirement.ts";
import { knownText } from "../../model/resolved.ts";
import { baseOf } from "../../model/stage-facts.ts";
import { isOneOf } from "../../knowledge/index.ts";

/**
 * The version of a package that a service runs: what its command installs, what its Dockerfile pins, or the tag of an image that is
 * published for each release. Undefined where none of them says it exactly; with `newest`, that word where the next build or pull gets
 * the newest release.
 */
export function packageVersion(
  service: ComposeService,
  { package: name, images }: { readonly package: string; readonly images: readonly string[] },
  newest?: "newest",
): string | undefined {
  const version = read(service, name, images);
  return version === NEWEST ? newest : version;
}

const NEWEST = "newest";

function read(service: ComposeService, name: string, images: readonly string[]): string | undefined {
  const installed = installedByCommand(service, name);
  if (installed !== undefined) return versionOf(installed);
  const image = imageOf(service);
  if (image !== undefined && !image.namesResult) return versionOfTag(image.reference, images);
  const built = builtStage(service);
  return built === undefined ? undefined : versionInStage(built, name, images);
}

function versionOf({ pin, specifier, url }: Requirement): string | undefined {
  if (pin !== undefined || url !== undefined) return pin;
  return specifier === "" ? NEWEST : undefined;
}

function installedByCommand(service: ComposeService, name: string): Requirement | undefined {
  for (const command of serviceCommands(service)) {
    if (!isPip(command.name)) continue;
    for (const { value } of command.args) {
      const requirement = parseRequirement(knownText(value) ?? "");
      if (requirement?.name === name) return requirement;
    }
  }
  return undefined;
}

function versionInStage(
  { dockerfile, stage, hasArguments }: BuiltStage,
  name: string,
  images: readonly string[],
): string | undefined {
  const stages = new Set(lineage(stage));
  let version: string | undefined;
  let isPinned = false;
  for (const { command, packages, verb } of pipInstalls(dockerfile)) {
    if (verb !== "install" || !stages.has(command.at.stage)) continue;
    for (const one of packages) {
      if (one.name !== name) continue;
      isPinned = true;
      version = hasArguments && one.argument.raw.includes("$") ? undefined : versionOf(one);
    }
  }
  if (isPinned) return version;
  const base = baseOf(stage);
  return base === undefined || hasArguments ? undefined : versionOfTag(base.reference, images);
}

function versionOfTag(reference: ImageReference | undefined, images: readonly string[]): string | undefined {
  if (reference === undefined || !isOneOf(reference, images)) return undefined;
  const { tag, digest } = reference;
  if (digest === undefined && (tag === undefined || tag === "latest")) return NEWEST;
  return /^v?(\d+\.\d+\.\d+)(?:-\w+)?$/.exec(tag ?? "")?.[1];
}
