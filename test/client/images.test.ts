import { expect, test } from "vitest";
import { runDocker } from "../../client/src/live/docker-run.ts";
import {
  buildStep,
  buildWords,
  imageName,
  isImageName,
  runWords,
  stagesOf,
} from "../../client/src/live/images.ts";
import type { ProgramOptions, ProgramResult } from "../../workbench/src/services.ts";
import { endpointOf } from "../workbench/docker/lib/endpoints.ts";
import { snapshotOf } from "../workbench/join/snapshot.ts";

test("stages are found with their names and lines", () => {
  const text = [
    "# FROM old AS gone",
    "ARG BASE=python:3.12",
    "FROM --platform=$BUILDPLATFORM ${BASE} AS build",
    "RUN echo FROM",
    "  from build as Train-1.0 ",
    "FROM scratch",
  ].join("\r\n");
  expect(stagesOf(text)).toEqual([
    { name: "build", line: 2 },
    { name: "Train-1.0", line: 4 },
    { name: undefined, line: 5 },
  ]);
});

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

test("paths and names are words of their own, behind the end of the options", () => {
  const build = { dockerfile: "/a b/Dockerfile", context: "--rm", image: "train:dev", stage: "base" };
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

test("GPUs are asked for by what stays the same: UUIDs, quoted for the option's CSV", () => {
  const { gpus } = snapshotOf([{ uuid: "GPU-a" }, { uuid: "GPU-b" }]);
  expect(runWords("train", "nvidia", gpus)).toContain('--gpus="device=GPU-a,GPU-b"');
  expect(runWords("train", "nvidia", "all")).toContain("--gpus=all");
  expect(runWords("train", "amd", "all")).toContain("--device=/dev/kfd");
  expect(runWords("train", "nvidia", "all").slice(-2)).toEqual(["--", "train"]);
});

test.each([
  ["#7 [train 3/9] RUN pip install torch", "3/9 RUN pip install torch"],
  ["#5 [2/4] COPY . .", "2/4 COPY . ."],
  ["#7 12.3 Collecting torch [1/2] x", undefined],
  ["[2/4] COPY . .", undefined],
])("%j tells the step %j", (line, step) => expect(buildStep(line)).toBe(step));

/** Runs a command that ends like this; gives the variables that it was run with too. */
async function ran(result: Partial<ProgramResult>): Promise<{
  readonly answer: Awaited<ReturnType<typeof runDocker>>;
  readonly options: ProgramOptions | undefined;
}> {
  let options: ProgramOptions | undefined;
  const programs = {
    run: async (_: readonly string[], given: ProgramOptions): Promise<ProgramResult> => {
      options = given;
      return { outcome: "exited", code: 0, stdout: "", stderr: "", ...result };
    },
  };
  const call = {
    words: ["docker", "run"],
    endpoint: endpointOf("unix:///run/d.sock"),
    signal: new AbortController().signal,
    failure: "It could not be started.",
  };
  return { answer: await runDocker(programs, call), options };
}

test("the docker command speaks to the engine of the views", async () => {
  const { answer, options } = await ran({ stdout: "abc\n" });
  expect(answer).toBe("abc\n");
  expect(options?.env).toMatchObject({ DOCKER_HOST: "unix:///run/d.sock", DOCKER_CONTEXT: undefined });
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
  expect((await ran({ code: 1, stderr: "no space" })).answer).toMatchObject({
    remedy: "Look into the output.",
  });
  expect((await ran({ outcome: "missing", code: undefined })).answer).toMatchObject({
    id: "docker-cli-missing",
  });
  expect((await ran({ outcome: "cancelled", code: undefined })).answer).toBeUndefined();
});
