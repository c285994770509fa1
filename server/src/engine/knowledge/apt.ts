import { aptRecommendsFile, groupBy, lazy } from "./facts.ts";

/**
 * What a package of Debian or Ubuntu merely recommends and builds nevertheless count on: the package itself, and others
 * that bring the same; undefined where nothing such is known.
 */
export function neededRecommendation(
  name: string,
): { readonly needs: string; readonly orElse: readonly string[] } | undefined {
  const row = rowsByPackage().get(name)?.[0]?.row;
  return row === undefined ? undefined : { needs: row.needs, orElse: row.orElse ?? [] };
}

const rowsByPackage = lazy(() =>
  groupBy(
    aptRecommendsFile.rows.flatMap((row) => row.packages.map((name) => ({ name, row }))),
    ({ name }) => name,
  ),
);
