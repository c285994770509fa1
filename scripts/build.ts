import { bundle } from "./lib/bundle.ts";

const begin = performance.now();
try {
  await bundle(process.argv.includes("--package") ? "package" : "development");
  console.log(`dist: client.cjs, server.cjs, cli.cjs (${Math.round(performance.now() - begin)} ms)`);
} catch {
  // esbuild has printed what is wrong, and where.
  process.exitCode = 1;
}
