import type { ImageReference } from "../model/reference.ts";
import { parseImageReference } from "../model/reference.ts";
import type { Resolved } from "../model/resolved.ts";
import { knownPrefix, knownText } from "../model/resolved.ts";

/** The page that people read about a repository; undefined for registries without pages that are known. */
export function registryPage({ registry, repository }: ImageReference): string | undefined {
  const [first = "", ...rest] = repository.split("/");
  switch (registry) {
    case "docker.io":
      return first === "library"
        ? `https://hub.docker.com/_/${rest.join("/")}`
        : `https://hub.docker.com/r/${repository}`;
    case "nvcr.io":
      return ngcPage(first, rest);
    case "quay.io":
      return `https://quay.io/repository/${repository}`;
    case "ghcr.io":
      return `https://ghcr.io/${repository}`;
    case "public.ecr.aws":
      return `https://gallery.ecr.aws/${repository}`;
    case "mcr.microsoft.com":
      return `https://mcr.microsoft.com/artifact/mar/${repository}/about`;
    default:
      return undefined;
  }
}

/** NGC files images under an organisation, some under a team of it. */
function ngcPage(organisation: string, rest: readonly string[]): string | undefined {
  const catalogue = `https://catalog.ngc.nvidia.com/orgs/${organisation}`;
  const [first, second, ...more] = rest;
  if (first === undefined || more.length > 0) return undefined;
  return second === undefined
    ? `${catalogue}/containers/${first}`
    : `${catalogue}/teams/${first}/containers/${second}`;
}

/** The reference without what is not known: of `pytorch/pytorch:${TAG}` the repository. */
export function referenceOf(value: Resolved): ImageReference | undefined {
  const text = knownText(value);
  if (text !== undefined) return text === "scratch" ? undefined : parseImageReference(text);
  const prefix = knownPrefix(value);
  const end = prefix.search(/:[^/]*$|@/);
  return end === -1 ? undefined : parseImageReference(prefix.slice(0, end));
}
