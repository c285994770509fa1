import { familyFacts, imageFacts } from "../../knowledge/index.ts";
import type { ImageFacts } from "../../knowledge/types.ts";
import { sourceSpan } from "../../text/logical.ts";
import type { LogicalText } from "../../text/logical.ts";
import type { Span } from "../../text/span.ts";
import { perService } from "../memo.ts";
import type { ImageReference } from "../reference.ts";
import { parseImageReference } from "../reference.ts";
import type { Resolved } from "../resolved.ts";
import { knownPrefix, knownText } from "../resolved.ts";
import type { Pair } from "./pairs.ts";
import { pairsOf } from "./pairs.ts";
import type { ComposeService } from "./project.ts";
import { segmentsOf } from "./segments.ts";
import type { ComposeEntry, ComposeScalar, ComposeValue, Place } from "./value.ts";
import { entryOf, scalarOf, valueOf } from "./value.ts";
import { writtenText } from "./written.ts";

/** What `image:` says. */
export interface ServiceImage {
  readonly scalar: ComposeScalar;
  readonly at: Place;
  readonly place: Place;
  readonly value: Resolved;
  /** Undefined where a part is unknown, or an engine would refuse it. */
  readonly reference: ImageReference | undefined;
  /** Undefined where nothing is known of it; with an unknown tag, what holds for its whole family. */
  readonly facts: ImageFacts | undefined;
  /** The service is built, and this only names the result: what a registry has under the name says nothing. */
  readonly namesResult: boolean;
  /** `reference.text` piece by piece, where each is written; undefined where it cannot be traced. */
  readonly pieces: readonly ImagePiece[] | undefined;
}

/** A part of an image's name: text that stands there, or what one variable gives. It has the shape of a Dockerfile's pieces. */
export interface ImagePiece {
  readonly text: string;
  /** The text itself, or the whole `${NAME:-default}`. */
  readonly site: Span;
  readonly definition: undefined;
  /** Undefined for text; for a variable, the pieces of the default that counts, empty where it has its value from elsewhere. */
  readonly inner: readonly ImagePiece[] | undefined;
}

/** The image of a service; undefined where it has none. */
export const imageOf = perService((service): ServiceImage | undefined => {
  const scalar = scalarOf(service.value, "image");
  if (scalar === undefined) return undefined;
  const { value, at, place } = scalar;
  const text = knownText(value);
  const reference = text === undefined ? undefined : parseImageReference(text);
  const namesResult = valueOf(service.value, "build") !== undefined;
  let traced: { readonly pieces: ServiceImage["pieces"] } | undefined;
  return {
    scalar,
    at,
    place,
    value,
    reference,
    facts: namesResult ? undefined : factsOf(value, reference),
    namesResult,
    // Only an edit asks for them.
    get pieces() {
      traced ??= { pieces: text === undefined ? undefined : piecesOf(service, scalar, text) };
      return traced.pieces;
    },
  };
});

/** What is known of the image that a service runs as it comes from a registry; undefined for one that is built. */
export function imageFactsOf(service: ComposeService): ImageFacts | undefined {
  return imageOf(service)?.facts;
}

function factsOf(value: Resolved, reference: ImageReference | undefined): ImageFacts | undefined {
  if (reference !== undefined) return imageFacts(reference);
  const prefix = knownPrefix(value);
  const colon = prefix.lastIndexOf(":");
  if (value.known || colon <= prefix.lastIndexOf("/")) return undefined;
  const named = parseImageReference(prefix.slice(0, colon));
  return named === undefined ? undefined : familyFacts(named.registry, named.repository);
}

function piecesOf(
  service: ComposeService,
  scalar: ComposeScalar,
  text: string,
): readonly ImagePiece[] | undefined {
  if (scalar.place.file !== service.project.path) return undefined;
  const whole = { start: 0, end: scalar.raw.length };
  const pieces = trace(scalar, whole, writtenText(scalar, service.project), 0);
  return pieces?.map((piece) => piece.text).join("") === text ? pieces : undefined;
}

const DEEPEST = 8;

function trace(
  scalar: ComposeScalar,
  part: Span,
  written: LogicalText,
  depth: number,
): readonly ImagePiece[] | undefined {
  if (depth > DEEPEST) return undefined;
  const pieces: ImagePiece[] = [];
  for (const { value, start, end, fallback, isVariable } of segmentsOf(scalar, part)) {
    const site = sourceSpan(written, start, end);
    const text = knownText(value);
    if (text === undefined || site.end - site.start !== end - start) return undefined;
    const inner = fallback === undefined ? [] : trace(scalar, fallback, written, depth + 1);
    if (!isVariable) pieces.push({ text, site, definition: undefined, inner: undefined });
    else if (inner === undefined) return undefined;
    else pieces.push({ text, site, definition: undefined, inner });
  }
  return pieces;
}

/** What `build:` says. */
export interface ServiceBuild {
  readonly value: ComposeValue;
  readonly at: Place;
  readonly place: Place;
  /** Undefined for the folder of the project. Relative to the file that says it, or an address. */
  readonly context: ComposeScalar | undefined;
  /** Undefined for `Dockerfile`. Relative to the context. */
  readonly dockerfile: ComposeScalar | undefined;
  readonly inline: ComposeScalar | undefined;
  readonly target: ComposeScalar | undefined;
  readonly args: ReadonlyMap<string, Pair>;
  /** The size of /dev/shm while it builds, not when it runs. */
  readonly shmSize: ComposeEntry | undefined;
}

/** How a service is built; undefined where it is not. */
export const buildOf = perService((service): ServiceBuild | undefined => {
  const value = valueOf(service.value, "build");
  if (value === undefined || value.kind === "list") return undefined;
  const { at, place } = value;
  return {
    value,
    at,
    place,
    context: value.kind === "scalar" ? value : scalarOf(value, "context"),
    dockerfile: scalarOf(value, "dockerfile"),
    inline: scalarOf(value, "dockerfile_inline"),
    target: scalarOf(value, "target"),
    args: pairsOf(valueOf(value, "args"), service.project),
    shmSize: entryOf(value, "shm_size"),
  };
});
