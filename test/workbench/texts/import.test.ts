import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ROOT } from "../../lib/paths.ts";

const asked: string[] = [];
vi.mock("@vscode/l10n", () => ({
  config: () => undefined,
  t: (text: string) => {
    asked.push(text);
    return text;
  },
}));

/** A text that a module makes when it is loaded is English for good: the client knows the language a moment later. */
test("no module makes a text while it is loaded", async () => {
  const modules = ["workbench/src", "client/src/live"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(ROOT, folder, name)),
  );
  expect(modules.length).toBeGreaterThan(100);
  for (const path of modules) await import(path);
  expect(asked).toEqual([]);
});
