import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { atEnd, must, run, start } from "./children.ts";
import type { Running } from "./children.ts";
import { aptGet, install, mayInstall } from "./debian.ts";
import { findProgram } from "./programs.ts";
import { Unavailable } from "./unavailable.ts";

/** BuildKit knows heredocs and every expansion of variables since this engine. */
const OLDEST_ENGINE = 26;

/** Debian's release that holds such an engine, Buildx and Compose v2; its programs also run on the release before. */
const RELEASE = "trixie";

/** The last is one static program, for images that have no base. */
const PACKAGES = [
  "docker.io",
  "docker-cli",
  "docker-buildx",
  "docker-compose",
  "containerd",
  "busybox-static",
];

/** Variables under which `docker buildx build` reaches a BuildKit that reads today's Dockerfiles. */
export interface DockerEngine {
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The running Docker engine where it is new enough; as root on Debian else one of our own: unpacked into the cache, not
 * installed, without a network bridge, on a socket of its own, and stopped at the end. No image can be pulled into it
 * without a registry, which builds `FROM scratch` don't need. Throws Unavailable elsewhere.
 */
export async function dockerEngine(note: (detail: string) => void): Promise<DockerEngine> {
  const present = await runningEngine();
  if (present.engine !== undefined) return present.engine;
  if (!mayInstall()) throw new Unavailable(present.reason);
  note("preparing a Docker engine");
  const programs = await ownPrograms();
  if (findProgram(["runc"]) === undefined) await install(["runc"]);
  note("starting a Docker engine");
  return startOwn(programs);
}

/** A Compose v2 that runs by itself: `argv` begins its command line. */
export interface Compose {
  readonly version: string;
  readonly argv: readonly string[];
  /** A static busybox, which runs in an image `FROM scratch`; there is none where Debian's packages are out of reach. */
  readonly busybox?: string;
}

/**
 * Compose v2 without an engine, which `config` does not need. As root on Debian it is always Debian's own, unpacked into
 * the cache, so that its words are the ones that tests quote; else the one at hand. Throws Unavailable where there is none.
 */
export async function composeProgram(note: (detail: string) => void): Promise<Compose> {
  if (!mayInstall()) return presentCompose();
  note("preparing Docker Compose");
  const programs = await ownPrograms();
  const argv = [join(programs, "config", "cli-plugins", "docker-compose")];
  return {
    version: await composeVersion(argv),
    argv,
    busybox: join(programs, "root", "usr", "bin", "busybox"),
  };
}

async function presentCompose(): Promise<Compose> {
  const argv = ["docker", "compose"];
  const version = await composeVersion(argv);
  if (!(Number.parseInt(version, 10) >= 2)) throw new Unavailable("there is no Docker Compose v2");
  return { version, argv };
}

/** Empty where these words start no Compose. */
async function composeVersion(argv: readonly string[]): Promise<string> {
  const asked = await run([...argv, "version", "--short"], { timeout: 10_000 });
  return asked.code === 0 ? asked.stdout.trim().replace(/^v/, "") : "";
}

/**
 * A second engine of our own, which takes this machine for one with NVIDIA's container toolkit: its driver `nvidia` does all
 * the engine does, and then its hook, which hands over the GPUs, does nothing. Throws Unavailable where dockerEngine does.
 */
export async function engineWithToolkit(): Promise<DockerEngine> {
  if (!mayInstall()) throw new Unavailable("only root on Debian can start an engine of its own");
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-toolkit-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "nvidia-container-runtime-hook"), "#!/bin/sh\n", { mode: 0o755 });
  return startOwn(await ownPrograms(), folder);
}

async function runningEngine(): Promise<{ readonly engine?: DockerEngine; readonly reason: string }> {
  const asked = await run(["docker", "version", "--format", "{{.Server.Version}}"], { timeout: 10_000 });
  const version = asked.stdout.trim();
  if (asked.code !== 0 || version === "") return { reason: "no Docker engine answers" };
  if (!(Number.parseInt(version, 10) >= OLDEST_ENGINE)) {
    return { reason: `the Docker engine is ${version}; ${OLDEST_ENGINE} or later is needed` };
  }
  const buildx = await run(["docker", "buildx", "version"], { timeout: 10_000 });
  if (buildx.code !== 0) return { reason: "the docker command lacks its buildx plugin" };
  return { engine: { version, env: {} }, reason: "" };
}

