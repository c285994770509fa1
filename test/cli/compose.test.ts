import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isComposeName, kindOfFile } from "../../server/src/engine/file-names.ts";
import { BAD, cli, folderWith, lintJson } from "./cli.ts";

const OK = "services:\n  web:\n    image: nginx:1.29.3\n";

/** One error, whatever other rules come. */
const TWICE = "services:\n  web:\n    image: nginx:1.29.3\n    image: nginx:1.28.0\n";

/** Takes what lies beside it. */
const WITH_ENV = "services:\n  web:\n    image: nginx:1.29.3\n    env_file: web.env\n";

describe("names", () => {
  test.each([
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "Docker-Compose.YML",
    "compose.override.yaml",
    "compose.gpu.yml",
    "compose-dev.yaml",
    "compose2.yml",
    "docker-compose-gpu.yml",
    "docker-compose_gpu.yml",
    "docker-compose.rtx-pro-4500.yaml",
    "docker-compose2.yml",
    "docker_compose.yml",
    "train.compose.yaml",
    "prod-compose.yml",
    "team.docker-compose.yml",
    "docker-compose.in-memory.yml",
    "docker-compose.example.yml",
  ])("%s is a compose file", (name) => {
    expect(isComposeName(name)).toBe(true);
  });

  test.each([
    "composer.yaml",
    "docker-composer.yml",
    "kompose.yml",
    "decompose.yml",
    "composegpu.yml",
    "compose.json",
    "compose.yaml.j2",
    "compose.yaml~",
    "compose.yaml.bak",
    "docker-compose.template.yml",
    "docker-compose.tmpl.yaml",
    "docker-compose.old.yml",
    "docker-compose.in.yml",
    ".compose.yml",
    "docker-compose",
    "values.yaml",
  ])("%s is none", (name) => {
    expect(isComposeName(name)).toBe(false);
  });
});

describe("a file that is named is taken for what its name or its text says", () => {
  test.each([
    ["stack.yml", "x: 1\n", "compose"],
    ["compose.yaml", BAD, "compose"],
    ["Dockerfile.gpu", OK, "dockerfile"],
    ["<stdin>", OK, "compose"],
    ["<stdin>", `\uFEFF# a comment\r\n\r\n${OK.replaceAll("\n", "\r\n")}`, "compose"],
    ["<stdin>", 'name: demo\n"services": {}\n', "compose"],
    ["<stdin>", "---\nservices: # all of them\n  a: {}\n", "compose"],
    ["<stdin>", BAD, "dockerfile"],
    ["<stdin>", "# syntax=docker/dockerfile:1\nFROM a\nRUN <<EOF\nservices:\nEOF\n", "dockerfile"],
    ["image.txt", "version: 3\n", "dockerfile"],
  ] as const)("%s with %j", (name, text, kind) => {
    expect(kindOfFile(name, text)).toBe(kind);
  });
});

