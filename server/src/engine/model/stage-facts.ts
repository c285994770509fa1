import { familyFacts, imageFacts } from "../knowledge/index.ts";
import type { ImageFacts } from "../knowledge/types.ts";
import type { Stage } from "./dockerfile.ts";
import { lineage } from "./dockerfile.ts";
import { perStage } from "./memo.ts";
import type { ImageReference } from "./reference.ts";
import { parseImageReference } from "./reference.ts";
import { knownPrefix, knownText } from "./resolved.ts";
import type { Resolved } from "./resolved.ts";
import type { Word } from "./words.ts";

/** The image at the bottom of a stage. */
export interface StageBase {
  /** The FROM word that names it, in the stage that it stands in. */
  readonly word: Word;
  readonly stage: Stage;
  /** Undefined when the reference is not known in full. */
  readonly reference: ImageReference | undefined;
  /** Undefined when nothing is known of the image; with an unknown tag, what holds for its whole family. */
  readonly facts: ImageFacts | undefined;
}

/** The image that a stage is built on in the end, through the stages in between. Undefined without a readable FROM. */
export const baseOf = perStage(readBase);

/** What is known of the image that a stage is built on. */
export function factsOf(stage: Stage): ImageFacts | undefined {
  return baseOf(stage)?.facts;
}

/**
 * The value of an environment variable in a stage before an instruction of the given order: what ENV sets, else what the
 * image is known to set; undefined when neither is known.
 */
export function environmentValue(stage: Stage, name: string, order?: number): Resolved | undefined {
  const own = stage.scope.environment(name, order);
  if (own !== undefined) return own;
  const text = factsOf(stage)?.environment?.[name];
  return text === undefined ? undefined : { known: true, text };
}

function readBase(stage: Stage): StageBase | undefined {
  const root = lineage(stage).at(-1) ?? stage;
  const word = root.from.image;
  if (word === undefined) return undefined;
  const text = knownText(word.value);
  if (text !== undefined) {
    const reference = parseImageReference(text);
    return {
      word,
      stage: root,
      reference,
      facts: reference === undefined ? undefined : imageFacts(reference),
    };
  }
  return { word, stage: root, reference: undefined, facts: factsOfFamily(knownPrefix(word.value)) };
}

/** `pytorch/pytorch:${TAG}`: the repository is known even if the tag is not. */
function factsOfFamily(prefix: string): ImageFacts | undefined {
  const end = prefix.search(/:[^/]*$|@/);
  const family = end === -1 ? undefined : parseImageReference(prefix.slice(0, end));
  return family === undefined ? undefined : familyFacts(family.registry, family.repository);
}
