import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BAD, FIXABLE, cli, folderWith } from "./cli.ts";

async function github(
  files: Readonly<Record<string, string | Uint8Array>>,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): ReturnType<typeof cli> {
  return cli(["lint", "--format", "github", ...args], { cwd: folderWith(files), env });
}

test("a finding is one workflow command, and the summary goes to standard error", async () => {
  expect(await github({ "a/Dockerfile": BAD })).toEqual({
    code: 1,
    stdout:
      '::error file=a/Dockerfile,line=2,endLine=2,col=1,endColumn=4,title=dockerfile-syntax::"FOO" is not a Dockerfile instruction.\n',
    stderr: "1 finding (1 error) in 1 of 1 file.\n",
  });
});

test("--quiet leaves the summary out", async () => {
  expect((await github({ Dockerfile: BAD }, ["--quiet"])).stderr).toBe("");
});

test.each([
  ["error", "error"],
  ["warning", "warning"],
  ["info", "notice"],
  ["hint", "notice"],
])("severity %s is the command %s", async (severity, command) => {
  const { stdout } = await github({ Dockerfile: BAD }, ["--rule", `dockerfile-syntax=${severity}`]);
  expect(stdout).toMatch(new RegExp(`^::${command} file=Dockerfile,`));
});

test("a finding over several lines has no columns", async () => {
  const { stdout } = await github({ Dockerfile: "FROM python:3.12-slim\nCMD python \\\n  train.py\n" });
  for (const line of stdout.trim().split("\n")) {
    const [, from, to] = /,line=(\d+),endLine=(\d+),/.exec(line) ?? [];
    expect(line.includes(",col=")).toBe(from === to);
  }
  expect(stdout).toMatch(/,line=2,endLine=3,title=/);
});

describe("what a file or its name holds stays text", () => {
  test.each([
    ["a:b,c%25=d.Dockerfile", "a%3Ab%2Cc%2525=d.Dockerfile"],
    ["a\r\n::error::b.Dockerfile", "a%0D%0A%3A%3Aerror%3A%3Ab.Dockerfile"],
    ["a\u001B[2J.Dockerfile", "a␛[2J.Dockerfile"],
  ])("the name %j", async (name, shown) => {
    const { stdout } = await github({ [name]: BAD });
    expect(stdout).toBe(
      `::error file=${shown},line=2,endLine=2,col=1,endColumn=4,title=dockerfile-syntax::"FOO" is not a Dockerfile instruction.\n`,
    );
  });

  test("the message", async () => {
    const { stdout } = await github({
      Dockerfile: "FROM scratch\n100%::stop-commands::x\u001B]0;t\u0007 y\n",
    });
    expect(stdout).toContain("100%25::stop-commands");
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

test("names are told from the workspace", async () => {
  const folder = folderWith({ "api/Dockerfile": BAD, "web/Dockerfile": BAD });
  const run = async (workspace: string): Promise<string | undefined> => {
    const { stdout } = await cli(["lint", "--format", "github"], {
      cwd: join(folder, "api"),
      env: { GITHUB_WORKSPACE: workspace },
    });
    return /file=([^,]*),/.exec(stdout)?.[1];
  };
  expect(await run(folder)).toBe("api/Dockerfile");
  expect(await run(join(folder, "web"))).toBe("Dockerfile");
});

test("what cannot be read is an error of its own", async () => {
  const { code, stdout } = await github({ "b.Dockerfile": "FROM a\n\0", Dockerfile: FIXABLE });
  expect(code).toBe(2);
  expect(stdout).toMatch(/^::error file=b\.Dockerfile,(?:line=\d+,)?title=ml-containers::[^\n]+$/m);
  expect(stdout).toContain("::warning file=Dockerfile,line=2");
});

describe("--max-warnings", () => {
  const two = { Dockerfile: FIXABLE, "b.Dockerfile": FIXABLE };
  const only = ["--rule", "base-unpinned=off"];
  const too = "Too many warnings: 2, and --max-warnings allows 1. Mend some, or raise the limit.\n";
  test.each([
    { args: ["--max-warnings", "2"], code: 0, says: "" },
    { args: ["--max-warnings", "1"], code: 1, says: too },
    { args: ["--max-warnings=1", "--fail-on", "never"], code: 1, says: too },
    { args: ["--max-warnings", "2", "--fail-on", "warning"], code: 1, says: "" },
    { args: ["--max-warnings", "1", "--min-severity", "error"], code: 0, says: "" },
    { args: ["--max-warnings", "9", "--rule", "pip-cache-in-layer=error"], code: 1, says: "" },
  ])("$args: $code", async ({ args, code, says }) => {
    const outcome = await cli(["lint", ...only, ...args], { cwd: folderWith(two) });
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code, stderr: says });
  });

  test("trouble weighs more", async () => {
    const { code } = await cli(["lint", "--max-warnings", "0"], {
      cwd: folderWith({ ...two, "c.Dockerfile": "\0" }),
    });
    expect(code).toBe(2);
  });
});