/** Engine, command line, Buildx and Compose of Debian, unpacked beside one another; another list is another folder. */
function ownPrograms(): Promise<string> {
  return cached(`${RELEASE}-${PACKAGES.join("-")}`, async (folder) => {
    const apt = join(folder, "apt");
    await mkdir(join(apt, "lists", "partial"), { recursive: true });
    await mkdir(join(apt, "cache", "archives", "partial"), { recursive: true });
    const sources = join(apt, "sources.list");
    await writeFile(
      sources,
      `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${machinesMirror()} ${RELEASE} main\n`,
    );
    const options = [
      ["Dir::Etc::sourcelist", sources],
      ["Dir::Etc::sourceparts", "-"],
      ["Dir::State::lists", join(apt, "lists")],
      ["Dir::Cache", join(apt, "cache")],
      ["APT::Sandbox::User", "root"],
    ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    await aptGet([...options, "update"]);
    await aptGet([...options, "download", ...PACKAGES], apt);
    for (const archive of readdirSync(apt).filter((name) => name.endsWith(".deb"))) {
      await must(["dpkg-deb", "--extract", join(apt, archive), join(folder, "root")]);
    }
    await mkdir(join(folder, "config"));
    await rename(
      join(folder, "root", "usr", "libexec", "docker", "cli-plugins"),
      join(folder, "config", "cli-plugins"),
    );
    await rm(apt, { recursive: true });
  });
}

/** The address from which this machine installs Debian's packages, in either form that apt knows. */
function machinesMirror(): string {
  const parts = "/etc/apt/sources.list.d";
  const files = [
    "/etc/apt/sources.list",
    ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []),
  ];
  for (const file of files.filter((name) => existsSync(name))) {
    const text = readFileSync(file, "utf8");
    const found =
      /^URIs:\s*(\S+\/debian\/?)(?:\s|$)/m.exec(text)?.[1] ??
      /^deb\s+(?:\[[^\]]*\]\s+)?(\S+\/debian\/?)\s/m.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Unavailable("the machine's apt sources name no Debian mirror");
}

/** An engine that a test may end as a crash would, and start again on the same socket and data. */
export interface OwnEngine extends DockerEngine {
  /** SIGKILL for the daemon. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it in order and removes its data. */
  remove(): Promise<void>;
}

/** Starts an engine for one test alone. Throws Unavailable where dockerEngine does. */
export async function ownEngine(): Promise<OwnEngine> {
  if (!mayInstall()) throw new Unavailable("only root on Debian can start an engine of its own");
  const place = await preparePlace(await ownPrograms());
  let daemon = await launch(place);
  return {
    version: daemon.version,
    env: place.env,
    async kill() {
      if (daemon.running.pid !== undefined) process.kill(daemon.running.pid, "SIGKILL");
      await daemon.running.exited;
      // Its containerd died with it; where nobody has reaped that one yet, the next daemon would wait for it.
      await rm(join(place.folder, "exec", "containerd", "containerd.pid"), { force: true });
    },
    async restart() {
      daemon = await launch(place);
    },
    async remove() {
      await daemon.running.stop();
      await unmountBelow(place.folder);
      await removeFolder(place.folder);
    },
  };
}

interface Place {
  readonly folder: string;
  readonly socket: string;
  readonly env: Readonly<Record<string, string>>;
}

async function startOwn(programs: string, ...tools: readonly string[]): Promise<DockerEngine> {
  const place = await preparePlace(programs, ...tools);
  atEnd(async () => {
    // A container on the host's network leaves one in order, too.
    await unmountBelow(place.folder);
    await removeFolder(place.folder);
  });
  return { version: (await launch(place)).version, env: place.env };
}

async function preparePlace(programs: string, ...tools: readonly string[]): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-docker-"));
  const socket = `unix://${join(folder, "docker.sock")}`;
  const bin = [join(programs, "root", "usr", "bin"), join(programs, "root", "usr", "sbin")];
  const path = [...tools, ...bin, process.env["PATH"] ?? "", "/usr/sbin", "/sbin"].join(":");
  // Later engines inject CDI devices without being told to.
  await writeFile(join(folder, "daemon.json"), JSON.stringify({ features: { cdi: true } }));
  return {
    folder,
    socket,
    env: { PATH: path, DOCKER_HOST: socket, DOCKER_CONFIG: join(programs, "config") },
  };
}

/** A daemon that was killed leaves its mounts. */
async function unmountBelow(folder: string): Promise<void> {
  const table = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const below = table.map((line) => line.split(" ")[1] ?? "").filter((path) => path.startsWith(`${folder}/`));
  for (const path of below.toReversed()) await run(["umount", "--lazy", path], { timeout: 10_000 });
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function launch({ folder, socket, env }: Place): Promise<{ running: Running; version: string }> {
  const running = start(
    [
      "dockerd",
      `--config-file=${join(folder, "daemon.json")}`,
      `--host=${socket}`,
      `--data-root=${join(folder, "data")}`,
      `--exec-root=${join(folder, "exec")}`,
      `--pidfile=${join(folder, "pid")}`,
      "--bridge=none",
      "--iptables=false",
      "--ip6tables=false",
    ],
    { env: { ...process.env, ...env }, patience: 20_000 },
  );
  const gone = running.exited.then(({ stderr }) => stderr.trim().split("\n").at(-1) ?? "");
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const asked = await run(["docker", "version", "--format", "{{.Server.Version}}"], {
      env: { ...process.env, ...env },
      timeout: 5_000,
    });
    if (asked.code === 0) return { running, version: asked.stdout.trim() };
    const pause = new Promise<undefined>((resolve) => setTimeout(resolve, 200, undefined));
    const lastWords = await Promise.race([gone, pause]);
    if (lastWords !== undefined) throw new Unavailable(`a Docker engine can't be started here: ${lastWords}`);
  }
  throw new Unavailable("a Docker engine was started, but did not answer in 60 s");
}
