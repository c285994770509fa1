import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generatedFiles } from "../../scripts/lib/generated.ts";
import { ROOT } from "../lib/paths.ts";

const files = await generatedFiles(ROOT);

describe("generated files are what the code says (npm run generate mends them)", () => {
  test.each(files.map((file) => [file.path, file] as const))("%s", async (path, file) => {
    const absolute = join(ROOT, path);
    const current = existsSync(absolute) ? readFileSync(absolute, "utf8") : "";
    expect(await file.render(current)).toBe(current);
  });

  test("docs/rules holds nothing else", () => {
    const wanted = files.map((file) => file.path).filter((path) => path.startsWith("docs/rules/"));
    expect(
      readdirSync(join(ROOT, "docs/rules"))
        .map((name) => `docs/rules/${name}`)
        .toSorted(),
    ).toEqual(wanted.toSorted());
  });
});
