import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { cached } from "./cache.ts";
import { atEnd, must, start } from "./children.ts";
import type { Running } from "./children.ts";
import { install, mayInstall } from "./debian.ts";
import { node24 } from "./paths.ts";
import { findProgram } from "./programs.ts";

/** code-server 4.139.1 is VS Code 1.139.1. */
export const CODE_SERVER = "4.139.1";

export interface CodeServer {
  /** Where the browser goes; ends in a slash. */
  readonly address: string;
  readonly process: Running;
}

export interface Profile {
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
}

/**
 * The folder of a code-server that runs under Node 24. Of its native modules those are built that output channels and terminals
 * need, which takes a compiler; as root on Debian it is installed.
 */
export function codeServerFolder(note: (detail: string) => void): Promise<string> {
  return cached(`code-server-${CODE_SERVER}-node${process.versions.modules}-native`, async (folder) => {
    const npm = ["--no-audit", "--no-fund", "--loglevel=error"];
    note(`fetching code-server ${CODE_SERVER} (40 MB)`);
    await must(["npm", "pack", `code-server@${CODE_SERVER}`, "--pack-destination", folder, ...npm], {
      cwd: folder,
    });
    note("unpacking");
    const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
    await must(["tar", "-xzf", archive, "--strip-components=1"], { cwd: folder });
    await rm(join(folder, archive));
    note("installing its packages (1 of 2)");
    const packages = ["npm", "install", "--omit=dev", "--ignore-scripts", ...npm];
    await must(packages, { cwd: folder });
    note("installing its packages (2 of 2)");
    await must(packages, { cwd: join(folder, "lib", "vscode") });
    await compiler();
    note("building its native modules");
    await must(["npm", "rebuild", ...NATIVE, ...npm], { cwd: join(folder, "lib", "vscode") });
  });
}

/** The first writes what output channels show; without the second the process behind terminals ends. */
const NATIVE = ["@vscode/spdlog", "@vscode/native-watchdog"];

async function compiler(): Promise<void> {
  const missing = ["make", "g++", "python3"].filter((name) => findProgram([name]) === undefined);
  if (missing.length > 0 && mayInstall()) await install(missing);
}

/** A fresh user profile in a temporary folder, removed at the end: nothing of the user's own VS Code is touched. */
export async function freshProfile(settings: Readonly<Record<string, unknown>> = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-"));
  atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const profile = { folder, userData: join(folder, "user"), extensions: join(folder, "extensions") };
  await mkdir(join(profile.userData, "User"), { recursive: true });
  await mkdir(profile.extensions);
  await writeFile(join(folder, "code-server.yaml"), "");
  await writeFile(
    join(profile.userData, "User", "settings.json"),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  return profile;
}

/** The page that shows `folder`, with `file` (relative to it) opened at once. */
export function pageAddress(server: CodeServer, folder: string, file?: string): string {
  const query = new URLSearchParams({ folder });
  if (file !== undefined) {
    const target = `vscode-remote://${new URL(server.address).host}${join(folder, file)}`;
    query.set("payload", JSON.stringify([["openFile", target]]));
  }
  return `${server.address}?${query.toString().replaceAll("%2F", "/").replaceAll("%3A", ":")}`;
}

/** Installs a VSIX into a profile as a user would. */
export async function installVsix(codeServer: string, profile: Profile, vsix: string): Promise<void> {
  await must([node24, entry(codeServer), ...profileFlags(profile), "--install-extension", vsix, "--force"], {
    cwd: profile.folder,
    env: cleanEnvironment(),
    timeout: 120_000,
  });
}

export interface ServeOptions {
  /** Whether folders are restricted until a person trusts them; all are trusted if nothing is said. */
  readonly asksForTrust?: boolean;
  /** A program and its words, which starts the server and ends with it. */
  readonly within?: readonly string[];
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Serves VS Code on 127.0.0.1 and resolves when it answers. */
export async function serve(
  codeServer: string,
  profile: Profile,
  port: number,
  { asksForTrust = false, within = [], env = {} }: ServeOptions = {},
): Promise<CodeServer> {
  const address = `http://127.0.0.1:${port}/`;
  const child = start(
    [
      ...within,
      node24,
      entry(codeServer),
      ...profileFlags(profile),
      "--auth=none",
      `--bind-addr=127.0.0.1:${port}`,
      "--disable-telemetry",
      "--disable-update-check",
      ...(asksForTrust ? [] : ["--disable-workspace-trust"]),
      "--disable-getting-started-override",
      "--ignore-last-opened",
    ],
    { cwd: profile.folder, env: { ...cleanEnvironment(), ...env } },
  );
  await answers(`${address}healthz`, child);
  return { address, process: child };
}

/**
 * Serves the VS Code server that lies inside code-server with the smoke-test driver: only then does it honour the
 * extensionTestsPath of a page's payload.
 */
export async function serveForTests(
  codeServer: string,
  profile: Profile,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<CodeServer> {
  const address = `http://127.0.0.1:${port}/`;
  const child = start(
    [
      node24,
      join(codeServer, "lib", "vscode", "out", "server-main.js"),
      "--enable-smoke-test-driver",
      "--without-connection-token",
      "--accept-server-license-terms",
      "--telemetry-level=off",
      "--host=127.0.0.1",
      `--port=${port}`,
      `--server-data-dir=${profile.folder}`,
      `--user-data-dir=${profile.userData}`,
      `--extensions-dir=${profile.extensions}`,
    ],
    { cwd: profile.folder, env: { ...cleanEnvironment(), ...env } },
  );
  await answers(address, child);
  return { address, process: child };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const found = probe.address();
      probe.close(() => resolve(typeof found === "object" && found !== null ? found.port : 0));
    });
  });
}

/** A copy of a folder, under its own name, that a test may change; removed at the end. */
export async function temporaryCopy(folder: string): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "ml-containers-"));
  atEnd(() => rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const copy = join(parent, basename(folder));
  await cp(folder, copy, { recursive: true });
  return copy;
}

const quietSettings = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "files.autoSave": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
};

function entry(codeServer: string): string {
  return join(codeServer, "out", "node", "entry.js");
}

function profileFlags(profile: Profile): readonly string[] {
  return [
    `--config=${join(profile.folder, "code-server.yaml")}`,
    `--user-data-dir=${profile.userData}`,
    `--extensions-dir=${profile.extensions}`,
  ];
}

/** Without the variables by which an outer VS Code, code-server or npm would steer the new one. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VSCODE_|CODE_SERVER_|ELECTRON_|npm_|NODE_OPTIONS$|NODE_CHANNEL_|PORT$|PASSWORD$|HASHED_PASSWORD$)/.test(
        name,
      ),
  );
  return Object.fromEntries(kept);
}

async function answers(address: string, child: Running): Promise<void> {
  const gone = child.exited.then(({ code, stdout, stderr }) => {
    throw new Error(
      `${stdout}${stderr}`.trim().split("\n").slice(-15).join("\n") +
        `\n\nThe VS Code server ended (exit ${code}) before it answered.`,
    );
  });
  gone.catch(() => undefined);
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const reply = await Promise.race([fetch(address).catch(() => undefined), gone]);
    if (reply?.ok === true) return;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 100)), gone]);
  }
  throw new Error(`The VS Code server did not answer at ${address} within 60 s.`);
}
