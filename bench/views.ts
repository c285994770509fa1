import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexed } from "../client/src/live/changes.ts";
import { Workbench, rowsOf } from "../client/src/live/workbench.ts";
import { root } from "../scripts/lib/paths.ts";
import { containerTree } from "../workbench/src/containers/tree.ts";
import { systemClock } from "../workbench/src/exec/clock.ts";
import { systemDisk } from "../workbench/src/exec/disk.ts";
import { systemPrograms } from "../workbench/src/exec/programs.ts";
import { table, title } from "./table.ts";

const RUNS = 9;
const SECONDS = 15;

/** The views: what they cost an editor before they are opened, when they open, and while much happens. */
export async function benchViews(folder: string): Promise<void> {
  title("Views");
  const activation = middle(Array.from({ length: RUNS }, () => activated(folder)));
  const paints: number[] = [];
  for (let run = 0; run < RUNS; run += 1) paints.push(await firstPaint(join(folder, `paint-${run}`)));
  const share = await busy(join(folder, "busy"));
  table(
    ["what", "measured", "wanted"],
    [
      ["activation before any view opens", `${activation.toFixed(0)} ms`, "60 ms"],
      ["first rows of 100 containers", `${middle(paints).toFixed(0)} ms`, "200 ms"],
      [`300 containers, 50 events a second, for ${SECONDS} s`, `${share.toFixed(1)} % of a core`, "10 %"],
    ],
  );
}

/** Milliseconds from the loading of the extension to the end of its activation, in a fresh process whose editor does nothing. */
function activated(folder: string): number {
  const file = join(folder, "activate.cjs");
  writeFileSync(file, ACTIVATE);
  const { stdout } = spawnSync(process.execPath, [file, join(root, "dist/client.cjs")], { encoding: "utf8" });
  return Number(stdout);
}

const ACTIVATE = `
const Module = require("node:module");
const nothing = new Proxy(function () {}, {
  get: (target, key) =>
    key === "then" ? undefined
    : key === "visible" ? false
    : key === "textDocuments" ? []
    : key === Symbol.toPrimitive ? () => ""
    : nothing,
  apply: () => nothing,
  construct: () => nothing,
});
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? nothing : load(name, ...rest));
const begin = performance.now();
const context = { subscriptions: [], extensionUri: nothing, asAbsolutePath: (path) => path };
Promise.resolve(require(process.argv[2]).activate(context)).then(() => {
  console.log(performance.now() - begin);
  process.exit(0);
});
`;

/** Milliseconds until the rows are there, from the moment in which the view opens. */
async function firstPaint(socket: string): Promise<number> {
  const engine = await standIn(socket, 100, 0);
  const { took, workbench } = await new Promise<{ readonly took: number; readonly workbench: Workbench }>(
    (resolve) => {
      const begin = performance.now();
      const opened = open(socket, () => {
        if (opened.containers.state !== "ready") return;
        indexed(containerTree(opened.containers, Date.now()));
        resolve({ took: performance.now() - begin, workbench: opened });
      });
      opened.setAttention({ gpus: false, containers: true, status: false });
    },
  );
  workbench.dispose();
  engine.end();
  return took;
}

/** Per cent of a core that this process takes, with as many rows streamed as the client does at most. */
async function busy(socket: string): Promise<number> {
  const engine = await standIn(socket, 300, 50);
  const workbench = open(socket, () => {
    indexed(containerTree(workbench.containers, Date.now()));
    workbench.setRows(
      new Set(
        rowsOf(workbench.containers)
          .slice(0, 50)
          .map(({ id }) => id),
      ),
    );
  });
  workbench.setAttention({ gpus: false, containers: true, status: false });
  // The first lists and inspections belong to the opening.
  await after(5_000);
  const begin = process.cpuUsage();
  await after(SECONDS * 1_000);
  const { user, system } = process.cpuUsage(begin);
  workbench.dispose();
  engine.end();
  return (user + system) / ((SECONDS * 1e6) / 100);
}

function open(socket: string, containersChanged: () => void): Workbench {
  const machine = {
    disk: systemDisk,
    environment: { DOCKER_HOST: `unix://${socket}` },
    home: "/nonexistent",
    platform: process.platform,
    uid: 0,
  };
  const log = { info: () => undefined, warn: () => undefined };
  const services = { machine, programs: systemPrograms, clock: systemClock, log };
  const alerts = { enabled: new Set([]), noProgressMinutes: 15 };
  return new Workbench(
    services,
    { choice: {}, interval: 3_000, alerts },
    { containersChanged, gpusChanged: () => undefined, alerted: () => undefined },
  );
}

async function standIn(
  socket: string,
  containers: number,
  events: number,
): Promise<{ readonly end: () => void }> {
  const words = [join(root, "bench/engine-stand-in.ts"), socket, String(containers), String(events)];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return { end: () => child.stdin.end() };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
