import { bundle } from "./lib/bundle.ts";

const begin = performance.now();
await bundle(process.argv.includes("--package") ? "package" : "development");
console.log(`dist: client.cjs, server.cjs, cli.cjs (${Math.round(performance.now() - begin)} ms)`);
