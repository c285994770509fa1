import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { rules } from "../../server/src/engine/rules/index.ts";
import { BAD, cli, folderWith, script } from "./cli.ts";

describe("a wrong command line ends with 2 and one clear sentence", () => {
  test.each([
    { args: ["lnt"], says: 'There is no command "lnt". Did you mean "lint"?' },
    { args: ["serve-it-all"], says: 'There is no command "serve-it-all". The commands are lint' },
    { args: ["--verison"], says: "There is no option --verison. Did you mean --version?" },
    { args: ["lint", "--fromat", "json"], says: "There is no option --fromat. Did you mean --format?" },
    { args: ["lint", "--xyzzy"], says: "There is no option --xyzzy. See: ml-containers lint --help" },
    { args: ["lint", "--format", "jsn"], says: '--format cannot be "jsn". Did you mean "json"?' },
    { args: ["lint", "--min-severity", "warn"], says: 'Did you mean "warning"?' },
    { args: ["--preset", "all"], says: "Put it behind the command: ml-containers lint --preset" },
    { args: ["lint", "--config", "no/such.yaml"], says: "there is no such file. Check the path." },
    {
      args: ["lint", "--config", "test"],
      says: '--config cannot be "test": it is a folder. Name a text file, such as .ml-containers.yaml.',
    },
    {
      args: ["lint", "--config", "media/icon.png"],
      says: "it is no text file. Name a text file, such as .ml-containers.yaml.",
    },
    { args: ["lint", ""], says: '"" is no path. Name a file or a folder' },
    {
      args: ["lint", "--stdin-filename", "Dockerfile"],
      says: "--stdin-filename names standard input, which is not asked for. Add - to the paths.",
    },
    { args: ["lint", "--format"], says: "--format needs a value: text, json, sarif, github." },
    { args: ["lint", "--fail-on", "--fix"], says: "--fail-on needs a value: error, warning" },
    { args: ["lint", "--fix=yes"], says: "--fix takes no value. Write --fix alone." },
    { args: ["lint", "--max-warnings", "few"], says: "Write a whole number from 0 up." },
    { args: ["lint", "--max-warnings", "-1"], says: "Write a whole number from 0 up." },
    {
      args: ["lint", "--format", "sarif", "--fix", "--dry-run"],
      says: "--format sarif has no place for the diff of --dry-run.",
    },
    { args: ["lint", "--dry-run"], says: "Write --fix --dry-run." },
    { args: ["lint", "--fix", "-"], says: "Standard input cannot be fixed in place." },
    { args: ["lint", "--rule", "pip-cache-in-layr=off"], says: 'Did you mean "pip-cache-in-layer"?' },
    {
      args: ["lint", "--rule", "pip-cache-in-layer=loud"],
      says: "Write NAME=error, warning, info, hint or off.",
    },
    { args: ["lint", "--today", "tomorrow"], says: "Write a day as YYYY-MM-DD." },
    { args: ["explain"], says: '"explain" needs RULE. Usage: ml-containers explain RULE' },
    { args: ["explain", "pip-cache-in-layr"], says: 'Did you mean "pip-cache-in-layer"?' },
    { args: ["image", "a", "b"], says: '"image" cannot take "b" as well.' },
    { args: ["image", "not an image"], says: "is no image reference." },
    { args: ["lsp"], says: "Write: lsp --stdio" },
  ])("$args", async ({ args, says }) => {
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toContain(says);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a path in the place of a command", async () => {
    const { stderr } = await cli(["api.Dockerfile"], { cwd: folderWith({ "api.Dockerfile": BAD }) });
    expect(stderr).toContain("ml-containers lint api.Dockerfile");
  });
});

test("--version", async () => {
  expect(await cli(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test.each([["--help"], ["help"], []])("%s prints the overview", async (...args) => {
  const { code, stdout } = await cli(args);
  expect(code).toBe(0);
  for (const command of ["lint", "rules", "explain", "image", "lsp --stdio"])
    expect(stdout).toContain(`  ${command} `);
});

test.each([
  ["lint", "--help"],
  ["help", "lint"],
  ["lint", "-h", "nowhere"],
])("%s prints a command's help", async (...args) => {
  const { code, stdout } = await cli(args);
  expect(code).toBe(0);
  for (const option of ["--format", "--min-severity", "--fail-on", "--fix", "--dry-run", "--color"]) {
    expect(stdout).toContain(option);
  }
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("rules lists every rule, as text and as JSON", async () => {
  const text = await cli(["rules"]);
  const json: { rules: Record<string, string>[] } = JSON.parse(
    (await cli(["rules", "--format", "json"])).stdout,
  );
  expect(new Set(json.rules.map(({ name }) => name))).toEqual(new Set(rules.map(({ name }) => name)));
  for (const rule of json.rules) {
    expect(Object.keys(rule)).toEqual(["name", "severity", "category", "preset", "since", "summary", "docs"]);
    expect(rule["docs"]).toBe(
      `https://github.com/ml-containers/ml-containers/blob/main/docs/rules/${rule["name"]}.md`,
    );
    expect(text.stdout).toContain(`${rule["name"]} `);
    expect(text.stdout).toContain(rule["summary"]);
  }
});

test("explain prints the page, the severity and the address", async () => {
  const { code, stdout } = await cli(["explain", "pip-cache-in-layer"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^pip-cache-in-layer\n=+\n/);
  expect(stdout).toMatch(/\nNot reported\n-+\n/);
  expect(stdout).toMatch(/\nDockerfile +warning +layers /);
  expect(stdout).toContain("    RUN pip install");
  expect(stdout).not.toMatch(/```|\n\|/);
  expect(stdout).not.toContain("\u001B");
  expect(stdout).toContain("/docs/rules/pip-cache-in-layer.md");
});

test("image says what is known, with its sources", async () => {
  const { code, stdout } = await cli(["image", "nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04"]);
  expect(code).toBe(0);
  expect(stdout).toContain("docker.io/nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04");
  expect(stdout).toMatch(/CUDA\s+12\.4\.1 devel with nvcc/);
  expect(stdout).toMatch(/Driver\s+at least 525\.60\.13/);
  expect(stdout).toContain("Sources:");
});

test("image says that nothing is known", async () => {
  const { code, stdout } = await cli(["image", "registry.example/team/thing:1"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Nothing is known of this image.");
  const json = JSON.parse((await cli(["image", "example.org/x:1", "--format", "json"])).stdout);
  expect(json).toEqual({ image: "example.org/x:1", known: false });
});

test("lsp --stdio serves until it is told to exit", async () => {
  const server = spawn(process.execPath, [script, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const initialize = { processId: null, rootUri: null, capabilities: {} };
  server.stdin.write(lspMessage({ id: 1, method: "initialize", params: initialize }));
  let answer = "";
  for await (const chunk of server.stdout) {
    answer += String(chunk);
    if (answer.includes('"capabilities"')) break;
  }
  server.stdin.write(lspMessage({ id: 2, method: "shutdown" }) + lspMessage({ method: "exit" }));
  const [code] = await once(server, "exit");
  expect(code).toBe(0);
});

function lspMessage(body: object): string {
  const text = JSON.stringify({ jsonrpc: "2.0", ...body });
  return `Content-Length: ${text.length}\r\n\r\n${text}`;
}
