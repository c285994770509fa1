import manifest from "../../package.json" with { type: "json" };

/** The repository's page in a browser, from package.json; every address that the product shows starts with it. */
export const REPOSITORY_URL = manifest.repository.url.replace(/^git\+/, "").replace(/\.git$/, "");

/** The page that explains a rule. */
export function docsUrl(rule: string): string {
  return `${REPOSITORY_URL}/blob/main/docs/rules/${rule}.md`;
}

/** The page that explains the project config. */
export const CONFIG_URL = `${REPOSITORY_URL}/blob/main/docs/configuration.md`;

/** Where users report what the product does wrong. */
export const ISSUES_URL = `${REPOSITORY_URL}/issues`;

/** The version of the product. */
export const VERSION = manifest.version;
