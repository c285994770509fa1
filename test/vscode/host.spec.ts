import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import type { HostResult } from "./in-host/suite.ts";
import { surroundings } from "./surroundings.ts";

const { testable, hostWorkspace, extension, hostSuite, hostResults, screenshots } = surroundings();
const results = await runInHost();

/** Each test of test/vscode/in-host is told here on its own. */
describe("VS Code, in the extension host", () => {
  test("the suite ran to its end", () => {
    expect(results.length).toBeGreaterThan(5);
  });

  test.each(results)("$name", ({ error }) => {
    expect(error).toBeUndefined();
  });
});

/** Opens a page that makes VS Code run the suite in its extension host, and waits until the host says it is done. */
async function runInHost(): Promise<readonly HostResult[]> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const done = new Promise<void>((resolve, reject) => {
      setTimeout(
        () => reject(new Error("The extension host did not finish the suite in 3 minutes.")),
        180_000,
      ).unref();
      void page.exposeFunction("codeAutomationLog", () => undefined);
      void page.exposeFunction("codeAutomationExit", () => resolve());
    });
    await page.goto(address());
    try {
      await done;
    } finally {
      await page.screenshot({ path: join(screenshots, "in-the-extension-host.png") });
    }
    const parsed: readonly HostResult[] = JSON.parse(readFileSync(hostResults, "utf8"));
    return parsed;
  } finally {
    await browser.close();
  }
}

function address(): string {
  const remote = (path: string): string => `vscode-remote://${new URL(testable).host}${path}`;
  const payload = JSON.stringify([
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(hostSuite)],
    ["skipWelcome", "true"],
  ]);
  return `${testable}?${new URLSearchParams({ folder: hostWorkspace, payload }).toString()}`;
}
