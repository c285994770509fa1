import { readFile } from "node:fs/promises";
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
    workbench = await Workbench.open(await browser.newPage(), installed, workspace);
  });

  afterEach(async ({ task }) => {
    await workbench.screenshot(screenshots, task.name);
  });

  afterAll(async () => {
    await browser.close();
  });

  test("the installed extension is listed and activates with a Dockerfile", async () => {
    await workbench.openFile("serve/Dockerfile");
    await workbench.command("Developer: Show Running Extensions");
    const row = workbench.page.locator(".runtime-extensions-editor .monaco-list-row", {
      hasText: "ML Containers",
    });
    await row
      .getByText(/Activation:|ms/)
      .first()
      .waitFor();
  });

  test("a finding is underlined in the editor", async () => {
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
    await workbench.page.keyboard.press("Escape");
  });

  test("an inlay hint at FROM names the CUDA version", async () => {
    const line = workbench.lines.filter({ hasText: /^FROM\snvidia/ }).first();
    await line.getByText(/driver/i).waitFor();
    expect(await readFile(join(workspace, "multistage/Dockerfile"), "utf8")).not.toMatch(/driver/i);
  });

  test("a completed image tag lands in the file", async () => {
    await workbench.openFile("serve/Dockerfile");
    await workbench.goBehind(await lines("serve/Dockerfile"), "FROM python:3.9-slim-buster");
    for (let n = 0; n < "python:3.9-slim-buster".length; n++)
      await workbench.page.keyboard.press("Backspace");
    await workbench.page.keyboard.type("nvidia/cuda:12.8.1-");
    const rows = await workbench.completions();
    await rows.filter({ hasText: "12.8.1" }).first().waitFor();
    await workbench.screenshot(screenshots, "the list of completions");
    await workbench.page.keyboard.press("Enter");
    await workbench.save();
    expect((await lines("serve/Dockerfile"))[1]).toMatch(
      /^FROM nvidia\/cuda:12\.8\.1-[a-z0-9.-]*ubuntu\d\d\.04$/,
    );
  });

  test("a quick fix is applied and its finding vanishes", async () => {
    const before = await lines("serve/Dockerfile");
    await workbench.goBehind(before, "RUN apt-get in");
    const finding = (await workbench.problems()).filter({ hasText: "apt-yes-missing" });
    await finding.first().waitFor();
    await workbench.page
      .locator(".editor-instance .view-lines")
      .first()
      .click({ position: { x: 600, y: 400 } });
    await workbench.goBehind(before, "RUN apt-get in");
    const fixes = await workbench.quickFixes();
    await workbench.screenshot(screenshots, "the list of quick fixes");
    await fixes.filter({ hasText: /-y/ }).first().click();
    await finding.first().waitFor({ state: "detached" });
    await workbench.save();
    expect(await lines("serve/Dockerfile")).toEqual(
      before.map((line) =>
        line.startsWith("RUN apt-get install ") ? line.replace("install ", "install -y ") : line,
      ),
    );
  });

  test("“Fix All” mends every safe problem of the file", async () => {
    await workbench.openFile("train/Dockerfile");
    await workbench.squiggles("warning").or(workbench.squiggles("error")).first().waitFor();
    await workbench.command("Fix All");
    await workbench.lines
      .filter({ hasText: /["']transformers>=4\.40["']/ })
      .first()
      .waitFor();
    await workbench.save();
    expect(await lines("train/Dockerfile")).toContainEqual(
      expect.stringMatching(/^RUN pip install .*["']transformers>=4\.40["']/),
    );
  });
});

async function lines(file: string): Promise<readonly string[]> {
  return (await readFile(join(workspace, file), "utf8")).split("\n");
}
