import { isFloatingTag, newestPinnedTag, replacementFor, tagsOf } from "../../knowledge/index.ts";
import type { ImageFacts, ImageStatusKind } from "../../knowledge/index.ts";
import { parseImageReference } from "../../model/reference.ts";
import { defineRule } from "../rule.ts";
import { namePart, onePerPlace, reportAt } from "../shared/image-places.ts";
import type { Finding, Severity } from "../rule.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";

export default defineRule({
  name: "base-image-moved",
  subject: "any",
  category: "base",
  severity: "warning",
  since: "0.1.0",
  summary: "an image that moved to another repository, gets no more releases, or is gone",
  sources: ["docker-stacks-images", "rapids-docker-images", "minio-hub-gone", "nvidia-support-policy"],
  supersedes: ["base-unpinned"],
  check: (input) => onePerPlace(find(imageUses(input))),
});

function* find(uses: readonly ImageUse[]): Generator<Finding> {
  for (const use of uses) {
    const { facts } = use;
    if (facts === undefined || facts.mirror) continue;
    const severity = SEVERITIES.get(facts.status.kind);
    const name = replacementFor(use.reference)?.name;
    if (severity === undefined || (name === undefined && facts.status.kind === "frozen")) continue;
    // What takes the place of a discontinued image is another image: too much for a fix.
    const isSame = name !== undefined && facts.status.kind !== "discontinued";
    const instead = isSame ? replacement(use, name) : undefined;
    const remedy = instead === undefined ? "" : ` Use ${instead}.`;
    yield {
      ...reportAt(use, namePart(use)),
      severity,
      message: `${news(use, facts, name)}${remedy}`,
      // A digest is one build: another one is no fix for it.
      fixes:
        instead === undefined || (use.reference.digest !== undefined && !instead.includes("@"))
          ? []
          : suggestImage(use, instead),
    };
  }
}

/** Archived images are still where they were; that nobody mends them is another rule's matter. */
const SEVERITIES: ReadonlyMap<ImageStatusKind, Severity> = new Map([
  ["frozen", "warning"],
  ["replaced", "warning"],
  ["gone", "error"],
  ["discontinued", "info"],
]);

function news(use: ImageUse, { status }: ImageFacts, name: string | undefined): string {
  const image = writtenName(use);
  const since = status.since === undefined ? "" : ` since ${status.since}`;
  const to = name === undefined ? "" : ` to ${name}`;
  if (status.kind === "gone") return `${written(use)} has been gone${since}: the pull fails.`;
  if (status.kind === "frozen") return `${image} moved${to} and has had no release${since}.`;
  if (status.kind === "replaced")
    return `${image} was replaced${name === undefined ? "" : ` by ${name}`} and gets no more releases.`;
  const heir = name === undefined ? "" : `; ${name} takes its place`;
  return `${image} gets no more releases${since}${heir}.`;
}

/** The replacement with the tag that is used now where the whole repository went there, else with its newest known tag. */
function replacement({ reference, facts }: ImageUse, name: string): string {
  const { tag, digest } = reference;
  if (facts?.status.kind === "gone" && digest !== undefined)
    return `${name}${tag === undefined ? "" : `:${tag}`}@${digest}`;
  const isRelease = facts?.tag.grammatical === true && facts.tag.kind !== "floating";
  if (facts?.status.kind === "gone" && tag !== undefined && isRelease) return `${name}:${tag}`;
  const bare = parseImageReference(name);
  const newest = bare === undefined ? undefined : newestPinnedTag(bare);
  const pinned = newest ?? tagsOf(name).find((one) => !isFloatingTag(one.tag))?.tag;
  return pinned === undefined ? name : `${name}:${pinned}`;
}
