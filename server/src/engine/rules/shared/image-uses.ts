import type { ImageFacts } from "../../knowledge/index.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import type { Place } from "../../model/compose/value.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import type { ImageReference } from "../../model/reference.ts";
import type { Span } from "../../text/span.ts";
import type { ComposeInput, DockerfileInput } from "../rule.ts";
import { composeImages } from "./compose-images.ts";
import { dockerfileImages } from "./dockerfile-images.ts";
import type { Piece } from "./pieces.ts";

/** A place where a file names an image that a registry serves. */
export type ImageUse = DockerfileImage | ComposeImage;

interface NamedImage {
  /** `reference.text` piece by piece, where each stands in the source; undefined when it cannot be traced. */
  readonly pieces: readonly Piece[] | undefined;
  readonly reference: ImageReference;
  /** Undefined for an image that the facts do not hold. */
  readonly facts: ImageFacts | undefined;
}

export interface DockerfileImage extends NamedImage {
  /** from: a stage builds on it; copy, mount: COPY --from or RUN --mount=from takes files out of it. */
  readonly kind: "from" | "copy" | "mount";
  readonly dockerfile: Dockerfile;
  readonly stage: Stage;
  /** The word as it stands, quotes included. */
  readonly span: Span;
}

/** An image that services run as it comes from a registry: once a file, however many of its services name it. */
export interface ComposeImage extends NamedImage {
  readonly kind: "service";
  /** Where the first service names it, or the anchor that gives it its image. */
  readonly span: Place;
  readonly services: readonly ComposeService[];
  /** The other places of the file where it is written. */
  readonly again: readonly ImageAgain[];
}

export interface ImageAgain {
  readonly span: Place;
  readonly pieces: readonly Piece[] | undefined;
}

/** Every image that the file names in full, in order. References of which a part is unknown are left out. */
export function imageUses(input: DockerfileInput | ComposeInput): readonly ImageUse[] {
  return input.kind === "dockerfile" ? dockerfileImages(input.dockerfile) : composeImages(input.project);
}

/** The image as the user wrote it, variables filled in. */
export function written(use: ImageUse): string {
  return use.reference.text;
}

/** The image without its tag and digest, as the user wrote it. */
export function writtenName({ reference }: ImageUse): string {
  return reference.text.slice(0, nameEnd(reference));
}

/** Where the name ends in the text of a reference, and the tag or digest begins. */
export function nameEnd({ text, tag, digest }: ImageReference): number {
  const behind = (tag === undefined ? 0 : tag.length + 1) + (digest === undefined ? 0 : digest.length + 1);
  return text.length - behind;
}
