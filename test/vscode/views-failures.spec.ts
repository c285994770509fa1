import { chmod, chown } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { end } from "../../scripts/lib/children.ts";
import { mayInstall } from "../../scripts/lib/debian.ts";
import { findProgram } from "../../scripts/lib/programs.ts";
import { launchBrowser } from "./browser.ts";
import { Gate } from "./gate.ts";
import { SideBar } from "./side-bar.ts";
import { serveExtension, stage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { surroundings } from "./surroundings.ts";

const { workspace, screenshots } = surroundings();

describe.skipIf(!mayInstall())("VS Code, the views of an engine that fails", () => {
  let browser: Browser;
  let machine: Stage;
  let sideBar: SideBar;

  beforeAll(async () => {
    [browser, machine] = await Promise.all([launchBrowser(), stage()]);
    await machine.start("my-training", "sleep 3600", "--label=ml-containers.kind=training");
  }, 240_000);

  afterEach(async ({ task }) => {
    await sideBar.workbench.screenshot(screenshots, `failures ${task.name}`);
  });

  afterAll(async () => {
    await browser.close();
    await end();
  });

  describe("in turn in every way", () => {
    let gate: Gate;

    beforeAll(async () => {
      gate = await Gate.before(machine.env["DOCKER_HOST"] ?? "", "fail");
      const address = await serveExtension({ ...machine.env, DOCKER_HOST: gate.address });
      sideBar = await SideBar.open(browser, address, workspace);
    });

    afterAll(async () => {
      await sideBar.workbench.page.close();
      gate.close();
    });

    test("one that answers 500 from the start", async () => {
      const welcome = sideBar.welcome("Containers");
      await welcome.getByText(/refused to list its containers/).waitFor();
      await welcome.getByRole("button", { name: "Show Log" }).waitFor();
    });

    test("one that half answers", async () => {
      gate.behave("cut");
      await sideBar
        .welcome("Containers")
        .getByText(/does not answer/)
        .waitFor();
    });

    test("one that hangs", async () => {
      gate.behave("hang");
      await sideBar
        .welcome("Containers")
        .getByText(/did not answer in time/)
        .waitFor({ timeout: 60_000 });
    });

    test("the list comes when it answers again, and stays below the words when it fails anew", async () => {
      const rows = sideBar.rows("Containers");
      gate.behave("pass");
      await rows.filter({ hasText: "my-training" }).waitFor({ timeout: 60_000 });
      gate.behave("fail");
      await rows.filter({ hasText: "status 500" }).waitFor();
      expect(await rows.filter({ hasText: "my-training" }).count()).toBe(1);
      await sideBar.workbench.screenshot(screenshots, "failures the last list stays");
      gate.behave("pass");
      await sideBar.workbench.command("Refresh Containers");
      await rows.filter({ hasText: "status 500" }).waitFor({ state: "detached" });
      await machine.docker("kill", "my-training");
      await rows.filter({ hasText: "my-training" }).filter({ hasText: "status 137" }).waitFor();
    });
  });

  describe.skipIf(findProgram(["setpriv"]) === undefined)("by a socket that this user may not open", () => {
    beforeAll(async () => {
      // Another user's, and for root without the right to pass by permissions as closed as for anybody.
      await chown(socketOf(machine), 65_534, 65_534);
      await chmod(socketOf(machine), 0o600);
      sideBar = await SideBar.open(
        browser,
        await serveExtension(machine.env, {}, { within: OBEYS_PERMISSIONS }),
        workspace,
      );
    });

    test("the view says what to do, and has the list as soon as it was done", async () => {
      const welcome = sideBar.welcome("Containers");
      await welcome.getByText(/You may not open.*Add your user to the group/).waitFor();
      await sideBar.rows("GPUs").filter({ hasText: "GeForce RTX 4090" }).waitFor();
      await sideBar.workbench.screenshot(screenshots, "failures no permission");
      const again = welcome.getByRole("button", { name: "Connect Again" });
      await again.click();
      await again.waitFor();
      await chmod(socketOf(machine), 0o666);
      await sideBar.rows("Containers").filter({ hasText: "my-training" }).waitFor({ timeout: 45_000 });
    });
  });
});

const RIGHTS = "-dac_override,-dac_read_search";
const OBEYS_PERMISSIONS = ["setpriv", `--bounding-set=${RIGHTS}`, `--inh-caps=${RIGHTS}`];

function socketOf({ env }: Stage): string {
  return (env["DOCKER_HOST"] ?? "").replace("unix://", "");
}
