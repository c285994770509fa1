import { spawn } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { busyboxImage, docker, hasEngine } from "../lib/engine.ts";
import { ROOT } from "../lib/paths.ts";
import { cli, folderWith, script } from "./cli.ts";

const FIXTURES = join(ROOT, "test", "workbench", "fixtures", "smi");

/** Variables under which nvidia-smi is stood in for; `pids` takes the place of the scenario's own. */
function withGpus(scenario: string, pids: Readonly<Record<string, number>> = {}): Record<string, string> {
  const folder = folderWith({});
  cpSync(join(FIXTURES, scenario), folder, { recursive: true });
  const file = join(folder, "scenario.json");
  let text = readFileSync(file, "utf8");
  for (const [from, to] of Object.entries(pids)) text = text.replaceAll(`"${from}"`, `"${to}"`);
  writeFileSync(file, text);
  symlinkSync(join(FIXTURES, "stand-in.mjs"), join(folder, "nvidia-smi"));
  return { PATH: `${folder}:${process.env["PATH"] ?? ""}`, SMI_SCENARIO: folder };
}

/** An address at which no engine listens. */
const NO_ENGINE = { DOCKER_HOST: "unix:///nonexistent/ml-containers/docker.sock" };

describe("gpus", () => {
  test("JSON has every figure, and null for what the tool does not say", async () => {
    const { code, stdout } = await cli(["gpus", "--format", "json"], {
      env: { ...NO_ENGINE, ...withGpus("one-card") },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      gpus: [
        {
          index: 0,
          uuid: "GPU-a0000000-1a2b-3c4d-5e6f-000000001000",
          name: "NVIDIA GeForce RTX 4090",
          memoryTotalMiB: 24564,
          memoryUsedMiB: 18231,
          utilizationPercent: 97,
          temperatureC: 71,
          powerW: 412.55,
          powerLimitW: 450,
          processes: [
            { pid: 4242, name: "python3", memoryMiB: 17000, container: null },
            { pid: 4243, name: "/opt/my, odd, path/train.py", memoryMiB: 1100, container: null },
          ],
        },
      ],
      problem: null,
    });
  });

  test("text is a table of GPUs and one of their processes", async () => {
    const { code, stdout, stderr } = await cli(["gpus"], { env: { ...NO_ENGINE, ...withGpus("one-card") } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ["GPU", "NAME", "USE", "MEMORY"],
      ["0", "NVIDIA GeForce RTX 4090", "97 %", "17.8 GiB of 24.0 GiB"],
      [""],
      ["GPU", "PID", "MEMORY", "PROGRAM"],
      ["0", "4242", "16.6 GiB", "python3"],
      ["0", "4243", "1.1 GiB", "/opt/my, odd, path/train.py"],
      [""],
    ]);
  });

  test.each(["driver-mismatch", "driver-not-loaded", "no-devices", "garbage"])(
    "%s ends with 2, a sentence and a remedy",
    async (scenario) => {
      const env = { ...NO_ENGINE, ...withGpus(scenario) };
      const [text, json] = await Promise.all([
        cli(["gpus"], { env }),
        cli(["gpus", "--format", "json"], { env }),
      ]);
      expect([text.code, text.stdout, json.code]).toEqual([2, "", 2]);
      const report: { gpus: unknown; problem: { message: string; remedy: string } } = JSON.parse(json.stdout);
      expect(report.gpus).toEqual([]);
      expect(text.stderr).toBe(`${report.problem.message} ${report.problem.remedy}\n`);
    },
  );

  test("--watch prints a line a reading until it is interrupted", async () => {
    const env = { ...NO_ENGINE, ...withGpus("one-card") };
    const child = spawn(process.execPath, [script, "gpus", "--watch", "--format", "json"], { env });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.trimEnd().split("\n").length === 2) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    const lines = said.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ gpus: [{ index: 0 }], problem: null });
  });
});

