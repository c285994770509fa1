import { expect, test } from "vitest";
import type { ComposeServices, DockerfileOutline, ServiceLocation } from "../../server/src/protocol.ts";
import { COMPOSE_SERVICES, DOCKERFILE_OUTLINE, SERVICE_LOCATION } from "../../server/src/protocol.ts";
import { TestClient, URI } from "./client.ts";
import { Disk } from "./disk.ts";

const FILES = {
  "/project/compose.yaml": [
    "x-base: &base",
    "  image: trainer",
    "include: [other/compose.yaml]",
    "services:",
    "  train:",
    "    extends: {file: common.yaml, service: base}",
    "  '__proto__': *base",
    '  "a\\"b": {<<: *base}',
  ].join("\n"),
  "/project/compose.override.yaml": "services: {train: {shm_size: 8g}, debug: {image: busybox}}\n",
  "/project/common.yaml": "services: {base: {image: trainer}}\n",
  "/project/other/compose.yaml": "# theirs\nservices: {serve: {image: server}}\n",
  "/project/alias.yaml": "x-all: &all\n  one: {image: a}\nservices: *all\n",
  "/project/bad.yaml": "services: [\n",
};

async function located(files: readonly string[], service: string, open?: string): Promise<ServiceLocation> {
  const client = await TestClient.start({ rules: [], files: () => new Disk(FILES) });
  if (open !== undefined) await client.open(open, "file:///project/compose.yaml", "yaml");
  const uris = files.map((file) => (file.includes(":") ? file : `file:///project/${file}`));
  const answer = await client.connection.sendRequest<ServiceLocation>(SERVICE_LOCATION, {
    files: uris,
    service,
  });
  client.end();
  return answer;
}

const at = (file: string, line: number, character: number): object => ({
  state: "found",
  uri: `file:///project/${file}`,
  range: { start: { line, character } },
});

test.each([
  ["in block style, with what it extends elsewhere", ["compose.yaml"], "train", at("compose.yaml", 4, 2)],
  ["first in the files", ["compose.yaml", "compose.override.yaml"], "train", at("compose.yaml", 4, 2)],
  [
    "in flow style of a later file",
    ["compose.yaml", "compose.override.yaml"],
    "debug",
    at("compose.override.yaml", 0, 34),
  ],
  ["in a file that is included", ["compose.yaml"], "serve", at("other/compose.yaml", 1, 11)],
  ["behind an alias", ["alias.yaml"], "one", at("alias.yaml", 1, 2)],
  ["with a name of JavaScript's", ["compose.yaml"], "__proto__", at("compose.yaml", 6, 2)],
  ["with a quote in its name", ["compose.yaml"], 'a"b', at("compose.yaml", 7, 2)],
  ["though a file is gone", ["gone.yaml", "compose.yaml"], "train", at("compose.yaml", 4, 2)],
])("a service is found %s", async (_, files, service, expected) => {
  expect(await located(files, service)).toMatchObject(expected);
});

test("what the editor shows counts, not what lies on the disk", async () => {
  expect(await located(["compose.yaml"], "new", "\n\nservices:\n  new: {image: a}\n")).toMatchObject(
    at("compose.yaml", 3, 2),
  );
});

test.each([
  [
    "a service that went",
    ["compose.yaml"],
    "toString",
    { state: "undeclared", uri: "file:///project/compose.yaml" },
  ],
  [
    "a file that is no compose file",
    ["bad.yaml"],
    "a",
    { state: "undeclared", uri: "file:///project/bad.yaml" },
  ],
  ["files that are gone", ["gone.yaml"], "train", { state: "unreadable" }],
  ["no files", [], "train", { state: "unreadable" }],
  [
    "a share and an address",
    ["file://host/share/compose.yaml", "https://example.org/compose.yaml"],
    "a",
    { state: "unreadable" },
  ],
])("%s: it says so", async (_, files, service, expected) => {
  expect(await located(files, service)).toEqual(expected);
});

