import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium as driver } from "playwright-core";
import { chromium } from "../scripts/lib/chromium.ts";
import { codeServerFolder, freePort, freshProfile, serve } from "../scripts/lib/code-server.ts";
import { end } from "../scripts/lib/children.ts";
import { placeExtension } from "../scripts/lib/extension.ts";
import { root } from "../scripts/lib/paths.ts";
import { Unavailable } from "../scripts/lib/unavailable.ts";
import { table, title } from "./table.ts";

const SECONDS = 20;
/** Milliseconds in which lists and inspections of the opening come to rest. */
const SETTLE = 10_000;

/** What a real extension host takes of a core while 300 containers change 50 times a second, by the kernel's account of its process. */
export async function benchExtensionHost(folder: string): Promise<void> {
  title("Extension host");
  const socket = join(folder, "host.sock");
  const words = [join(root, "bench/engine-stand-in.ts"), socket, "300", "50"];
  const engine = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await once(engine.stdout, "data");
    const { hidden, visible } = await measured(socket);
    table(
      ["300 containers, 50 events a second", "of a core", "wanted"],
      [
        ["before the view is opened", percent(hidden), ""],
        ["with the view open", percent(visible), "10 %"],
      ],
    );
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`Not measured: ${error.message}.`);
  } finally {
    engine.stdin.end();
    await end();
  }
}

async function measured(socket: string): Promise<{ readonly hidden: number; readonly visible: number }> {
  if (process.platform !== "linux") throw new Unavailable("only Linux tells it in /proc");
  const executablePath = await chromium(() => undefined);
  const codeServer = await codeServerFolder(() => undefined);
  const profile = await freshProfile();
  await placeExtension(profile);
  process.env["DOCKER_HOST"] = `unix://${socket}`;
  const server = await serve(codeServer, profile, await freePort());
  const browser = await driver.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
    await page.goto(`${server.address}?folder=${encodeURIComponent(join(root, "test/workspaces/demo"))}`);
    const icon = page.locator(".activitybar .action-label[aria-label^='ML Containers']").first();
    await icon.waitFor();
    await after(SETTLE);
    const host = extensionHost(profile.folder);
    const hidden = await share(host);
    await icon.click();
    await page.locator(".monaco-list-row", { hasText: "train-" }).first().waitFor();
    await after(SETTLE);
    return { hidden, visible: await share(host) };
  } finally {
    await browser.close();
  }
}

/** Per cent of a core over some seconds. */
async function share(pid: number): Promise<number> {
  const before = ticks(pid);
  await after(SECONDS * 1_000);
  return (ticks(pid) - before) / SECONDS;
}

/** Hundredths of a second that a process has run, which is what Linux tells everywhere (USER_HZ); see proc(5). */
function ticks(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** The process that VS Code started with this profile for extensions. */
function extensionHost(profile: string): number {
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const line = read(`/proc/${name}/cmdline`);
    if (line.includes("--type=extensionHost") && read(`/proc/${name}/environ`).includes(profile))
      return Number(name);
  }
  throw new Error("VS Code has started no extension host.");
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