describe("compose files", () => {
  test("are found in folders beside Dockerfiles, under the same rules", async () => {
    const cwd = folderWith({
      "compose.yaml": OK,
      "train/docker-compose.gpu.yml": TWICE,
      "train/Dockerfile": BAD,
      "train/values.yaml": "a: 1\n",
      ".hidden/compose.yaml": TWICE,
      ".devcontainer/docker-compose.yml": OK,
      "node_modules/x/compose.yaml": TWICE,
    });
    const { files, findings, problems, code } = await lintJson([], { cwd });
    expect(files).toEqual([
      ".devcontainer/docker-compose.yml",
      "compose.yaml",
      "train/Dockerfile",
      "train/docker-compose.gpu.yml",
    ]);
    expect(findings.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      "train/Dockerfile dockerfile-syntax",
      "train/docker-compose.gpu.yml compose-syntax",
    ]);
    expect(problems).toEqual([]);
    expect(code).toBe(1);
  });

  test("are linted whatever they are called, and show the line", async () => {
    const cwd = folderWith({ "deploy/stack.yml": TWICE, "deploy/stack": TWICE });
    const { stdout } = await cli(["lint", "deploy/stack.yml", "deploy/stack"], { cwd });
    for (const file of ["deploy/stack.yml", "deploy/stack"])
      expect(stdout).toContain(`${file}:4:5 error compose-syntax `);
    expect(stdout).toContain("    4 |     image: nginx:1.28.0\n      |     ^^^^^\n");
  });

  test("come on standard input too, known by their text or their name", async () => {
    const byText = await lintJson(["-"], { stdin: TWICE });
    expect(byText.findings).toMatchObject([{ file: "<stdin>", rule: "compose-syntax" }]);
    const byName = await lintJson(["-", "--stdin-filename", "a/compose.yaml"], { stdin: "x: [" });
    expect(byName.findings[0]).toMatchObject({ file: "a/compose.yaml", rule: "compose-syntax" });
  });

  test("on standard input have files beside them only under a name of their own", async () => {
    const cwd = folderWith({ "a/web.env": "A=1\n" });
    const missing = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { findings } = await lintJson(["-", ...args], { cwd, stdin: WITH_ENV });
      return findings.map(({ message }) => message).filter((message) => message.includes("web.env"));
    };
    expect(await missing("--stdin-filename", "a/compose.yaml")).toEqual([]);
    expect(await missing("--stdin-filename", "b/compose.yaml")).toHaveLength(1);
    expect(await missing()).toEqual([]);
  });

  test("that are linked to are linted once", async () => {
    const cwd = folderWith({ "real/compose.yaml": TWICE });
    symlinkSync("real/compose.yaml", join(cwd, "docker-compose.yml"));
    expect((await lintJson([], { cwd })).files).toEqual(["real/compose.yaml"]);
  });

  test("allow a rule by a comment", async () => {
    const allowed = TWICE.replace("    image: nginx:1.28.0", "    # ml-containers: allow compose-syntax\n$&");
    expect((await lintJson([], { cwd: folderWith({ "compose.yaml": allowed }) })).findings).toEqual([]);
  });
});

describe("what belongs to a compose file", () => {
  test("is read: what its .env says holds", async () => {
    const text = "services:\n  web:\n    image: nginx:1.29.3\n    env_file: ${WHERE}/web.env\n";
    const cwd = folderWith({ "compose.yaml": text, ".env": "WHERE=conf\n", "conf/web.env": "A=1\n" });
    expect((await lintJson([], { cwd })).findings).toEqual([]);
    const wrong = folderWith({ "compose.yaml": text, ".env": "WHERE=elsewhere\n" });
    expect((await lintJson([], { cwd: wrong })).findings).toMatchObject([
      { message: expect.stringContaining("elsewhere/web.env"), range: { start: { line: 4 } } },
    ]);
  });

  test("may lie outside the folder that is linted", async () => {
    const cwd = folderWith({
      "a/compose.yaml": WITH_ENV.replace("web.env", "../web.env"),
      "web.env": "A=1\n",
    });
    expect((await lintJson(["compose.yaml"], { cwd: join(cwd, "a") })).findings).toEqual([]);
  });

  test.runIf(process.platform !== "win32")("is not waited for where it is a device", async () => {
    const cwd = folderWith({ "compose.yaml": WITH_ENV.replace("web.env", "/dev/zero") });
    const { findings, code } = await lintJson(["--min-severity", "error"], { cwd });
    expect(findings.length).toBeLessThan(2);
    expect(code).toBeLessThan(2);
  });
});