async function services(text: string, name = "compose.yaml"): Promise<ComposeServices | null> {
  const client = await TestClient.start({ rules: [], files: () => new Disk(FILES) });
  await client.open(text, name.includes(":") ? name : `file:///project/${name}`, "dockercompose");
  const answer = await client.ask<ComposeServices | null>(
    COMPOSE_SERVICES,
    {},
    name.includes(":") ? name : `file:///project/${name}`,
  );
  client.end();
  return answer;
}

test("services are offered with all files that Compose takes, what they build and their profiles", async () => {
  const text = [
    "x-gpu: &gpu {image: a}",
    "services:",
    "  train: {build: ., profiles: [gpu, it's]}",
    "  __proto__: *gpu",
    "  half: {shm_size: 8g}",
    "  hidden: {image: a, profiles: ['${P}']}",
  ].join("\n");
  const answer = await services(text);
  expect(answer?.files).toEqual(["/project/compose.yaml", "/project/compose.override.yaml"]);
  expect(answer?.services).toMatchObject([
    { name: "train", isBuilt: true, profiles: ["gpu", "it's"], range: { start: { line: 2, character: 2 } } },
    { name: "__proto__", isBuilt: false, profiles: [], range: { start: { line: 3, character: 2 } } },
    { name: "hidden", isBuilt: false, profiles: [] },
  ]);
});

test("in an override file a service stands where the override names it", async () => {
  const answer = await services("services:\n  train: {shm_size: 8g}\n", "compose.override.yaml");
  expect(answer?.files).toEqual(["/project/compose.yaml", "/project/compose.override.yaml"]);
  expect(answer?.services).toMatchObject([{ name: "train", range: { start: { line: 1, character: 2 } } }]);
});

test("a document that is not saved has nothing to start", async () => {
  expect(await services("services: {a: {image: b}}", "untitled:compose.yaml")).toBeNull();
});

async function outline(text: string, target?: string): Promise<DockerfileOutline | null> {
  const client = await TestClient.start({ rules: [], files: () => new Disk() });
  await client.open(text);
  const answer = await client.ask<DockerfileOutline | null>(
    DOCKERFILE_OUTLINE,
    target === undefined ? {} : { target },
    URI,
  );
  client.end();
  return answer;
}

const DOCKERFILE = [
  "# FROM old AS gone",
  "ARG PY=3.12",
  "ARG BASE=python:${PY}",
  "ARG UNUSED=1",
  "FROM --platform=$BUILDPLATFORM ${BASE} AS build",
  "ARG TARGETARCH",
  "ARG PY",
  "ARG INDEX",
  "RUN --mount=type=secret,id=hf_token,required=true \\",
  "    --mount=type=secret,target=/run/secrets/netrc true",
  "COPY a/requirements.txt *.py ./",
  "FROM scratch AS other",
  "ARG OTHER",
  "  from build as Train-1.0 ",
  "WORKDIR /srv",
  "WORKDIR app",
  "EXPOSE 8888 6006/tcp 53/udp 1-3",
  "FROM scratch",
  "COPY --from=1 /x /x",
].join("\n");

test("stages, and what a build of one of them needs, are told", async () => {
  const answer = await outline(DOCKERFILE, "train-1.0");
  expect(answer?.stages.map(({ name, range }) => [name, range.start.line])).toEqual([
    ["build", 4],
    ["other", 11],
    ["Train-1.0", 13],
    [undefined, 17],
  ]);
  expect(answer?.needs).toEqual({
    arguments: [{ name: "PY", default: "3.12" }, { name: "BASE", default: "python:3.12" }, { name: "INDEX" }],
    secrets: [
      { id: "hf_token", isRequired: true },
      { id: "netrc", isRequired: false },
    ],
    sources: ["a/requirements.txt"],
    workdir: "/srv/app",
    ports: [8888, 6006],
  });
});

test("a build that copies from a stage needs what that stage needs, and nothing of the others", async () => {
  expect((await outline(DOCKERFILE))?.needs).toEqual({
    arguments: [{ name: "OTHER" }],
    secrets: [],
    sources: [],
    ports: [],
  });
});

test("without such a stage, or any, there is no outline", async () => {
  expect(await outline(DOCKERFILE, "__proto__")).toBeNull();
  expect(await outline("ARG A\n")).toBeNull();
});
