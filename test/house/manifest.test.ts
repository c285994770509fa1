import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { localized } from "../../scripts/lib/nls.ts";
import manifest from "../../package.json" with { type: "json" };
import { ROOT } from "../lib/paths.ts";

const texts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, "package.nls.json"), "utf8"),
);

test("every key of a text in the manifest has its text, and no text is without a key", () => {
  const keys = [...JSON.stringify(manifest).matchAll(/"%([^"%]+)%"/g)].map(([, key = ""]) => key);
  expect(keys.toSorted()).toEqual(Object.keys(texts).toSorted());
});

test("texts are taken out by ids, so that a key outlives a new neighbour; ids and patterns stay", () => {
  const part = {
    commands: [{ command: "a.run", title: "Run", category: "Product", icon: "$(run)" }],
    views: { box: [{ id: "a.view", name: "View" }] },
  };
  expect(localized(part, "contributes")).toEqual({
    value: {
      commands: [
        {
          command: "a.run",
          title: "%contributes.commands.a.run.title%",
          category: "Product",
          icon: "$(run)",
        },
      ],
      views: { box: [{ id: "a.view", name: "%contributes.views.box.a.view.name%" }] },
    },
    texts: { "contributes.commands.a.run.title": "Run", "contributes.views.box.a.view.name": "View" },
  });
});

describe("the walkthrough", () => {
  const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  const commands = new Set(manifest.contributes.commands.map(({ command }) => command));

  test("has at most five steps, whose pages are there", () => {
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(steps.filter(({ media }) => !existsSync(join(ROOT, media.markdown)))).toEqual([]);
  });

  test("leads to commands that there are", () => {
    const linked = steps.flatMap(({ description }) => {
      const text = texts[description.slice(1, -1)] ?? "";
      return [...text.matchAll(/\(command:(mlContainers\.\w+)\)/g)].map(([, command = ""]) => command);
    });
    expect(linked.length).toBeGreaterThan(2);
    expect(linked.filter((command) => !commands.has(command))).toEqual([]);
  });
});
