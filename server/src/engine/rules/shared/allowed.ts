import type { ImageReference } from "../../model/reference.ts";
import { familiarName } from "../../model/reference.ts";
import type { Allow } from "../../settings.ts";
import { fitsWildcard } from "../../text/wildcard.ts";

/** Whether a name fits one of the user's patterns. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => fitsWildcard(pattern, name));
}

/**
 * Whether the user lets an image stand without a fixed tag. A pattern is compared with the image's name, as people write it and with
 * its registry (`library/` and `docker.io` filled in), and with the name and its tag.
 */
export function mayFloat(allow: Pick<Allow, "unpinnedImages">, reference: ImageReference): boolean {
  if (allow.unpinnedImages.length === 0) return false;
  const { registry, repository, tag } = reference;
  const names = [familiarName(registry, repository), `${registry}/${repository}`];
  const tagged = names.map((name) => `${name}:${tag ?? "latest"}`);
  return [...names, ...tagged].some((name) => matchesAny(allow.unpinnedImages, name));
}
