import { expect, test } from "vitest";
import { buildServiceWords, upWords } from "../../client/src/live/compose-run.ts";
import { runDocker } from "../../client/src/live/docker-run.ts";
import {
  buildStep,
  buildWords,
  commandWords,
  imageName,
  imageSettings,
  isImageName,
  isMemorySize,
  runWords,
} from "../../client/src/live/images.ts";
import type { Build, Run } from "../../client/src/live/images.ts";
import type { ProgramOptions, ProgramResult } from "../../workbench/src/services.ts";
import { endpointOf } from "../workbench/docker/lib/endpoints.ts";
import { snapshotOf } from "../workbench/join/snapshot.ts";

test("a folder's name becomes a name that Docker takes", () => {
  for (const folder of ["train", "My Training (v2)", "--rm", "тренировка", "", "a__b..c"]) {
    expect(isImageName(imageName(folder)), folder).toBe(true);
  }
  expect(imageName("My Training")).toBe("my-training:dev");
});

test.each(["python", "ghcr.io/acme/train:v1.2", "localhost:5000/a/b_c:x", "10.0.0.1:5000/a"])(
  "%s names an image",
  (name) => expect(isImageName(name)).toBe(true),
);

test.each([
  "",
  "-v",
  "--privileged",
  "a b",
  "a:",
  ":a",
  "a/",
  "a:b:c",
  "a;id",
  "$(id)",
  "a\nb",
  "a".repeat(300),
])("%j names none", (name) => expect(isImageName(name)).toBe(false));

const build: Build = {
  dockerfile: "/a b/Dockerfile",
  context: "--rm",
  image: "train:dev",
  stage: "base",
  arguments: new Map(),
  secrets: new Map(),
};

test("paths and names are words of their own, behind the end of the options", () => {
  expect(buildWords(build)).toEqual([
    "docker",
    "build",
    "--file=/a b/Dockerfile",
    "--tag=train:dev",
    "--target=base",
    "--",
    "--rm",
  ]);
});

test("arguments and secrets are words of their own; of a secret only its place is named", () => {
  const words = buildWords({
    ...build,
    arguments: new Map([
      ["INDEX", 'https://a/b?c="d" e'],
      ["__proto__", ""],
    ]),
    secrets: new Map([
      ["hf", { kind: "variable", name: "HF_TOKEN" }],
      ["pip", { kind: "file", path: '/home/me/a, "b".txt' }],
    ]),
  });
  expect(words.slice(5, -2)).toEqual([
    '--build-arg=INDEX=https://a/b?c="d" e',
    "--build-arg=__proto__=",
    "--secret=id=hf,env=HF_TOKEN",
    '--secret=id=pip,"src=/home/me/a, ""b"".txt"',
  ]);
});

const run: Run = {
  image: "train",
  vendor: "nvidia",
  gpus: "all",
  mount: undefined,
  ports: [],
  sharedMemory: "8g",
  command: [],
};

test("GPUs are asked for by what stays the same: UUIDs, quoted for the option's CSV", () => {
  const { gpus } = snapshotOf([{ uuid: "GPU-a" }, { uuid: "GPU-b" }]);
  expect(runWords({ ...run, gpus })).toContain('--gpus="device=GPU-a,GPU-b"');
  expect(runWords(run)).toContain("--gpus=all");
  expect(runWords({ ...run, gpus: 2 })).toContain("--gpus=2");
  expect(runWords({ ...run, gpus: "none" }).join(" ")).not.toContain("gpus");
  expect(runWords({ ...run, vendor: "amd" })).toContain("--device=/dev/kfd");
});

test("without an answer a container has all GPUs, much shared memory, and nothing else of the machine", () => {
  expect(runWords(run)).toEqual(["docker", "run", "--detach", "--gpus=all", "--shm-size=8g", "--", "train"]);
});

test("folders, ports of this machine alone and the command follow", () => {
  const words = runWords({
    ...run,
    mount: { folder: "/home/a,b", at: "/work space", isReadOnly: true },
    ports: [8888],
    command: ["python", "--", "a b"],
  });
  expect(words.slice(5)).toEqual([
    '--mount=type=bind,"source=/home/a,b",target=/work space,readonly',
    "--publish=127.0.0.1:8888:8888",
    "--",
    "train",
    "python",
    "--",
    "a b",
  ]);
});

test.each([
  ["python train.py  --name 'a b'", ["python", "train.py", "--name", "a b"]],
  [`sh -c "echo it's; id" ''`, ["sh", "-c", "echo it's; id", ""]],
  ["  ", []],
  ["a 'b", undefined],
])("%j is read as %j", (text, words) => expect(commandWords(text)).toEqual(words));

test.each([
  ["8g", true],
  ["512M", true],
  ["1024", true],
  ["0", false],
  ["8 g", false],
  ["8g --privileged", false],
  ["", false],
])("%j as a size: %s", (text, fits) => expect(isMemorySize(text)).toBe(fits));

