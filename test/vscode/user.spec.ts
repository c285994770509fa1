import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { surroundings } from "./surroundings.ts";
import { Workbench } from "./workbench.ts";

const { installed, workspace, screenshots } = surroundings();

/** One window for all: the tests tell one story, in order, of somebody who opens the sample workspace. */
describe("VS Code, as a user", () => {
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    browser = await launchBrowser();
    workbench = await Workbench.open(
      await browser.newPage({ viewport: { width: 1400, height: 860 } }),
      installed,
      workspace,
    );
  });

  afterEach(async ({ task }) => {
    await workbench.screenshot(screenshots, task.name);
  });

  afterAll(async () => {
    await browser.close();
  });

  test("the installed extension is listed", async () => {
    await workbench.command("Extensions: Show Installed Extensions");
    const entry = workbench.page.locator(".extensions-list .monaco-list-row", { hasText: "ML Containers" });
    await entry.first().waitFor();
  });

  test("the extension activates with a Dockerfile, and a finding is underlined", async () => {
    await workbench.openFile("serve/Dockerfile");
    await workbench.squiggles("warning").or(workbench.squiggles("error")).first().waitFor();
  });

  test("the Problems panel shows findings with their source and rule", async () => {
    const rows = await workbench.problems();
    await rows.filter({ hasText: "ml-containers" }).filter({ hasText: "apt-yes-missing" }).first().waitFor();
  });

  test("a hover over FROM says what the image holds", async () => {
    await workbench.openFile("multistage/Dockerfile");
    await workbench.goBehind(await lines("multistage/Dockerfile"), "FROM nvidia");
    const hover = await workbench.hover();
    await hover.getByText(/CUDA/).first().waitFor();
    expect(await hover.innerText()).toMatch(/CUDA[^]*12\.8/);
    await workbench.screenshot(screenshots, "the hover over FROM");
    await workbench.page.keyboard.press("Escape");
  });

  test("a completed image tag lands in the file", async () => {
    const old = "python:3.9-slim-buster";
    await workbench.openFile("serve/Dockerfile");
    await workbench.goBehind(await lines("serve/Dockerfile"), `FROM ${old}`);
    for (let typed = 0; typed < old.length; typed++) await workbench.page.keyboard.press("Backspace");
    await workbench.page.keyboard.type("nvidia/cuda:12.8.1-cudnn-run");
    const tags = await workbench.completions();
    await tags.filter({ hasText: "12.8.1-cudnn-runtime-ubuntu24.04" }).first().waitFor();
    await workbench.screenshot(screenshots, "the list of completions");
    await tags.filter({ hasText: "12.8.1-cudnn-runtime-ubuntu24.04" }).first().click();
    await workbench.save();
    expect((await lines("serve/Dockerfile"))[1]).toBe("FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04");
  });

  test("an inlay hint at FROM names CUDA and the driver", async () => {
    await workbench.lines
      .filter({ hasText: /^FROM.*CUDA.12\.8.*driver/ })
      .first()
      .waitFor();
    expect((await lines("serve/Dockerfile")).join()).not.toContain("driver");
  });

  test("a quick fix is applied and its finding vanishes", async () => {
    const before = await lines("serve/Dockerfile");
    const finding = (await workbench.problems()).filter({ hasText: "apt-yes-missing" });
    await finding.first().waitFor();
    await workbench.openFile("serve/Dockerfile");
    await workbench.goBehind(before, "RUN apt-get in");
    const fixes = await workbench.quickFixes();
    await workbench.screenshot(screenshots, "the list of quick fixes");
    await fixes.filter({ hasText: "Add -y" }).first().click();
    await finding.first().waitFor({ state: "detached" });
    await workbench.save();
    expect(await lines("serve/Dockerfile")).toEqual(
      before.map((line) => line.replace("RUN apt-get install curl", "RUN apt-get install -y curl")),
    );
  });

  test("“Fix All” mends the safe problems of the file and leaves the others", async () => {
    await workbench.command("View: Close All Editors");
    await workbench.openFile("train/Dockerfile");
    const problems = await workbench.problems();
    await problems.filter({ hasText: "apt-lists-left" }).first().waitFor();
    const before = await lines("train/Dockerfile");
    await workbench.openFile("train/Dockerfile");
    await workbench.command("Fix All");
    await problems.filter({ hasText: "apt-lists-left" }).first().waitFor({ state: "detached" });
    await problems.filter({ hasText: "base-cuda-short-version" }).first().waitFor();
    await workbench.save();
    const after = (await lines("train/Dockerfile")).join("\n");
    expect(after).toMatch(/^RUN apt-get update && [^]*?rm -rf \/var\/lib\/apt\/lists\/\*$/m);
    expect(after).toContain("ARG CUDA=12.4");
    expect(before.join("\n")).not.toContain("/var/lib/apt/lists");
  });

  test("a finding in a compose file is underlined", async () => {
    await workbench.openFile("compose.yaml");
    await workbench.squiggles("error").first().waitFor();
    const rows = await workbench.problems();
    await rows.filter({ hasText: "gpu-count-and-ids" }).first().waitFor();
  });

  test("a quick fix mends the GPU request of a compose file", async () => {
    const before = await lines("compose.yaml");
    const finding = (await workbench.problems()).filter({ hasText: "gpu-count-and-ids" });
    await finding.first().waitFor();
    await workbench.openFile("compose.yaml");
    await workbench.goBehind(before, "count: 2");
    const fixes = await workbench.quickFixes();
    await workbench.screenshot(screenshots, "the quick fixes in a compose file");
    await fixes.filter({ hasText: "Remove count" }).first().click();
    await finding.first().waitFor({ state: "detached" });
    await workbench.save();
    expect(await lines("compose.yaml")).toEqual(before.filter((line) => !line.includes("count: 2")));
  });

  test("a hover over a key of a GPU request says what it may hold", async () => {
    await workbench.openFile("compose.yaml");
    await workbench.goBehind(await lines("compose.yaml"), "capabil");
    const hover = await workbench.hover();
    await hover
      .getByText(/driver must be able/)
      .first()
      .waitFor();
    await workbench.screenshot(screenshots, "the hover over capabilities");
    await workbench.page.keyboard.press("Escape");
  });

  test("a completed key of a GPU request lands in the file, and its finding vanishes", async () => {
    const before = await lines("compose.yaml");
    const finding = (await workbench.problems()).filter({ hasText: "gpu-capabilities-missing" });
    await finding.first().waitFor();
    await workbench.openFile("compose.yaml");
    await workbench.goBehind(before, 'device_ids: ["2", "3"]');
    await workbench.page.keyboard.press("Enter");
    await workbench.page.keyboard.type("cap");
    const keys = await workbench.completions();
    await workbench.screenshot(screenshots, "the completion of a GPU key");
    await keys.filter({ hasText: "capabilities" }).first().click();
    await finding.first().waitFor({ state: "detached" });
    await workbench.save();
    const at = before.findIndex((line) => line.includes('device_ids: ["2", "3"]'));
    const after = before.toSpliced(at + 1, 0, "              capabilities: [gpu]");
    expect(await lines("compose.yaml")).toEqual(after);
  });

  test("a wrong key of the project config is underlined, and the nearest name is a fix", async () => {
    await writeFile(join(workspace, CONFIG), "presets: recommended\n");
    await workbench.openFile(CONFIG);
    await workbench.squiggles("error").first().waitFor();
    const finding = (await workbench.problems()).filter({ hasText: 'Did you mean "preset"?' });
    await finding.first().waitFor();
    await workbench.openFile(CONFIG);
    await workbench.goBehind(await lines(CONFIG), "prese");
    const fixes = await workbench.quickFixes();
    await workbench.screenshot(screenshots, "the quick fix in the project config");
    await fixes.filter({ hasText: "Write preset" }).first().click();
    await finding.first().waitFor({ state: "detached" });
    await workbench.save();
    expect(await lines(CONFIG)).toEqual(["preset: recommended", ""]);
  });

  test("“Ignore in this project” writes the config, and the finding goes away", async () => {
    await workbench.command("View: Close All Editors");
    await workbench.openFile("serve/Dockerfile");
    const finding = (await workbench.problems()).filter({ hasText: "apt-update-separate" });
    await finding.first().waitFor();
    await workbench.openFile("serve/Dockerfile");
    await workbench.goBehind(await lines("serve/Dockerfile"), "RUN apt-get up");
    const fixes = await workbench.quickFixes();
    const ignore = fixes.filter({ hasText: "Ignore apt-update-separate in this project" });
    await workbench.screenshot(screenshots, "the offer to ignore in this project");
    await ignore.first().click();
    await finding.first().waitFor({ state: "detached" });
    await workbench.openFile(CONFIG);
    await workbench.save();
    expect(await lines(CONFIG)).toEqual(["preset: recommended", "rules:", "  apt-update-separate: off", ""]);
  });
});

const CONFIG = ".ml-containers.yaml";

async function lines(file: string): Promise<readonly string[]> {
  return (await readFile(join(workspace, file), "utf8")).split("\n");
}
