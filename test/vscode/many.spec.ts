import { request } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { end } from "../../scripts/lib/children.ts";
import { mayInstall } from "../../scripts/lib/debian.ts";
import { launchBrowser } from "./browser.ts";
import { Gate } from "./gate.ts";
import { SideBar } from "./side-bar.ts";
import { serveExtension, stage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { surroundings } from "./surroundings.ts";

const { workspace, screenshots } = surroundings();
const ALL = 300;
/** More than are streamed at once. */
const RUNNING = 60;

describe.skipIf(!mayInstall())("VS Code, 300 containers of a real engine", () => {
  let browser: Browser;
  let machine: Stage;
  let gate: Gate;
  let sideBar: SideBar;

  beforeAll(async () => {
    [browser, machine] = await Promise.all([launchBrowser(), stage()]);
    const engine = machine.env["DOCKER_HOST"] ?? "";
    await fill(engine.replace("unix://", ""));
    gate = await Gate.before(engine);
    const address = await serveExtension({ ...machine.env, DOCKER_HOST: gate.address });
    sideBar = await SideBar.open(browser, address, workspace);
  }, 240_000);

  afterEach(async ({ task }) => {
    await sideBar.workbench.screenshot(screenshots, `many ${task.name}`);
  });

  afterAll(async () => {
    await browser.close();
    await end();
    gate.close();
  });

  test("are listed by groups, and at most 50 are streamed", async () => {
    const rows = sideBar.rows("Containers");
    const group = rows.filter({ hasText: `${RUNNING} of ${ALL} running` });
    await group.waitFor();
    await rows
      .filter({ hasText: /CPU \d+ %/ })
      .first()
      .waitFor();
    await expect.poll(() => gate.stats).toBe(50);
    await group.click();
    await expect.poll(() => gate.stats).toBe(0);
    await group.click();
    await expect.poll(() => gate.stats).toBe(50);
    expect(gate.mostStats).toBe(50);
  });

  test("one is found by its name, and its end is seen among them", async () => {
    const { page } = sideBar.workbench;
    const rows = sideBar.rows("Containers");
    await rows
      .filter({ hasText: /train-\d+/ })
      .first()
      .click();
    await page.keyboard.press("Control+Alt+f");
    await page.locator(".monaco-tree-type-filter input").fill("train-007");
    await page.locator(".monaco-tree-type-filter").getByRole("checkbox", { name: "Filter" }).click();
    await rows.filter({ hasText: "train-008" }).waitFor({ state: "detached" });
    await rows.filter({ hasText: "train-007" }).waitFor();
    await machine.docker("kill", "train-007");
    await rows.filter({ hasText: "train-007" }).filter({ hasText: "status 137" }).waitFor();
    await page.keyboard.press("Escape");
  });
});

/** Makes the containers, some at a time; a client started for each of them would take minutes. */
async function fill(socket: string): Promise<void> {
  const body = JSON.stringify({
    Image: "trainer",
    Cmd: ["/bin/busybox", "sleep", "3600"],
    Labels: { "ml-containers.kind": "training" },
    HostConfig: { NetworkMode: "none" },
  });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const number = next++;
      if (number >= ALL) return;
      const name = `train-${String(number).padStart(3, "0")}`;
      await post(socket, `/containers/create?name=${name}`, body);
      if (number < RUNNING) await post(socket, `/containers/${name}/start`, "");
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

function post(socketPath: string, path: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", "Content-Length": body.length };
    const sent = request({ socketPath, path, method: "POST", headers }, (response) => {
      response.resume().once("end", () => {
        if ((response.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`${path}: ${response.statusCode}`));
      });
    });
    sent.once("error", reject).end(body);
  });
}