test("an image tells where a container begins and which ports it serves", () => {
  const ports = '{"8888/tcp": {}, "53/udp": {}, "99999/tcp": {}, "__proto__": {}}';
  expect(imageSettings(`[{"Config": {"WorkingDir": "/srv", "ExposedPorts": ${ports}}}]`)).toEqual({
    workdir: "/srv",
    ports: [8888],
  });
  expect(imageSettings("[{}]")).toEqual({ workdir: undefined, ports: [] });
  expect(imageSettings("[{")).toBeUndefined();
});

test.each([
  ["#7 [train 3/9] RUN pip install torch", "3/9 RUN pip install torch"],
  ["#5 [2/4] COPY . .", "2/4 COPY . ."],
  ["#7 12.3 Collecting torch [1/2] x", undefined],
  ["[2/4] COPY . .", undefined],
])("%j tells the step %j", (line, step) => expect(buildStep(line)).toBe(step));

/** Runs a command that ends like this; gives the variables that it was run with too. */
async function ran(
  result: Partial<ProgramResult>,
  words: readonly string[] = ["docker", "run"],
): Promise<{
  readonly answer: Awaited<ReturnType<typeof runDocker>>;
  readonly options: ProgramOptions | undefined;
  readonly calls: readonly (readonly string[])[];
}> {
  const calls: (readonly string[])[] = [];
  let options: ProgramOptions | undefined;
  const programs = {
    run: async (argv: readonly string[], given: ProgramOptions): Promise<ProgramResult> => {
      calls.push(argv);
      options = given;
      return { outcome: "exited", code: 0, stdout: "", stderr: "", ...result };
    },
  };
  const call = {
    words,
    endpoint: endpointOf("unix:///run/d.sock"),
    signal: new AbortController().signal,
    failure: "It could not be started.",
  };
  return { answer: await runDocker(programs, call), options, calls };
}

test("the docker command speaks to the engine of the views", async () => {
  const { answer, options } = await ran({ stdout: "abc\n" });
  expect(answer).toBe("abc\n");
  expect(options?.env).toMatchObject({ DOCKER_HOST: "unix:///run/d.sock", DOCKER_CONTEXT: undefined });
});

test("a container that was made and could not be started is taken away, no other is", async () => {
  const stdout = `${"a1".repeat(32)}\n`;
  const refused = await ran({ code: 125, stdout, stderr: "port is already allocated" });
  expect(refused.calls.slice(1)).toEqual([["docker", "rm", "--", "a1".repeat(32)]]);
  expect((await ran({ code: 0, stdout })).calls).toHaveLength(1);
  expect((await ran({ code: 125, stdout }, ["docker", "build"])).calls).toHaveLength(1);
});

test("a refusal of the GPUs leads to the check of their set-up", async () => {
  const stderr = 'could not select device driver "" with capabilities: [[gpu]].';
  expect((await ran({ code: 125, stderr })).answer).toMatchObject({
    message: "It could not be started.",
    remedy: "Run the command Check GPU Setup.",
    said: expect.stringContaining("could not select"),
  });
});

test("other failures lead to the output, a missing command to its installation, and a cancelled one says nothing", async () => {
  const stderr = "#1 one\n#2 two\n#3 three\n\nERROR: no space\n";
  expect((await ran({ code: 1, stderr })).answer).toMatchObject({
    remedy: "Look into the output.",
    said: "#2 two\n#3 three\nERROR: no space",
  });
  const long = `${"x".repeat(5_000)} exit code: 1\n`;
  expect((await ran({ code: 1, stderr: long })).answer).toMatchObject({
    said: expect.stringMatching(/^…x{300,} exit code: 1$/),
  });
  expect((await ran({ outcome: "missing", code: undefined })).answer).toMatchObject({
    id: "docker-cli-missing",
  });
  expect((await ran({ outcome: "cancelled", code: undefined })).answer).toBeUndefined();
});

test.each([
  ["docker: 'compose' is not a docker command.\nSee 'docker --help'", 1],
  ["docker: unknown command: docker compose\n\nRun 'docker --help'", 1],
  ["unknown flag: --file\nSee 'docker --help'.", 125],
])("a docker command without Compose is told from other failures: %j", async (stderr, code) => {
  const words = upWords({ files: ["/a/compose.yaml"], service: "train", profiles: [] });
  expect((await ran({ code, stderr }, words)).answer).toMatchObject({
    message: "Docker Compose is not installed.",
    remedy: "Install the package docker-compose-plugin.",
  });
  expect((await ran({ code, stderr })).answer).toMatchObject({ message: "It could not be started." });
});

test("a port that is taken has its own remedy", async () => {
  const stderr = "Bind for 127.0.0.1:8888 failed: port is already allocated.";
  expect((await ran({ code: 125, stderr })).answer).toMatchObject({
    remedy: "Stop what uses the port, or publish another one.",
  });
});

test("a service is started and built with all files and profiles, behind the end of the options", () => {
  const target = { files: ["/a b/compose.yaml", "/a b/o,v.yaml"], service: "-x", profiles: ["gpu", "it's"] };
  const before = [
    "docker",
    "compose",
    "--file=/a b/compose.yaml",
    "--file=/a b/o,v.yaml",
    "--profile=gpu",
    "--profile=it's",
  ];
  expect(upWords(target)).toEqual([...before, "up", "--detach", "--", "-x"]);
  expect(buildServiceWords(target)).toEqual([...before, "build", "--", "-x"]);
});
