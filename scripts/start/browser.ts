import { join } from "node:path";
import { codeServerFolder, freePort, freshProfile, pageAddress, serve } from "../lib/code-server.ts";
import { run } from "../lib/children.ts";
import { placeExtension } from "../lib/extension.ts";
import { progress } from "../lib/progress.mjs";

/** What the sample workspace shows first. */
const FIRST_FILE = join("train", "Dockerfile");

/** Serves the workspace in VS Code in the browser and resolves when the server ends. */
export async function openInBrowser(
  workspace: string,
  options: {
    readonly port: number | undefined;
    readonly open: boolean;
    /** Variables that the extension is to see besides this process's own. */
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<void> {
  if (process.platform === "win32") {
    throw new Error(
      "VS Code in the browser does not run on Windows. Install VS Code, put its `code` command on the PATH, and run npm start again.",
    );
  }
  const codeServer = await progress("Preparing VS Code for the browser", codeServerFolder);
  const profile = await freshProfile();
  await placeExtension(profile);
  const port = options.port ?? (await freePort());
  const server = await progress("Starting VS Code", () =>
    serve(codeServer, profile, port, { env: options.env }),
  );
  const address = pageAddress(server, workspace, FIRST_FILE);
  console.log(`\nVS Code is at\n\n  ${address}\n\nCtrl-C ends it.`);
  if (options.open) await openAddress(address);
  await server.process.exited;
}

/** Best effort: the address is printed anyway. */
async function openAddress(address: string): Promise<void> {
  const display = process.platform === "darwin" || process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"];
  if (!display) return;
  await run([process.platform === "darwin" ? "open" : "xdg-open", address], { timeout: 10_000 });
}
