import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { end, must } from "../../scripts/lib/children.ts";
import { temporaryCopy } from "../../scripts/lib/code-server.ts";
import { mayInstall } from "../../scripts/lib/debian.ts";
import { node24, root } from "../../scripts/lib/paths.ts";
import { launchBrowser } from "./browser.ts";
import { SideBar } from "./side-bar.ts";
import { serveExtension, setGpuProcesses, stage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { surroundings } from "./surroundings.ts";

const { workspace, screenshots } = surroundings();

/** A service by an anchor, one that extends another, one that is scaled, and one that only a profile starts. */
const COMPOSE = `name: study

x-job: &job
  image: trainer
  network_mode: none
  stop_grace_period: 1s

services:
  train:
    <<: *job
    command: ["/bin/busybox", "sh", "-c", "sleep 3600"]
    labels:
      ml-containers.kind: training

  evaluate:
    extends: train
    scale: 2

  serve:
    <<: *job
    command: ["/bin/busybox", "sleep", "3600"]
    profiles: [serving]
    labels:
      ml-containers.kind: serving
`;

describe.skipIf(!mayInstall())("VS Code, services that Compose started", () => {
  let browser: Browser;
  let machine: Stage;
  let sideBar: SideBar;
  let folder: string;
  const compose = (...words: readonly string[]): Promise<string> =>
    machine.docker("compose", "--project-directory", join(folder, "study"), ...words);

  beforeAll(async () => {
    [browser, machine] = await Promise.all([launchBrowser(), stage()]);
    folder = await realpath(await temporaryCopy(workspace));
    await mkdir(join(folder, "study"));
    await writeFile(join(folder, "study", "compose.yaml"), COMPOSE);
    const address = await serveExtension(machine.env);
    sideBar = await SideBar.open(browser, address, folder);
    await sideBar
      .welcome("Containers")
      .getByText(/no containers/)
      .waitFor();
  }, 240_000);

  afterEach(async ({ task }) => {
    await sideBar.workbench.screenshot(screenshots, `services ${task.name}`);
  });

  afterAll(async () => {
    await browser.close();
    await end();
  });

  test("come into the open view with up, and a GPU names project and service", async () => {
    await compose("up", "--detach");
    const rows = sideBar.rows("Containers");
    for (const name of ["study-train-1", "study-evaluate-1", "study-evaluate-2"]) {
      await rows.filter({ hasText: name }).waitFor();
    }
    expect(await rows.filter({ hasText: "study-serve" }).count()).toBe(0);
    const pid = await machine.docker("inspect", "--format", "{{.State.Pid}}", "study-train-1");
    await setGpuProcesses(machine, [[pid, "python3", "17000 MiB"]]);
    await sideBar
      .rows("GPUs")
      .filter({ hasText: "study-train-1" })
      .filter({ hasText: "study / train" })
      .waitFor();
    const { page } = sideBar.workbench;
    const said = page
      .locator(".monaco-hover:visible, .workbench-hover:visible")
      .getByText("Compose service train of study");
    // A row that is drawn anew under the pointer closes its tooltip.
    await expect
      .poll(
        async () => {
          await page.mouse.move(900, 300);
          await rows.filter({ hasText: "study-train-1" }).hover();
          return said.waitFor({ timeout: 3_000 }).then(
            () => true,
            () => false,
          );
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    await sideBar.workbench.screenshot(screenshots, "services the tooltip of one");
    await page.mouse.move(900, 300);
  });

  test("are named with their file by the command line, the same containers as in the view", async () => {
    const words = [node24, join(root, "dist", "cli.cjs"), "ps", "--format", "json"];
    const said = await must(words, { env: { ...process.env, ...machine.env }, timeout: 60_000 });
    const { containers, problem }: Listed = JSON.parse(said);
    expect(problem).toBeNull();
    const file = join(folder, "study", "compose.yaml");
    expect(
      containers
        .map(({ name, service, file: from }) => [name, service, from])
        .toSorted((one, other) => String(one).localeCompare(String(other))),
    ).toEqual([
      ["study-evaluate-1", "evaluate", file],
      ["study-evaluate-2", "evaluate", file],
      ["study-train-1", "train", file],
    ]);
  });

  test.each([
    ["study-train-1", "  train:"],
    ["study-evaluate-2", "  evaluate:"],
  ])("%s leads to its line of the compose file", async (container, declared) => {
    const { page } = sideBar.workbench;
    await sideBar.workbench.commandOn("Go to the Compose Service of a Container", container);
    await page.locator(".tab.active", { hasText: "compose.yaml" }).waitFor();
    const line = COMPOSE.split("\n").indexOf(declared) + 1;
    await page.getByText(`Ln ${line}, Col 3`, { exact: true }).waitFor();
  });

  test("a profile's service joins its group, and down empties the view", async () => {
    await compose("--profile", "serving", "up", "--detach", "serve");
    await sideBar.rows("Containers").filter({ hasText: "Serving" }).waitFor();
    await sideBar.rows("Containers").filter({ hasText: "study-serve-1" }).waitFor();
    await compose("stop", "train");
    await sideBar
      .rows("Containers")
      .filter({ hasText: "study-train-1" })
      .filter({ hasText: "status 137" })
      .waitFor();
    await compose("--profile", "serving", "down");
    await sideBar
      .welcome("Containers")
      .getByText(/no containers/)
      .waitFor();
  });
});

interface Listed {
  readonly containers: readonly { readonly name: string; readonly service: string; readonly file: string }[];
  readonly problem: unknown;
}
