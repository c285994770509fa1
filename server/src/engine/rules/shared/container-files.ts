import type { BuiltStage } from "../../model/compose/built.ts";
import { builtStage } from "../../model/compose/built.ts";
import { buildOf } from "../../model/compose/image.ts";
import type { ServiceMount } from "../../model/compose/mounts.ts";
import { coversPath, mountOver } from "../../model/compose/mounts.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import type { Place } from "../../model/compose/value.ts";
import { scalarOf } from "../../model/compose/value.ts";
import type { StageInstruction } from "../../model/dockerfile.ts";
import { wordsOf } from "../../model/dockerfile.ts";
import { isInside } from "../../model/mounts.ts";
import { inheritedInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { isAbsolute, joinPath, nameOf } from "../../text/path.ts";
import { resolvePath, UNKNOWN_DIRECTORY } from "./layer-files.ts";

/** A file of the project that a service's containers find. */
export interface ContainerFile {
  readonly file: string;
  readonly text: string;
}

/**
 * What the containers of a service find under a path, as far as it is a file of the project that a bind mount or a COPY brings there;
 * undefined where anything else may be there, and for what is too large to be written by hand.
 */
export function containerFile(service: ComposeService, path: string): ContainerFile | undefined {
  const built = builtStage(service);
  const copies = built === undefined ? undefined : copiesOf(built);
  const folder = scalarOf(service.value, "working_dir");
  const own = folder === undefined ? undefined : (knownText(folder.value) ?? UNKNOWN_DIRECTORY);
  const inside = copies?.directory ?? UNKNOWN_DIRECTORY;
  const directory = own === undefined ? inside : (resolvePath(inside, own) ?? UNKNOWN_DIRECTORY);
  const absolute = resolvePath(directory, path);
  if (absolute === undefined || absolute.startsWith("<")) return undefined;
  const mount = mountOver(service, absolute);
  if (mount !== undefined) return readMounted(service, mount, absolute);
  if (built === undefined || copies === undefined || coversPath(service, absolute) !== false)
    return undefined;
  return readCopied(service, built, copies.all, absolute);
}

const LARGEST = 200_000;

function readMounted(
  service: ComposeService,
  { kind, source, target, place }: ServiceMount,
  path: string,
): ContainerFile | undefined {
  const from = knownText(source);
  const to = knownText(target);
  // What lies elsewhere on the host is no file of the project.
  if (kind !== "bind" || from === undefined || to === undefined || /^[~\\]/.test(from) || isAbsolute(from))
    return undefined;
  return read(service, place, from, path.slice(to.replace(/\/+$/, "").length));
}

interface Copy {
  readonly at: StageInstruction;
  /** The working directory where it stands. */
  readonly directory: string;
}

function copiesOf({ dockerfile, stage, hasArguments }: BuiltStage): {
  readonly all: readonly Copy[];
  readonly directory: string;
} {
  const all: Copy[] = [];
  let directory = UNKNOWN_DIRECTORY;
  for (const at of inheritedInstructions(stage, "WORKDIR", "COPY", "ADD")) {
    if (at.instruction.keyword === "WORKDIR") {
      const [word] = wordsOf(at, dockerfile.syntax.escape);
      const isKnown = word !== undefined && !(hasArguments && word.raw.includes("$"));
      const text = isKnown ? knownText(word.value) : undefined;
      directory = (text === undefined ? undefined : resolvePath(directory, text)) ?? UNKNOWN_DIRECTORY;
    } else all.push({ at, directory });
  }
  return { all, directory };
}

/** The last COPY that may have written a path decides. */
function readCopied(
  service: ComposeService,
  { dockerfile }: BuiltStage,
  copies: readonly Copy[],
  path: string,
): ContainerFile | undefined {
  const build = buildOf(service);
  const context = build?.context === undefined ? "." : knownText(build.context.value);
  if (build === undefined || context === undefined) return undefined;
  for (const { at, directory } of copies.toReversed()) {
    const words = wordsOf(at, dockerfile.syntax.escape);
    const written = knownText(words.at(-1)?.value);
    const destination = written === undefined ? undefined : resolvePath(directory, written);
    if (destination === undefined) return undefined;
    if (!isInside(path, destination)) continue;
    const isFromElsewhere =
      at.instruction.heredocs.length > 0 || at.instruction.flags.some(({ name }) => name === "from");
    if (isFromElsewhere) return undefined;
    for (const { value } of words.slice(0, -1)) {
      const source = knownText(value);
      if (source === undefined) return undefined;
      const found = readSource(service, build.place, joinPath(context, `./${source}`), destination, path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A source is a file under the destination's name or its own in it, or a folder whose content fills the destination. */
function readSource(
  service: ComposeService,
  place: Place,
  source: string,
  destination: string,
  path: string,
): ContainerFile | undefined {
  const name = nameOf(source);
  const isItself = path === destination || path === `${destination.replace(/\/$/, "")}/${name}`;
  const file = isItself && name.includes(".") ? read(service, place, source, "") : undefined;
  return file ?? read(service, place, source, path.slice(destination.replace(/\/$/, "").length));
}

function read(
  { project }: ComposeService,
  place: Place,
  source: string,
  rest: string,
): ContainerFile | undefined {
  const folder = project.settings.get(place.file)?.folder;
  if (folder === undefined) return undefined;
  const file = joinPath(folder, `${source}${rest}`);
  const found = project.beside?.read(file);
  return found?.state === "text" && found.text.length <= LARGEST ? { file, text: found.text } : undefined;
}
