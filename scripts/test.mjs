import { runWithProjectNode } from "./lib/bootstrap.mjs";

await runWithProjectNode("scripts/test/main.ts");
