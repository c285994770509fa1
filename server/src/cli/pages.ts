import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** A rule's page in Markdown, as it ships in docs/rules of the package that holds the running script; undefined where it is missing. */
export function shippedPage(rule: string): string | undefined {
  try {
    const root = packageFolder(dirname(realpathSync(process.argv[1] ?? "")));
    return root === undefined ? undefined : readFileSync(join(root, "docs", "rules", `${rule}.md`), "utf8");
  } catch {
    return undefined;
  }
}

function packageFolder(folder: string): string | undefined {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : packageFolder(parent);
}
