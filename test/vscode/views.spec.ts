import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { end } from "../../scripts/lib/children.ts";
import { mayInstall } from "../../scripts/lib/debian.ts";
import { launchBrowser } from "./browser.ts";
import { serveExtension, setGpuProcesses, stage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { surroundings } from "./surroundings.ts";
import { Workbench } from "./workbench.ts";

const { workspace, screenshots } = surroundings();
let browser: Browser;
let workbench: Workbench;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterEach(async ({ task }) => {
  await workbench.screenshot(screenshots, `views ${task.name}`);
});

afterAll(async () => {
  await browser.close();
  await end();
});

async function open(address: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
  workbench = await Workbench.open(page, address, workspace);
  await page.locator(".activitybar .action-label[aria-label^='ML Containers']").first().click();
}

/** The rows of a view of the side bar, by its title. */
function rows(view: string): Locator {
  return workbench.page.locator(".pane", { hasText: view }).locator(".monaco-list-row");
}

function welcome(view: string): Locator {
  return workbench.page
    .locator(".pane", { has: workbench.page.locator(`.pane-header[aria-label^="${view}"]`) })
    .locator(".welcome-view-content");
}

describe("VS Code, the views without an engine and a GPU", () => {
  beforeAll(async () => {
    await open(await serveExtension({ DOCKER_HOST: "unix:///nonexistent/docker.sock" }));
  });

  afterAll(() => workbench.page.close());

  test("each says what is missing and the one thing to do", async () => {
    await welcome("Containers")
      .getByText(/No Docker engine was found/)
      .waitFor();
    await welcome("Containers").getByRole("button", { name: "Choose Docker Engine" }).waitFor();
    await welcome("GPUs")
      .getByText(/no GPU of NVIDIA|was not found/)
      .waitFor();
    await welcome("GPUs").getByRole("button", { name: "Read the GPUs Again" }).waitFor();
  });
});

describe.skipIf(!mayInstall())("VS Code, the views of a machine with an engine and a GPU", () => {
  let machine: Stage;

  beforeAll(async () => {
    machine = await stage();
    const { start, docker } = machine;
    // Engines keep a line back until it is complete, so each bar here ends one.
    const bars = `i=0; while true; do i=$((i+1)); printf '\\rEpoch 3/10:  45%%|####      | 450/1000 [00:30<00:37, 14.8it/s, loss=0.1234]\\n'; sleep 1; done`;
    const compose = (service: string): readonly string[] => [
      "--label=com.docker.compose.project=demo",
      `--label=com.docker.compose.service=${service}`,
      `--label=com.docker.compose.project.config_files=${workspace}/compose.yaml`,
      `--label=com.docker.compose.project.working_dir=${workspace}`,
    ];
    const train = await start(
      "demo-train-1",
      bars,
      "--label=ml-containers.kind=training",
      "--memory=256m",
      ...compose("train"),
    );
    await start("vllm-server", "sleep 3600", "--label=ml-containers.kind=serving");
    const hostile = await start(
      "hostile",
      "sleep 3600",
      "--label=ml-containers.kind=notebook",
      ...compose("[x](command:workbench.action.quit) $(flame) <b>bold</b>"),
    );
    await start("finished", "exit 3", "--label=ml-containers.kind=training");
    await docker("create", "--name", "never-started", "trainer", "/bin/busybox", "true");
    const pidOf = (id: string): Promise<string> => docker("inspect", "--format", "{{.State.Pid}}", id);
    await setGpuProcesses(machine, [
      [await pidOf(train), "python3", "17000 MiB"],
      [await pidOf(hostile), "python3", "800 MiB"],
      ["1", "/opt/[link](command:quit)/$(flame)", "1100 MiB"],
    ]);
    await open(await serveExtension(machine.env, { "mlContainers.statusBar.enabled": true }));
  }, 240_000);

  test("the views fill, and a GPU names the container that holds it", async () => {
    await rows("Containers").filter({ hasText: "demo-train-1" }).first().waitFor();
    await rows("GPUs").filter({ hasText: "NVIDIA GeForce RTX 4090" }).waitFor();
    await rows("GPUs").filter({ hasText: "demo-train-1" }).filter({ hasText: "demo / train" }).waitFor();
    const row = rows("Containers").filter({ hasText: "demo-train-1" });
    await row.filter({ hasText: /loss 0\.1234/ }).waitFor();
    await row.filter({ hasText: /17000 MiB/ }).waitFor();
  });
});
