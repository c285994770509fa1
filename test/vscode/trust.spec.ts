import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { end } from "../../scripts/lib/children.ts";
import { temporaryCopy } from "../../scripts/lib/code-server.ts";
import { mayInstall } from "../../scripts/lib/debian.ts";
import { root } from "../../scripts/lib/paths.ts";
import { launchBrowser } from "./browser.ts";
import { Gate } from "./gate.ts";
import { SideBar } from "./side-bar.ts";
import { serveExtension, stage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { surroundings } from "./surroundings.ts";
import { Workbench } from "./workbench.ts";

const { screenshots } = surroundings();

/** A folder from somebody else: it names an engine of its own and brings programs with the names of those that the views run. */
describe.skipIf(!mayInstall())("VS Code, a workspace that is not trusted", () => {
  let browser: Browser;
  let machine: Stage;
  let gate: Gate;
  let theirs: Gate;
  let folder: string;
  let calls: string;
  let sideBar: SideBar;

  beforeAll(async () => {
    [browser, machine] = await Promise.all([launchBrowser(), stage()]);
    gate = await Gate.before(machine.env["DOCKER_HOST"] ?? "");
    theirs = await Gate.before("unix:///nonexistent/docker.sock");
    folder = await temporaryCopy(join(root, "test", "workspaces", "demo"));
    calls = join(folder, "..", "calls");
    await plant(folder, theirs.address);
    await machine.start("my-training", "sleep 3600", "--label=ml-containers.kind=training");
    const env = { ...machine.env, DOCKER_HOST: gate.address, SMI_CALLS: calls };
    const address = await serveExtension(
      env,
      { "security.workspace.trust.startupPrompt": "never" },
      { asksForTrust: true },
    );
    const context = await browser.newContext({ viewport: { width: 1400, height: 860 } });
    sideBar = SideBar.of(await Workbench.open(await context.newPage(), address, folder));
  }, 240_000);

  afterEach(async ({ task }) => {
    await sideBar.workbench.screenshot(screenshots, `trust ${task.name}`);
  });

  afterAll(async () => {
    await browser.close();
    await end();
    gate.close();
    theirs.close();
  });

  test("its files are judged all the same", async () => {
    const { workbench } = sideBar;
    await workbench.page.getByText("Restricted Mode").first().waitFor();
    await workbench.openFile("serve/Dockerfile");
    const rows = await workbench.problems();
    await rows.filter({ hasText: "apt-yes-missing" }).first().waitFor();
  });

  test("the views ask for trust, and nothing is run and nobody is asked", async () => {
    await sideBar.show();
    for (const view of ["GPUs", "Containers"]) {
      await sideBar
        .welcome(view)
        .getByText(/not trusted/)
        .waitFor();
      await sideBar.welcome(view).getByRole("button", { name: "Manage Workspace Trust" }).waitFor();
    }
    await sideBar.workbench.command("Refresh Containers");
    const toast = sideBar.workbench.page.locator(".notification-toast", { hasText: "Trust it first." });
    await toast.getByRole("button", { name: "Manage Workspace Trust" }).waitFor();
    expect(gate.connections).toBe(0);
    expect(existsSync(calls)).toBe(false);
    await sideBar.workbench.screenshot(screenshots, "trust the views and a command ask for trust");
    await toast.hover();
    await toast.locator(".codicon-notifications-clear").click();
  });

  test("once it is trusted the views fill, from the user's engine and tools", async () => {
    const { page } = sideBar.workbench;
    await sideBar.welcome("Containers").getByRole("button", { name: "Manage Workspace Trust" }).click();
    await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
    await sideBar.rows("Containers").filter({ hasText: "my-training" }).first().waitFor();
    await sideBar.rows("GPUs").filter({ hasText: "GeForce RTX 4090" }).waitFor();
    expect(gate.connections).toBeGreaterThan(0);
    expect(existsSync(calls)).toBe(true);
    expect(theirs.connections).toBe(0);
    expect(existsSync(join(folder, "ran"))).toBe(false);
  });
});

async function plant(folder: string, host: string): Promise<void> {
  await mkdir(join(folder, ".vscode"), { recursive: true });
  await writeFile(
    join(folder, ".vscode", "settings.json"),
    JSON.stringify({ "mlContainers.docker.host": host, "mlContainers.statusBar.enabled": true }),
  );
  for (const name of ["nvidia-smi", "amd-smi", "rocm-smi", "docker", "node"]) {
    await writeFile(join(folder, name), `#!/bin/sh\ntouch ${folder}/ran\n`, { mode: 0o755 });
  }
}
