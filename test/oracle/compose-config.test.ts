import { describe, expect, test } from "vitest";
import type { ComposeProject } from "../../server/src/engine/model/compose/project.ts";
import { loadProject } from "../../server/src/engine/model/compose/project.ts";
import { askCompose, compose } from "../lib/compose.ts";
import { filesOf } from "../lib/files.ts";
import { ofPrinted, ofProject } from "./compose-normal.ts";
import type { ProjectCase } from "./compose-projects.ts";
import { PROJECTS, REFUSED } from "./compose-projects.ts";

describe.skipIf(compose === undefined)("Compose config and the loaded project agree", () => {
  test.each(PROJECTS.map((one) => [one.what, one] as const))("%s", async (_, one) => {
    const asked = await askCompose(one.files, [...flags(one), "config", "--format", "json"]);
    expect(asked.stderr).not.toMatch(/^(?!.*level=warning).+$/m);
    const project = load(one);
    expect(ofProject(project)).toEqual(ofPrinted(asked.stdout));
    expect(project.problems).toEqual([]);
  });
});

describe.skipIf(compose === undefined)("What Compose config refuses is a problem", () => {
  test.each(REFUSED.map((one) => [one.what, one] as const))("%s", async (_, one) => {
    const asked = await askCompose(one.files, [...flags(one), "config", "--quiet"]);
    expect(asked.code).not.toBe(0);
    const path = analysed(one);
    const here = load(one).problems.filter(({ at }) => at.file === path);
    expect(here.map(({ message }) => message)).toEqual([expect.stringMatching(one.says)]);
  });
});

function load(one: ProjectCase): ComposeProject {
  const path = analysed(one);
  return loadProject(one.files[path] ?? "", {
    path,
    files: filesOf(one.files),
    ...(one.listed === undefined ? {} : { composeFiles: one.listed }),
  });
}

function analysed({ analysed: path = "compose.yaml" }: ProjectCase): string {
  return path;
}

function flags({ listed = [] }: ProjectCase): readonly string[] {
  return ["--profile", "*", ...listed.flatMap((path) => ["-f", path])];
}