describe("bad input is a clear error with file, line and remedy, and the other files are linted", () => {
  const bomb = Array.from({ length: 40 }, (_, at) =>
    at === 0 ? "x-a0: &a0 [x, x]" : `x-a${at}: &a${at} [*a${at - 1}, *a${at - 1}, *a${at - 1}]`,
  ).join("\n");

  test.each([
    {
      title: "an alias bomb",
      files: { "compose.yaml": `${bomb}\nservices:\n  web:\n    image: nginx:1.29.3\n    command: *a39\n` },
      says: /Aliases.*\. .+\./,
    },
    {
      title: "a key that stands twice",
      files: { "compose.yaml": TWICE },
      line: 4,
      says: /twice.*\. Keep one\./,
    },
    {
      title: "tabs",
      files: { "compose.yaml": "services:\n\tweb:\n\t\timage: nginx:1.29.3\n" },
      line: 2,
      says: /tabs.*\. Use spaces\./,
    },
    {
      title: "a file that is cut off",
      files: { "compose.yaml": "services:\n  web:\n    ports: [80\n" },
      says: /.+\./,
    },
    {
      title: "a circle of extends",
      files: {
        "compose.yaml": "services:\n  a:\n    extends: {service: b}\n  b:\n    extends: {service: a}\n",
      },
      line: 3,
      says: /circle.*\. Take one "extends" out\./,
    },
    {
      title: "a circle of extends over files",
      files: {
        "compose.yaml": "services:\n  a:\n    extends:\n      file: base.yaml\n      service: a\n",
        "base.yaml": "services:\n  a:\n    extends:\n      file: compose.yaml\n      service: a\n",
      },
      says: /circle.*\. Take one "extends" out\./,
    },
    {
      title: "a circle of includes",
      files: { "compose.yaml": "include:\n  - b.yaml\n", "b.yaml": "include:\n  - compose.yaml\n" },
      line: 2,
      says: /circle.*\. Take one "include" out\./,
    },
    {
      title: "an env_file that is not there",
      files: { "compose.yaml": WITH_ENV },
      line: 4,
      says: /"web\.env" does not exist.*\. Create it/,
    },
  ])("$title", async ({ files, line, says }) => {
    const cwd = folderWith({ ...files, "z/Dockerfile": BAD, "z/compose.yaml": TWICE });
    const { findings, problems, code } = await lintJson([], { cwd });
    const first = findings.find(({ file }) => file === "compose.yaml");
    expect(first?.message).toMatch(says);
    if (line !== undefined) expect(first?.range.start.line).toBe(line);
    expect(findings.map(({ file }) => file)).toEqual(
      expect.arrayContaining(["z/Dockerfile", "z/compose.yaml"]),
    );
    expect(problems).toEqual([]);
    expect(code).toBe(1);
  });

  test.each([
    {
      title: "10 MB",
      content: "# x\n".repeat(2_621_440),
      says: "It has 10.0 MB",
      remedy: "compose file; if it is, split it",
    },
    { title: "empty", content: "", says: "It is empty; Compose refuses it.", remedy: "Begin with services:" },
    {
      title: "binary",
      content: "services:\n\0",
      says: "NUL byte",
      remedy: "the compose file that it should be",
    },
    { title: "UTF-16", content: Buffer.from(`\uFEFF${OK}`, "utf16le"), says: "UTF-16", remedy: "UTF-8" },
  ])("$title", async ({ content, says, remedy }) => {
    const cwd = folderWith({ "compose.yaml": content, Dockerfile: BAD });
    const { files, findings, problems, code } = await lintJson([], { cwd });
    expect(problems).toMatchObject([
      {
        file: "compose.yaml",
        message: expect.stringContaining(says),
        remedy: expect.stringContaining(remedy),
      },
    ]);
    expect(files).toEqual(["Dockerfile"]);
    expect(findings).toHaveLength(1);
    expect(code).toBe(2);
  });

  test("in text it stands where findings stand", async () => {
    const { stdout, stderr } = await cli(["lint", "-q"], { cwd: folderWith({ "compose.yaml": TWICE }) });
    expect(stdout).toMatch(/^compose\.yaml:4:5 error compose-syntax .*\n$/);
    expect(stderr).toBe("");
  });

  test("a carriage return alone ends no line", async () => {
    const { problems, files } = await lintJson([], {
      cwd: folderWith({ "compose.yaml": OK.replace("\n", "\r"), Dockerfile: BAD }),
    });
    expect(problems).toMatchObject([
      { file: "compose.yaml", line: 1, remedy: "Save the file with LF line ends." },
    ]);
    expect(files).toEqual(["Dockerfile", "compose.yaml"]);
  });

  test("several documents are read as Compose reads them", async () => {
    const cwd = folderWith({ "compose.yaml": `${OK}---\n${TWICE.replace("web:", "db:")}` });
    const { findings } = await lintJson([], { cwd });
    expect(findings).toMatchObject([{ rule: "compose-syntax", range: { start: { line: 8 } } }]);
  });
});

test("--fix mends compose files too, and --dry-run shows how", async () => {
  const devices = "          devices:\n            - driver: nvidia\n              count: 1\n";
  const text = `${OK}    deploy:\n      resources:\n        reservations:\n${devices}`;
  const cwd = folderWith({ "compose.yaml": text });
  const dry = await lintJson(["--fix", "--dry-run"], { cwd });
  expect(readFileSync(join(cwd, "compose.yaml"), "utf8")).toBe(text);
  expect(dry.changes).toMatchObject([
    { file: "compose.yaml", fixes: 1, diff: expect.stringContaining("\n+              capabilities: [gpu]") },
  ]);
  await cli(["lint", "--fix"], { cwd });
  expect(readFileSync(join(cwd, "compose.yaml"), "utf8")).toBe(`${text}              capabilities: [gpu]\n`);
});
