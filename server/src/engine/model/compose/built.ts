import { parseDockerfile } from "../../syntax/dockerfile.ts";
import { joinPath } from "../../text/path.ts";
import type { Dockerfile, Stage } from "../dockerfile.ts";
import { modelDockerfile } from "../dockerfile.ts";
import type { Files } from "../files.ts";
import { knownText } from "../resolved.ts";
import { buildOf } from "./image.ts";
import type { ServiceBuild } from "./image.ts";
import type { ComposeService } from "./project.ts";

/** What a service is built from. */
export interface BuiltStage {
  readonly dockerfile: Dockerfile;
  /** The target, else the last stage. */
  readonly stage: Stage;
  /** Whether the service gives build arguments, which the Dockerfile as it is read here knows nothing of. */
  readonly hasArguments: boolean;
}

/** The Dockerfile of a service and its stage in it; undefined for services that are not built, and where a part cannot be read. */
export function builtStage(service: ComposeService, files: Files | undefined): BuiltStage | undefined {
  const build = buildOf(service);
  const text = build === undefined ? undefined : textOf(service, build, files);
  if (build === undefined || text === undefined || text.length > LARGEST) return undefined;
  const dockerfile = modelDockerfile(parseDockerfile(text));
  const target = build.target === undefined ? undefined : knownText(build.target.value)?.toLowerCase();
  if (build.target !== undefined && target === undefined) return undefined;
  const stage =
    target === undefined || target === ""
      ? dockerfile.stages.at(-1)
      : dockerfile.stages.find(({ name, index }) => name === target || String(index) === target);
  return stage === undefined ? undefined : { dockerfile, stage, hasArguments: build.args.size > 0 };
}

const LARGEST = 200_000;

function textOf(
  service: ComposeService,
  { context, dockerfile, inline, place }: ServiceBuild,
  files: Files | undefined,
): string | undefined {
  if (inline !== undefined) return knownText(inline.value);
  const folder = service.project.settings.get(place.file)?.folder;
  const where = context === undefined ? "." : knownText(context.value);
  const name = dockerfile === undefined ? "Dockerfile" : knownText(dockerfile.value);
  if (files === undefined || folder === undefined || name === undefined || name === "") return undefined;
  // Repositories and other addresses are not the project's files.
  if (where === undefined || /^(?:[a-z]+:\/\/|git@|github\.com\/|~)/.test(where)) return undefined;
  const found = files.read(joinPath(joinPath(folder, where), name));
  return found.state === "text" ? found.text : undefined;
}
