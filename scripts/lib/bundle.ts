import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { BuildOptions, Plugin } from "esbuild";
import { root } from "./paths.ts";

/**
 * Bundles the client, the server and the command line into one CommonJS file each under dist/, for Node 20 and later, and the page of the
 * GPU history into a script for a browser. A packaged build is minified and has no source maps.
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
    build({
      ...shared,
      entryPoints: ["client/src/webview/main.ts"],
      outfile: "dist/gpu-history.js",
      platform: "browser",
      format: "iife",
    }),
    bundleCommandLine(purpose, join(root, "dist")),
  ]);
}

/** Bundles the command line into an executable file, and the server that it starts for `lsp` beside it. */
export async function bundleCommandLine(purpose: "development" | "package", folder: string): Promise<void> {
  const shared = sharedOptions(purpose);
  const executable = join(folder, "cli.cjs");
  await Promise.all([
    build({ ...shared, entryPoints: ["server/src/lsp/main.ts"], outfile: join(folder, "server.cjs") }),
    build({
      ...shared,
      entryPoints: ["server/src/cli/main.ts"],
      outfile: executable,
      plugins: [factsAsText, withoutUnneeded, serverBeside],
      banner: { js: "#!/usr/bin/env node" },
    }),
  ]);
  await chmod(executable, 0o755);
}

/** Bundles the suite that runs inside the extension host; returns its path. */
export async function bundleHostSuite(): Promise<string> {
  const outfile = join(root, "out", "in-host", "index.cjs");
  await build({
    ...sharedOptions("development"),
    entryPoints: ["test/vscode/in-host/index.ts"],
    outfile,
    external: ["vscode"],
    sourcemap: "inline",
  });
  return outfile;
}

/** Bundles what is measured of the engine as it is shipped; returns its path. */
export async function bundleForBench(folder: string): Promise<string> {
  const outfile = join(folder, "engine.cjs");
  await build({ ...sharedOptions("package"), entryPoints: ["bench/engine.ts"], outfile });
  return outfile;
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
    alias: { yaml: YAML },
    plugins: [factsAsText, withoutUnneeded],
    logLevel: "warning",
  };
}

/** The build of `yaml` without Node's own: that one looks into the environment at every token, a fifth of its time. */
const YAML = join(root, "node_modules/yaml/browser/dist/index.js");

/**
 * Embeds each facts file as one JSON text that is parsed when the first of its tables is asked for: V8 reads text several times
 * faster than object literals, and most commands ask for few tables or none.
 */
const factsAsText: Plugin = {
  name: "facts-as-text",
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]facts[\\/][^\\/]+\.json$/ }, async ({ path }) => {
      const facts: Readonly<Record<string, unknown>> = JSON.parse(await readFile(path, "utf8"));
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

/**
 * What dockerode brings along and we have no use for: its modem, whose place our own transport takes, with ssh2 and native code behind it; gRPC for
 * BuildKit sessions; tar for build contexts. That is 0.9 MB of 1 MB.
 */
const UNNEEDED =
  /^(?:docker-modem|ssh2|cpu-features|@grpc\/grpc-js|@grpc\/proto-loader|protobufjs|tar-fs|@balena\/dockerignore)$/;

const withoutUnneeded: Plugin = {
  name: "without-unneeded",
  setup(bundler) {
    bundler.onResolve({ filter: UNNEEDED }, ({ path }) => ({ path, namespace: "unneeded" }));
    bundler.onLoad({ filter: /^/, namespace: "unneeded" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** The command line takes the server from the file beside it: a quarter less to read at each start. */
const serverBeside: Plugin = {
  name: "server-beside",
  setup(bundler) {
    bundler.onResolve({ filter: /\/lsp\/main\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./server.cjs", external: true },
    );
  },
};
