import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildServiceWords, upWords } from "../../client/src/live/compose-run.ts";
import { runDocker } from "../../client/src/live/docker-run.ts";
import type { Build, Run } from "../../client/src/live/images.ts";
import { buildWords, imageSettings, runWords } from "../../client/src/live/images.ts";
import { systemPrograms } from "../../workbench/src/exec/programs.ts";
import { busyboxImage, docker, hasEngine, realEndpoint } from "../lib/engine.ts";

const BASE = "ml-containers-test-runs";
const BUILT = "ml-containers-test-runs-built";

describe.skipIf(!hasEngine)("Builds, runs and services on a real engine", () => {
  let folder: string;

  /** What the command printed; throws what a person would be told. */
  const run = async (words: readonly string[]): Promise<string> => {
    const endpoint = await realEndpoint();
    const signal = new AbortController().signal;
    const failure = "It failed.";
    const answer = await runDocker(systemPrograms, { words, endpoint, signal, failure, cwd: folder });
    if (typeof answer === "string") return answer;
    throw new Error(`${answer?.message} ${answer?.remedy} ${answer?.said}`);
  };

  const build = (): Build => ({
    dockerfile: join(folder, "Dockerfile"),
    context: folder,
    image: BUILT,
    stage: "train",
    arguments: new Map([["WHO", 'a b"c']]),
    secrets: new Map([
      ["hf", { kind: "variable", name: "ML_CONTAINERS_COMPOSE" }],
      ["pip", { kind: "file", path: join(folder, 'a, "b".txt') }],
    ]),
  });

  const plain: Run = {
    image: BUILT,
    vendor: "nvidia",
    gpus: "none",
    mount: undefined,
    ports: [],
    sharedMemory: "64m",
    command: [],
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ml-containers it's "));
    await busyboxImage(BASE);
    await writeFile(
      join(folder, "Dockerfile"),
      [
        `FROM ${BASE} AS train`,
        "ARG WHO",
        "RUN --network=none --mount=type=secret,id=hf,required=true --mount=type=secret,id=pip,required=true \\",
        "  /bin/busybox test -s /run/secrets/hf && /bin/busybox grep -q 'kept out' /run/secrets/pip",
        "ENV WHO=$WHO",
        "WORKDIR /srv",
        "EXPOSE 8888 53/udp",
        'CMD ["/bin/busybox", "sleep", "60"]',
        "FROM scratch",
        "COPY missing /",
      ].join("\n"),
    );
    await writeFile(join(folder, 'a, "b".txt'), "kept out\n");
    await writeFile(
      join(folder, "compose.yaml"),
      [
        "services:",
        `  -x: {image: ${BASE}, network_mode: none, profiles: [gpu], command: [/bin/sh, -c, 'exec sleep 60']}`,
        "  built:",
        `    image: ${BUILT}-service`,
        "    network_mode: none",
        `    build: {context: ., dockerfile_inline: 'FROM ${BASE}'}`,
      ].join("\n"),
    );
    await writeFile(
      join(folder, "gpu, it's.yaml"),
      "services: {-x: {stop_grace_period: 0s, labels: {over: laid}}}\n",
    );
    await run(buildWords(build()));
  });

  afterAll(async () => {
    const left = await docker([
      "ps",
      "--all",
      "--quiet",
      "--filter",
      `label=com.docker.compose.project.working_dir=${folder}`,
    ]);
    for (const id of left.split("\n").filter((one) => one !== "")) await docker(["rm", "--force", id]);
    await rm(folder, { recursive: true, force: true });
  });

  test("an image is built up to its stage, with arguments and secrets", async () => {
    const environment = await docker(["image", "inspect", "--format", "{{json .Config.Env}}", BUILT]);
    expect(environment).toContain(String.raw`WHO=a b\"c`);
    expect(imageSettings(await run(["docker", "image", "inspect", "--", BUILT]))).toEqual({
      workdir: "/srv",
      ports: [8888],
    });
  });

  test("a secret that is not given is told in the last lines", async () => {
    await expect(
      run(
        buildWords({
          ...build(),
          image: `${BUILT}-not`,
          arguments: new Map([["WHO", "nobody"]]),
          secrets: new Map(),
        }),
      ),
    ).rejects.toThrow(/It failed\. Look into the output\. [^]*secret (?:hf|pip): not found/);
  });

  test("a container has the folder, read-only, and the command as it was written", async () => {
    const mount = { folder, at: "/srv/work space", isReadOnly: true };
    const words = runWords({ ...plain, mount, command: ["/bin/busybox", "ls", "/srv/work space"] });
    const id = (await run(words)).trim();
    try {
      await docker(["wait", id]);
      expect(await docker(["logs", id])).toContain("gpu, it's.yaml");
      const mode = await docker([
        "inspect",
        "--format",
        "{{(index .Mounts 0).RW}} {{.HostConfig.ShmSize}}",
        id,
      ]);
      expect(mode).toBe(`false ${64 * 1024 ** 2}`);
    } finally {
      await docker(["rm", "--force", id]);
    }
  });

  test("GPUs that the engine does not have leave no container behind", async () => {
    await expect(run(runWords({ ...plain, gpus: 63 }))).rejects.toThrow("Run the command Check GPU Setup.");
    expect(await docker(["ps", "--all", "--quiet", "--filter", `ancestor=${BUILT}`])).toBe("");
  });

  test("a service of several files is started, whatever its name; another is built", async () => {
    const files = ["compose.yaml", "gpu, it's.yaml"].map((name) => join(folder, name));
    await run(upWords({ files, service: "-x", profiles: ["gpu"] }));
    const filters = [
      "label=over=laid",
      "status=running",
      `label=com.docker.compose.project.working_dir=${folder}`,
    ];
    const running = await docker([
      "ps",
      ...filters.map((one) => `--filter=${one}`),
      "--format",
      "{{.Names}}",
    ]);
    expect(running).toMatch(/-x-1$/);
    await run(buildServiceWords({ files, service: "built", profiles: [] }));
    expect(await docker(["image", "ls", "--quiet", `${BUILT}-service`])).not.toBe("");
    await expect(run(upWords({ files, service: "it's __proto__", profiles: [] }))).rejects.toThrow(
      "no such service",
    );
  });
});
