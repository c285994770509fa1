import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { must, run, start } from "../../../scripts/lib/children.ts";
import type { Running } from "../../../scripts/lib/children.ts";
import { connect } from "../../../workbench/src/docker/connect.ts";
import type { Engine } from "../../../workbench/src/docker/engine.ts";
import { sshCommand } from "../../../workbench/src/docker/ssh-agent.ts";
import { hasEngine, realEndpoint } from "../../lib/engine.ts";
import { endpointAt } from "./lib/endpoints.ts";
import { realServices, until } from "./lib/services.ts";

const HOST = { kind: "ssh", user: undefined, host: "gpu-box", port: undefined, path: undefined } as const;
const isUnix = process.platform !== "win32";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ml-containers-ssh-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** An Engine whose `ssh` is this script. */
async function withSsh(script: string, address: Partial<typeof HOST> = {}): Promise<Engine> {
  const bin = await mkdtemp(join(folder, "bin-"));
  await writeFile(join(bin, "ssh"), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, "ssh"), 0o755);
  const environment = { PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  const engine = connect(endpointAt({ ...HOST, ...address }), realServices(environment));
  onTestFinished(() => engine.dispose());
  return engine;
}

describe("the command", () => {
  test("is words, of which the remote shell gets one that is quoted", () => {
    const address = { ...HOST, user: "me", port: 2222, path: "/run/my docker's.sock" };
    expect(sshCommand(address).slice(6)).toEqual([
      "-l",
      "me",
      "-p",
      "2222",
      "--",
      "gpu-box",
      "docker",
      "--host",
      String.raw`'unix:///run/my docker'\''s.sock'`,
      "system",
      "dial-stdio",
    ]);
    expect(sshCommand(HOST).join(" ")).toBe(
      "ssh -T -o ConnectTimeout=30 -o BatchMode=yes -- gpu-box docker system dial-stdio",
    );
  });

  test.each([{ host: "-oProxyCommand=touch x" }, { host: "a b" }, { host: "gpu-box", user: "-F/x" }])(
    "is not made for %o",
    async (part: { readonly host: string; readonly user?: string }) => {
      const engine = connect(endpointAt({ ...HOST, ...part }), realServices());
      await expect(engine.list()).rejects.toMatchObject({ problem: { id: "ssh-failed" } });
    },
  );
});

