import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { BuildOptions, Plugin } from "esbuild";
import { root } from "./paths.ts";

/**
 * Bundles the client, the server and the command line into one CommonJS file each under dist/, for Node 20 and later.
 * A packaged build is minified and has no source maps.
 */
export async function bundle(purpose: "development" | "package"): Promise<void> {
  const shared = sharedOptions(purpose);
  await Promise.all([
    build({
      ...shared,
      entryPoints: ["client/src/extension.ts"],
      outfile: "dist/client.cjs",
      external: ["vscode"],
    }),
    build({ ...shared, entryPoints: ["server/src/lsp/main.ts"], outfile: "dist/server.cjs" }),
    bundleCommandLine(purpose, join(root, "dist", "cli.cjs")),
  ]);
}

/** Bundles the command line alone into an executable file. */
export async function bundleCommandLine(purpose: "development" | "package", outfile: string): Promise<void> {
  await build({
    ...sharedOptions(purpose),
    entryPoints: ["server/src/cli/main.ts"],
    outfile,
    banner: { js: "#!/usr/bin/env node" },
  });
  await chmod(outfile, 0o755);
}

function sharedOptions(purpose: "development" | "package"): BuildOptions {
  const packaged = purpose === "package";
  return {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: packaged,
    sourcemap: packaged ? false : "linked",
    legalComments: packaged ? "none" : "inline",
    // Some of the packages offer a CommonJS entry that hides its requires from bundlers; their ESM entry does not.
    mainFields: ["module", "main"],
    plugins: [factsAsText],
    logLevel: "warning",
  };
}

/**
 * Embeds each facts file as one JSON text that is parsed when the first of its tables is asked for: V8 reads text several times
 * faster than object literals, and most commands ask for few tables or none.
 */
const factsAsText: Plugin = {
  name: "facts-as-text",
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]facts[\\/][^\\/]+\.json$/ }, async ({ path }) => {
      const facts = JSON.parse(await readFile(path, "utf8")) as Readonly<Record<string, unknown>>;
      const getters = Object.keys(facts).map((key) => {
        const name = JSON.stringify(key);
        return `get ${name}() { return parsed()[${name}]; }`;
      });
      const text = JSON.stringify(JSON.stringify(facts));
      const contents = `let value; const parsed = () => (value ??= JSON.parse(${text})); export default { ${getters.join(", ")} };`;
      return { contents, loader: "js" };
    });
  },
};