describe("ps and doctor without an engine", () => {
  test("ps ends with 2, a sentence and a remedy", async () => {
    const [text, json] = await Promise.all([
      cli(["ps"], { env: NO_ENGINE }),
      cli(["ps", "--format", "json"], { env: NO_ENGINE }),
    ]);
    expect([text.code, text.stdout, json.code]).toEqual([2, "", 2]);
    const report: { containers: unknown; problem: { id: string; message: string; remedy: string } } =
      JSON.parse(json.stdout);
    expect([report.containers, report.problem.id]).toEqual([[], "engine-missing"]);
    expect(text.stderr).toBe(`${report.problem.message} ${report.problem.remedy}\n`);
  });

  test("a context that is not there is named, with the nearest", async () => {
    const config = folderWith({ "config.json": "{}" });
    const { code, stderr } = await cli(["ps", "--context", "remte"], { env: { DOCKER_CONFIG: config } });
    expect(code).toBe(2);
    expect(stderr).toContain('"remte"');
  });

  test("doctor reports all the same, and tells the host's facts", async () => {
    const { code, stdout } = await cli(["doctor", "--format", "json"], {
      env: { ...NO_ENGINE, ...withGpus("one-card") },
    });
    const report: { checks: { id: string; status: string; remedy?: string }[]; host: object } =
      JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.checks.find(({ id }) => id === "engine")).toMatchObject({
      status: "failed",
      remedy: expect.any(String),
    });
    expect(report.host).toMatchObject({ driver: "580.65.06", gpus: 1 });
  });
});

describe.skipIf(!hasEngine)("A Docker engine, on the command line", () => {
  const name = `ml-cli-${process.pid}`;
  let pid = 0;

  beforeAll(async () => {
    const image = await busyboxImage("ml-containers-test/cli:1");
    // A log is kept by lines: a bar that is drawn over itself comes when its line ends.
    const loop =
      'i=0; while true; do i=$((i+1)); echo "Epoch 2/5: step $i/1000 loss 0.5"; /bin/busybox sleep 1; done';
    const labels = [
      "project=vision",
      "service=train",
      "project.config_files=/home/ann/vision/compose.yaml",
    ].flatMap((label) => ["--label", `com.docker.compose.${label}`]);
    await docker([
      "run",
      "--detach",
      "--network=none",
      "--memory=64m",
      `--name=${name}`,
      ...labels,
      image,
      "/bin/sh",
      "-c",
      loop,
      "torchrun",
    ]);
    pid = Number(await docker(["inspect", "--format={{.State.Pid}}", name]));
  }, 120_000);

  afterAll(async () => {
    await docker(["rm", "--force", name]);
  });

  test("ps tells service, file, limit, progress and who holds the GPU", async () => {
    const { DOCKER_HOST = "" } = process.env;
    const env = { DOCKER_HOST, ...withGpus("one-card", { 4242: pid }) };
    const { code, stdout } = await cli(["ps", "--format", "json"], { env });
    const report: { containers: { name: string }[]; problem: unknown } = JSON.parse(stdout);
    expect([code, report.problem]).toEqual([0, null]);
    expect(report.containers.find((one) => one.name === name)).toMatchObject({
      image: "ml-containers-test/cli:1",
      state: "running",
      gpu: {
        request: null,
        use: [{ uuid: "GPU-a0000000-1a2b-3c4d-5e6f-000000001000", memoryMiB: 17000, pids: [pid] }],
      },
      cpuPercent: expect.any(Number),
      memoryBytes: expect.any(Number),
      memoryLimitBytes: 64 * 1024 * 1024,
      progress: { epoch: 2, epochs: 5, steps: 1000, loss: 0.5 },
      service: "train",
      file: "/home/ann/vision/compose.yaml",
    });
  });

  test("gpus names the container of a process", async () => {
    const { DOCKER_HOST = "" } = process.env;
    const { stdout } = await cli(["gpus", "--format", "json"], {
      env: { DOCKER_HOST, ...withGpus("one-card", { 4242: pid }) },
    });
    const report: { gpus: { processes: { pid: number; container: string | null }[] }[] } = JSON.parse(stdout);
    expect(report.gpus[0]?.processes.map((one) => [one.pid, one.container])).toEqual([
      [pid, name],
      [4243, null],
    ]);
  });
});