describe.skipIf(!isUnix)("ssh that fails", () => {
  test.each([
    ["Host key verification failed.", /Run `ssh gpu-box` once/],
    ["me@gpu-box: Permission denied (publickey).", /ssh-add/],
    ["ssh: Could not resolve hostname gpu-box: Name or service not known", /Correct the host's name/],
    ["sh: 1: docker: not found", /Install the Docker command line there/],
    ["ssh: connect to host gpu-box port 22: Connection refused", /up and reachable/],
    ["Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", /Start Docker/],
    ["something\u001B[31m new", /ssh gpu-box docker version/],
  ])("%s", async (words, remedy) => {
    const engine = await withSsh(`cat <<'EOF' >&2\n${words}\nEOF\nexit 255`);
    await expect(engine.list()).rejects.toMatchObject({
      problem: {
        id: "ssh-failed",
        remedy: expect.stringMatching(remedy),
        said: expect.not.stringContaining("\u001B"),
      },
    });
  });

  test("by not being there", async () => {
    const engine = connect(endpointAt(HOST), realServices({ PATH: folder }));
    await expect(engine.list()).rejects.toMatchObject({
      problem: { id: "ssh-failed", remedy: expect.stringContaining("OpenSSH") },
    });
  });

  test("by hanging: it is ended with the engine", async () => {
    const pidFile = join(folder, "pid");
    const engine = await withSsh(`echo $$ > ${pidFile}; exec sleep 600`);
    const met = engine.list().catch((error: unknown) => error);
    await until(() => existsSync(pidFile));
    const pid = Number(await must(["cat", pidFile]));
    engine.dispose();
    await met;
    await until(() => !isAlive(pid));
  });
});

describe.skipIf(!hasEngine || !isUnix)("A Docker engine over ssh", () => {
  test("by a stand-in that begins docker here", async () => {
    const log = join(folder, "calls");
    const engine = await withSsh(
      `echo call >> ${log}; while [ "$1" != -- ]; do shift; done; shift 2; exec "$@"`,
    );
    await exercise(engine);
    const calls = (await must(["cat", log])).trim().split("\n");
    // One connection is kept for requests in a row, the stream and those side by side need more.
    expect(calls.length).toBeLessThanOrEqual(4);
  });

  const sshd = "/usr/sbin/sshd";
  describe.skipIf(!existsSync(sshd) || process.getuid?.() !== 0)("with a real sshd", () => {
    let server: Running;
    let port: number;

    beforeAll(async () => {
      for (const key of ["host", "user"]) {
        await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", join(folder, key)]);
      }
      await must(["cp", join(folder, "user.pub"), join(folder, "authorized")]);
      await mkdir("/run/sshd", { recursive: true });
      port = await freePort();
      const config = [
        `Port ${port}`,
        "ListenAddress 127.0.0.1",
        `HostKey ${join(folder, "host")}`,
        `AuthorizedKeysFile ${join(folder, "authorized")}`,
        "PermitRootLogin yes",
        "StrictModes no",
        "UsePAM no",
        `PidFile ${join(folder, "sshd.pid")}`,
        `SetEnv PATH="${process.env["PATH"] ?? ""}" DOCKER_HOST="${process.env["DOCKER_HOST"] ?? ""}"`,
      ];
      await writeFile(join(folder, "sshd_config"), `${config.join("\n")}\n`);
      server = start([sshd, "-D", "-e", "-f", join(folder, "sshd_config")]);
      await untilListening(port);
    });

    afterAll(() => server.stop());

    /** The real ssh, with a config that knows this test's key and hosts. */
    async function realSsh(knownHosts: string): Promise<Engine> {
      const config = [
        "Host gpu-box",
        "HostName 127.0.0.1",
        `Port ${port}`,
        `IdentityFile ${join(folder, "user")}`,
        "IdentitiesOnly yes",
        `UserKnownHostsFile ${knownHosts}`,
      ];
      const file = join(folder, `config-${Math.random()}`);
      await writeFile(file, `${config.join("\n")}\n`);
      return withSsh(`exec /usr/bin/ssh -F ${file} "$@"`);
    }

    test("whose key is not known yet", async () => {
      const engine = await realSsh(join(folder, "nobody"));
      await expect(engine.list()).rejects.toMatchObject({
        problem: { id: "ssh-failed", remedy: expect.stringContaining("check the key") },
      });
    });

    test("whose key is known", async () => {
      const known = join(folder, "known");
      const { stdout } = await run(["cat", join(folder, "host.pub")]);
      await writeFile(known, `[127.0.0.1]:${port} ${stdout}`);
      await exercise(await realSsh(known));
    });
  });
});

/** Everything that an Engine does over one wire or several: answers, streams, a program's output. */
async function exercise(engine: Engine): Promise<void> {
  const direct = connect(await realEndpoint(), realServices());
  onTestFinished(() => direct.dispose());
  expect(await engine.version()).toEqual(await direct.version());
  expect((await engine.list()).length).toBe((await direct.list()).length);
  const ended = new Promise((resolve) => engine.events(undefined, () => undefined, resolve));
  expect((await Promise.all([engine.info(), engine.info(), engine.list()])).length).toBe(3);
  await expect(engine.inspect("no-such-container")).rejects.toMatchObject({
    problem: { id: "container-gone" },
  });
  engine.dispose();
  await expect(Promise.race([ended, Promise.resolve("still silent")])).resolves.toBe("still silent");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const { code } = await run(["ssh-keyscan", "-T", "1", "-p", String(port), "127.0.0.1"]);
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
