import { aptRecommendsFile, groupBy, lazy } from "./facts.ts";

/**
 * What a package of Debian or Ubuntu merely recommends and builds nevertheless count on: each package, and others that
 * bring the same; empty where nothing such is known.
 */
export function neededRecommendations(
  name: string,
): readonly { readonly needs: string; readonly orElse: readonly string[] }[] {
  return (rowsByPackage().get(name) ?? []).map(({ row }) => ({ needs: row.needs, orElse: row.orElse ?? [] }));
}

/**
 * What a build loses when a package comes without what it and its dependencies recommend, `neededRecommendations` apart:
 * nothing at all, trifles such as manual pages, or, for a package that nobody has looked at, something unknown.
 */
export function lossWithoutRecommends(name: string): "nothing" | "trifles" | undefined {
  return lossByPackage().get(name);
}

const rowsByPackage = lazy(() =>
  groupBy(
    aptRecommendsFile.rows.flatMap((row) => row.packages.map((name) => ({ name, row }))),
    ({ name }) => name,
  ),
);

const lossByPackage = lazy(
  () =>
    new Map(aptRecommendsFile.losses.flatMap(({ loses, packages }) => packages.map((name) => [name, loses]))),
);
