import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { end } from "../../scripts/lib/children.ts";
import { mayInstall } from "../../scripts/lib/debian.ts";
import { launchBrowser } from "./browser.ts";
import { SideBar } from "./side-bar.ts";
import { serveExtension, setGpuProcesses, stage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { surroundings } from "./surroundings.ts";
import type { Workbench } from "./workbench.ts";

const { workspace, screenshots } = surroundings();
let browser: Browser;
let workbench: Workbench;
let sideBar: SideBar;

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
  sideBar = await SideBar.open(browser, address, workspace);
  ({ workbench } = sideBar);
}

function rows(view: string): Locator {
  return sideBar.rows(view);
}

function welcome(view: string): Locator {
  return sideBar.welcome(view);
}

/** The labels of a service of the workspace's compose file. */
function compose(service: string): readonly string[] {
  return [
    "--label=com.docker.compose.project=demo",
    `--label=com.docker.compose.service=${service}`,
    `--label=com.docker.compose.project.config_files=${workspace}/compose.yaml`,
    `--label=com.docker.compose.project.working_dir=${workspace}`,
  ];
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
    const bars = `i=0; while true; do i=$((i+1)); printf '\\rEpoch 3/10:  45%%|####      | %d/1000 [00:30<00:37, 14.8it/s, loss=0.1234]\\n' $((449+i)); sleep 1; done`;
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
    await rows("GPUs").filter({ hasText: "GeForce RTX 4090" }).waitFor();
    await rows("GPUs").filter({ hasText: "demo-train-1" }).filter({ hasText: "demo / train" }).waitFor();
    const row = rows("Containers").filter({ hasText: "demo-train-1" });
    await row.filter({ hasText: /loss 0\.1234/ }).waitFor();
    await row.filter({ hasText: /16\.6 GiB/ }).waitFor();
  });

  test("names stay texts: no link, no icon, no markup comes of them", async () => {
    const row = rows("GPUs").filter({ hasText: "hostile" });
    expect(await row.innerText()).toContain("[x](com");
    expect(await row.locator("a[href], .codicon-flame, b").count()).toBe(0);
    await row.hover();
    const hover = workbench.page.locator(".monaco-hover:visible, .workbench-hover:visible").first();
    await hover.getByText("<b>bold</b>").waitFor();
    expect(await hover.locator("a, b, .codicon-flame").count()).toBe(0);
    await workbench.page.mouse.move(700, 400);
  });

  test("a container that dies changes its row and the badge", async () => {
    await machine.docker("kill", "vllm-server");
    await rows("Containers").filter({ hasText: "vllm-server" }).filter({ hasText: "status 137" }).waitFor();
  });

  test("stopping asks first, and names the container", async () => {
    const row = rows("Containers").filter({ hasText: "demo-train-1" });
    await row.hover();
    await row.getByRole("button", { name: /Stop Container/ }).click();
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText("Stop the container demo-train-1?").waitFor();
    await workbench.screenshot(screenshots, "views stopping asks");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await machine.docker("inspect", "--format", "{{.State.Running}}", "demo-train-1")).toBe("true");
  });

  test("the log of a container is followed in an output channel", async () => {
    const row = rows("Containers").filter({ hasText: "demo-train-1" });
    await row.hover();
    await row.getByRole("button", { name: /Show Logs/ }).click();
    await workbench.page
      .getByRole("combobox", { name: /Output/ })
      .filter({ hasText: "Container demo-train-1" })
      .waitFor();
    const last = workbench.page.locator(".output-view .view-line").filter({ hasText: "Epoch 3/10" }).last();
    const before = await last.innerText();
    // One more a second comes out of the container.
    await expect.poll(() => last.innerText(), { timeout: 30_000 }).not.toBe(before);
  });

  test("a shell of the container opens in a terminal", async () => {
    await workbench.commandOn("Open Shell in a Container", "demo-train-1");
    const terminal = workbench.page.locator(".terminal-wrapper.active .xterm");
    await terminal.waitFor();
    await terminal.click();
    await expect
      .poll(
        async () => {
          await workbench.page.keyboard.type("/bin/busybox mkdir -p /made-in-the-shell\n");
          return machine.docker("exec", "demo-train-1", "/bin/busybox", "ls", "/");
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toContain("made-in-the-shell");
  });

  test("what the engine says of a container opens as JSON", async () => {
    await workbench.commandOn("Inspect Container as JSON", "demo-train-1");
    await workbench.lines.filter({ hasText: '"Id"' }).first().waitFor();
  });

  test("the check of the GPU setup opens as a report", async () => {
    await workbench.commandOn("Check GPU Setup", "Run a Test Container");
    await workbench.lines.filter({ hasText: "GPUs:" }).first().waitFor();
    await workbench.page.locator(".monaco-editor").getByText("NVIDIA driver:").first().waitFor();
    const toast = workbench.page.locator(".notification-toast", { hasText: "Shall the findings" });
    await toast.getByRole("button", { name: "Use in This Workspace" }).click();
    await expect
      .poll(() => readFile(join(workspace, ".vscode", "settings.json"), "utf8").catch(() => ""))
      .toContain("mlContainers.host");
  });

  test("the compose file opens at the service", async () => {
    await workbench.commandOn("Go to the Compose Service of a Container", "demo-train-1");
    const text = await readFile(join(workspace, "compose.yaml"), "utf8");
    const line = text.split("\n").indexOf("  train:") + 1;
    await workbench.page.getByText(`Ln ${line}, Col 3`, { exact: true }).waitFor();
  });

  test("the GPU history shows curves and their figures", async () => {
    await workbench.command("Show GPU History");
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe");
    await page.getByRole("table", { name: /RTX 4090, Utilisation/ }).waitFor();
    await page
      .getByRole("table", { name: /RTX 4090, Power/ })
      .getByText("413 W")
      .first()
      .waitFor();
    expect(await page.locator("svg .curve").count()).toBe(3);
  });

  test("an image is built from its Dockerfile, and a machine without GPUs for containers says what to check", async () => {
    const { page } = workbench;
    await mkdir(join(workspace, "tiny"), { recursive: true });
    await writeFile(
      join(workspace, "tiny", "Dockerfile"),
      'FROM trainer\nLABEL built=here\nCMD ["/bin/busybox", "sleep", "1"]\n',
    );
    await workbench.openFile("tiny/Dockerfile");
    await page.locator(".codelens-decoration").getByText("Build Image…").click();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "--tag=tiny:dev" }).waitFor();
    await page.keyboard.press("Enter");
    const built = page.locator(".notification-toast", { hasText: "tiny:dev was built." });
    await built.getByRole("button", { name: "Run with GPUs…" }).waitFor();
    expect(await machine.docker("inspect", "--format", "{{.Config.Labels.built}}", "tiny:dev")).toBe("here");
    await built.getByRole("button", { name: "Run with GPUs…" }).click();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "--gpus=all" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".notification-toast", { hasText: "Run the command Check GPU Setup." }).waitFor();
  });

  test("a container that is killed at its memory limit is told, with its logs at hand", async () => {
    await machine.start("too-large", "sleep 2; tail /dev/zero", "--memory=8m");
    const toast = workbench.page.locator(".notification-toast", {
      hasText: "too-large was killed at its memory limit of 8 MiB",
    });
    await toast.getByRole("button", { name: "Show Logs" }).waitFor();
  });

  test("an engine that is killed is said to be gone, and its containers are back with it", async () => {
    await machine.engine.kill();
    await rows("Containers")
      .filter({ hasText: /is not running|No Docker engine|ended the connection/ })
      .waitFor();
    await workbench.screenshot(screenshots, "views the engine is gone");
    await machine.engine.restart();
    await rows("Containers")
      .filter({ hasText: /is not running|No Docker engine|ended the connection/ })
      .waitFor({ state: "detached", timeout: 60_000 });
    await rows("Containers").filter({ hasText: "demo-train-1" }).waitFor();
  });
});
