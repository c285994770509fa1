/** Writes every generated file. `npm run generate`; a test compares what lies there with what this would write. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Generated } from "./lib/rules-index.ts";
import { rulesIndex } from "./lib/rules-index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
await write(rulesIndex(root));
const { generatedFiles } = await import("./lib/generated.ts");
for (const file of await generatedFiles(root)) await write(file);

async function write(file: Generated): Promise<void> {
  const path = join(root, file.path);
  const current = existsSync(path) ? readFileSync(path, "utf8") : "";
  const text = await file.render(current);
  if (text === current) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${file.path}`);
}
