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
  const packaged = purpose === "package";
  const shared: BuildOptions = {
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
  await Promise.all([
    build({
      ...shared,
      entryPoints: ["client/src/extension.ts"],
      outfile: "dist/client.cjs",
      external: ["vscode"],
    }),
    build({ ...shared, entryPoints: ["server/src/lsp/main.ts"], outfile: "dist/server.cjs" }),
    build({
      ...shared,
      entryPoints: ["server/src/cli/main.ts"],
      outfile: "dist/cli.cjs",
      banner: { js: "#!/usr/bin/env node" },
    }),
  ]);
  await chmod(join(root, "dist", "cli.cjs"), 0o755);
}

/** V8 reads a large JSON text in a string several times faster than the same data written as an object literal. */
const factsAsText: Plugin = {
  name: "facts-as-text",
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]facts[\\/][^\\/]+\.json$/ }, async ({ path }) => {
      const text = JSON.stringify(JSON.parse(await readFile(path, "utf8")));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: "js" };
    });
  },
};
