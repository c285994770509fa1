import type { ImageReference, RepositoryCandidate } from "../model/reference.ts";
import { canonicalRepositories } from "../model/reference.ts";
import { remember } from "./remember.ts";
import type { Family } from "./facts.ts";
import { imagesFile, lazy } from "./facts.ts";

/** A family and how it was found. */
export interface FamilyMatch {
  readonly family: Family;
  /** `registry/repository` under which the family knows the image. */
  readonly name: string;
  readonly mirror: boolean;
  /** What stands where the family's own name ends in `*`. */
  readonly rest?: string;
}

/** The family of an image, by its own name first and by what a mirror or cache would serve second. */
export function findFamily(
  reference: Pick<ImageReference, "registry" | "repository">,
): FamilyMatch | undefined {
  for (const candidate of canonicalRepositories(reference)) {
    const found = matchName(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The family's tag grammar, compiled once. */
export function tagPattern(family: Family): RegExp | undefined {
  return compile(family.pattern);
}

/** The grammar of the last part of the repository, compiled once. */
export function namePattern(family: Family): RegExp | undefined {
  return compile(family.namePattern);
}

const exactNames = lazy(
  () =>
    new Map(
      imagesFile.families.flatMap((family) =>
        family.repositories.filter((name) => !name.endsWith("*")).map((name) => [name, family] as const),
      ),
    ),
);

const prefixes = lazy(() =>
  imagesFile.families.flatMap((family) =>
    family.repositories
      .filter((name) => name.endsWith("*"))
      .map((name) => ({ prefix: name.slice(0, -1), family })),
  ),
);

const compile = remember(
  (pattern: string | undefined) => (pattern === undefined ? undefined : new RegExp(pattern)),
  (pattern) => pattern ?? "",
);

function matchName({ name, mirror }: RepositoryCandidate): FamilyMatch | undefined {
  const exact = exactNames().get(name);
  if (exact !== undefined) return { family: exact, name, mirror };
  // A whole organisation is known only under its own name: a mirror's path may hold anything.
  if (mirror && !name.startsWith("nvcr.io/")) return undefined;
  const found = prefixes().find(({ prefix }) => name.startsWith(prefix) && name.length > prefix.length);
  return found === undefined
    ? undefined
    : { family: found.family, name, mirror, rest: name.slice(found.prefix.length) };
}
