import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Surroundings } from "../lib/surroundings.ts";
import { bundleHostSuite } from "../lib/bundle.ts";
import { chromium } from "../lib/chromium.ts";
import {
  codeServerFolder,
  freePort,
  freshProfile,
  installVsix,
  serve,
  serveForTests,
  temporaryCopy,
} from "../lib/code-server.ts";
import { artifacts, root } from "../lib/paths.ts";
import { Unavailable } from "../lib/unavailable.ts";
import { packVsix } from "../lib/vsix.ts";
import { skip } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { vitest } from "./vitest.ts";

const SUITES = ["VS Code, as a user", "VS Code, in the extension host"];

/** Packs the extension, installs it into a VS Code server, and lets a browser use it; see test/vscode. */
export async function vscode(note: (detail: string) => void): Promise<Outcome> {
  let surroundings: Surroundings;
  try {
    surroundings = await prepare(note);
  } catch (error) {
    if (error instanceof Unavailable) return skip(SUITES, error.message);
    throw error;
  }
  note("testing");
  const config = join("test", "vscode", "vitest.config.ts");
  const env = { ML_CONTAINERS_VSCODE: JSON.stringify(surroundings) };
  return vitest([`--config=${config}`, "--root=."], env, () => "skipped by the test itself");
}

async function prepare(note: (detail: string) => void): Promise<Surroundings> {
  if (process.platform === "win32") throw new Unavailable("VS Code in the browser does not run on Windows");
  const browser = await chromium(note);
  const codeServer = await codeServerFolder(note).catch((error: unknown) => {
    throw new Unavailable(
      `code-server can't be had: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : ""}`,
    );
  });
  note("packing and installing the extension");
  const vsix = await packVsix();
  const hostSuite = await bundleHostSuite();
  const demo = join(root, "test", "workspaces", "demo");
  const user = await freshProfile();
  await installVsix(codeServer, user, vsix.path);
  note("starting VS Code");
  const installed = await serve(codeServer, user, await freePort());
  const hostProfile = await freshProfile();
  const hostResults = join(hostProfile.folder, "results.json");
  const testable = await serveForTests(codeServer, hostProfile, await freePort(), {
    ML_CONTAINERS_HOST_RESULTS: hostResults,
  });
  const screenshots = join(artifacts, "vscode");
  await rm(screenshots, { recursive: true, force: true });
  await mkdir(screenshots, { recursive: true });
  return {
    chromium: browser,
    installed: installed.address,
    testable: testable.address,
    workspace: await temporaryCopy(demo),
    hostWorkspace: await temporaryCopy(demo),
    extension: root,
    hostSuite,
    hostResults,
    screenshots,
  };
}
