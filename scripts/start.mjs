import { runWithProjectNode } from "./lib/bootstrap.mjs";

await runWithProjectNode("scripts/start/main.ts");
