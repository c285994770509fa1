import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { bundle, bundleHostSuite } from "./lib/bundle.ts";
import { end, endWithParent } from "./lib/children.ts";
import { freshProfile, temporaryCopy } from "./lib/code-server.ts";
import { profileArguments } from "./lib/desktop.ts";
import { cacheFolder, root } from "./lib/paths.ts";
import { progress } from "./lib/progress.mjs";

/**
 * The suites of test/vscode/in-host on a desktop VS Code, which is downloaded: a network and, on Linux, a display (or
 * xvfb-run) are needed.
 */
endWithParent();
try {
  await progress("Building the extension and its suite", () => bundle("development"));
  const profile = await freshProfile();
  await runTests({
    version: "stable",
    cachePath: join(cacheFolder(), "vscode-desktop"),
    extensionDevelopmentPath: root,
    extensionTestsPath: await bundleHostSuite(),
    launchArgs: [await temporaryCopy(join(root, "test", "workspaces", "demo")), ...profileArguments(profile)],
  });
  console.log("The in-host suite passed on a desktop VS Code.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(
    '\nWhere VS Code can\'t be downloaded, "npm test -- vscode" runs the same suite in a browser.',
  );
  process.exitCode = 1;
}
await end();
process.exit();
