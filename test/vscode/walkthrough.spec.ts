import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { end } from "../../scripts/lib/children.ts";
import { launchBrowser } from "./browser.ts";
import { serveExtension } from "./stage.ts";
import { surroundings } from "./surroundings.ts";
import { Workbench } from "./workbench.ts";

const { workspace, screenshots } = surroundings();

interface Step {
  readonly title: string;
  readonly button: string;
  /** Words of the page beside it. */
  readonly page: string;
  /** What a user sees of the command that the button runs, on a machine without an engine. */
  readonly seen: (workbench: Workbench) => Locator;
}

const STEPS: readonly Step[] = [
  {
    title: "Read your files",
    button: "Open a File",
    page: "Findings have names",
    seen: ({ page }) => page.locator(".quick-input-widget input[placeholder^='Search files by name']"),
  },
  {
    title: "See GPUs and containers",
    button: "Show the GPUs",
    page: "GPUs",
    seen: ({ page }) => page.locator(".pane-header[aria-label^='GPUs']"),
  },
  {
    title: "Choose the engine",
    button: "Choose Docker Engine…",
    page: "engine",
    seen: ({ page }) => page.locator(".quick-input-list").getByText("As the docker Command"),
  },
  {
    title: "Check the GPU setup",
    button: "Check GPU Setup",
    page: "The same report comes from",
    seen: ({ page }) => page.locator(".quick-input-list").getByText("Look Only"),
  },
  {
    title: "Build and run",
    button: "Run with GPUs…",
    page: "The build's steps show",
    seen: ({ page }) => page.locator(".quick-input-message").getByText("The image's name"),
  },
];

describe("VS Code, the walkthrough", () => {
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    browser = await launchBrowser();
    const address = await serveExtension({ DOCKER_HOST: "unix:///nonexistent/docker.sock" });
    const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
    workbench = await Workbench.open(page, address, workspace);
    await workbench.commandOn("Welcome: Open Walkthrough...", "Begin with ML Containers");
    await page.locator(".getting-started-step").first().waitFor();
  });

  afterEach(async ({ task }) => {
    await workbench.screenshot(screenshots, `walkthrough ${task.name}`);
  });

  afterAll(async () => {
    await browser.close();
    await end();
  });

  test("opens with its five steps", async () => {
    const titles = await workbench.page.locator(".getting-started-step .step-title").allInnerTexts();
    expect(titles.map((title) => title.trim())).toEqual(STEPS.map(({ title }) => title));
  });

  test.each(STEPS)("$title: the button $button does what it says", async (step) => {
    const { page } = workbench;
    const title = page.locator(".step-title", { hasText: step.title });
    const row = page.locator(".getting-started-step", { has: title });
    const button = row.getByRole("button", { name: step.button });
    if (!(await button.isVisible())) await title.click();
    // The page beside it takes the focus as it loads, and pickers close where the focus goes elsewhere.
    await page
      .frameLocator("iframe.webview.ready")
      .frameLocator("iframe#active-frame")
      .getByText(step.page)
      .first()
      .waitFor();
    await workbench.screenshot(screenshots, `walkthrough step ${step.title}`);
    await button.click();
    await step.seen(workbench).waitFor();
    expect(await page.locator(".notification-toast").count()).toBe(0);
    // A picker closes where the focus goes elsewhere; the key Escape may reach the walkthrough, which then closes as well.
    await page.mouse.click(440, 780);
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  });
});
