import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { progress } from "./progress.mjs";

const OLDEST_NODE = 20;
const root = fileURLToPath(new URL("../..", import.meta.url));
const modules = join(root, "node_modules");
const node24 = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/**
 * Makes a fresh clone able to run the project's own TypeScript, and runs `script` (relative to the repository) with this
 * process's arguments on the project's Node. Only plain JavaScript without dependencies may run before this.
 */
export async function runWithProjectNode(script) {
  requireNode();
  try {
    if (dependenciesAreStale()) await installDependencies();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  process.exit(await handOver(script));
}

function requireNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= OLDEST_NODE) return;
  console.error(
    `ML Containers needs Node ${OLDEST_NODE} or later; this is ${process.version} (${process.execPath}).\n` +
      "Install a newer Node from https://nodejs.org and run the command again.",
  );
  process.exit(1);
}

/**
 * npm writes node_modules/.package-lock.json last, so an interrupted installation has none. Packages for other
 * platforms are absent from it, so only those it does hold, and those that are not optional, are compared.
 */
function dependenciesAreStale() {
  const installedFile = join(modules, ".package-lock.json");
  if (!existsSync(installedFile) || !existsSync(node24)) return true;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).some(([path, { version, optional }]) => {
    if (path === "") return false;
    const present = installed[path];
    return present === undefined ? optional !== true : present.version !== version;
  });
}

function installDependencies() {
  return progress("Installing the development dependencies (npm ci)", async () => {
    const { code, output } = await npm(["ci", "--no-audit", "--no-fund"]);
    if (code !== 0) {
      throw new Error(
        `${output.trimEnd()}\n\nnpm ci failed (exit ${code}). Check the network and the npm registry settings, then run the command again.`,
      );
    }
  });
}

/** `npm ci` replaces node_modules, so npm itself must not run on the Node that lies there. */
function npm(args) {
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.startsWith(modules))
    .join(delimiter);
  const [command, first] =
    process.platform === "win32" && process.env.npm_execpath
      ? [process.execPath, [process.env.npm_execpath]]
      : ["npm", []];
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The IPC channel tells the child when this process is gone, so that nothing outlives it. */
function handOver(script) {
  const child = spawn(node24, [join(root, script), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}`,
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm's shell does not pass every signal on; being handed to another parent says the same.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 1_000).unref();
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`The project's Node could not be started: ${error.message}. Run "npm ci" and try again.`);
      resolve(1);
    });
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
