import { parseDockerfile } from "../../syntax/dockerfile.ts";
import { joinPath } from "../../text/path.ts";
import type { Span } from "../../text/span.ts";
import type { Dockerfile, Stage } from "../dockerfile.ts";
import { modelDockerfile } from "../dockerfile.ts";
import { perProject, perService } from "../memo.ts";
import { knownText } from "../resolved.ts";
import { buildOf } from "./image.ts";
import type { ServiceBuild } from "./image.ts";
import type { ComposeService } from "./project.ts";
import type { Place } from "./value.ts";

/** What a service is built from. */
export interface BuiltStage {
  readonly dockerfile: Dockerfile;
  /** The target, else the last stage. */
  readonly stage: Stage;
  /** Whether the service gives build arguments, which the Dockerfile as it is read here knows nothing of. */
  readonly hasArguments: boolean;
  /** Where a span of the Dockerfile is to be reported; of one inside the compose file, where that stands. */
  readonly at: (span: Span) => Place;
}

/** The Dockerfile of a service and its stage in it; undefined for services that are not built, and where a part cannot be read. */
export const builtStage = perService((service): BuiltStage | undefined => {
  const build = buildOf(service);
  const read = build === undefined ? undefined : readOf(service, build);
  if (build === undefined || read === undefined) return undefined;
  const { dockerfile, at } = read;
  const target = build.target === undefined ? undefined : knownText(build.target.value)?.toLowerCase();
  if (build.target !== undefined && target === undefined) return undefined;
  const stage =
    target === undefined || target === ""
      ? dockerfile.stages.at(-1)
      : dockerfile.stages.find(({ name, index }) => name === target || String(index) === target);
  return stage === undefined ? undefined : { dockerfile, stage, hasArguments: build.args.size > 0, at };
});

const LARGEST = 200_000;

interface ReadDockerfile {
  readonly dockerfile: Dockerfile;
  readonly at: BuiltStage["at"];
}

/** Many services are built from one Dockerfile: each is read once, by its path or its text. */
const kept = perProject(() => ({
  byPath: new Map<string, Dockerfile | undefined>(),
  byText: new Map<string, Dockerfile | undefined>(),
}));

function readOf(service: ComposeService, build: ServiceBuild): ReadDockerfile | undefined {
  const { byPath, byText } = kept(service.project);
  const { inline } = build;
  if (inline !== undefined) {
    const text = knownText(inline.value);
    const dockerfile = text === undefined ? undefined : once(byText, text, () => parsed(text));
    return dockerfile === undefined ? undefined : { dockerfile, at: () => inline.at };
  }
  const file = pathOf(service, build);
  const dockerfile = file === undefined ? undefined : once(byPath, file, () => parsed(textAt(service, file)));
  if (file === undefined || dockerfile === undefined) return undefined;
  return { dockerfile, at: (span) => ({ file, start: span.start, end: span.end }) };
}

function pathOf(
  { project }: ComposeService,
  { context, dockerfile, place }: ServiceBuild,
): string | undefined {
  const folder = project.settings.get(place.file)?.folder;
  const where = context === undefined ? "." : knownText(context.value);
  const name = dockerfile === undefined ? "Dockerfile" : knownText(dockerfile.value);
  if (folder === undefined || name === undefined || name === "") return undefined;
  // Repositories and other addresses are not the project's files.
  if (where === undefined || /^(?:[a-z]+:\/\/|git@|github\.com\/|~)/.test(where)) return undefined;
  return joinPath(joinPath(folder, where), name);
}

function textAt({ project }: ComposeService, path: string): string | undefined {
  const found = project.beside?.read(path);
  return found?.state === "text" ? found.text : undefined;
}

function parsed(text: string | undefined): Dockerfile | undefined {
  if (text === undefined || text.length > LARGEST) return undefined;
  return modelDockerfile(parseDockerfile(text));
}

function once<T>(all: Map<string, T | undefined>, key: string, read: () => T | undefined): T | undefined {
  if (!all.has(key)) all.set(key, read());
  return all.get(key);
}
