import { expect, test } from "vitest";
import type { SetupQuestion } from "../../client/src/live/setup-report.ts";
import { readReport, setupReport } from "../../client/src/live/setup-report.ts";
import type { ProgramOptions, ProgramResult } from "../../workbench/src/services.ts";

const CHECK = {
  id: "gpu",
  title: "GPUs",
  status: "failed",
  finding: "None.",
  remedy: "Add one.",
  source: "a page",
};

function printed(json: unknown): ProgramResult {
  return { outcome: "exited", code: 1, stdout: JSON.stringify(json), stderr: "" };
}

/** Runs the check with a command line that ends like this; gives what it was called with too. */
async function checked(
  result: ProgramResult,
  question: Partial<SetupQuestion> = {},
  texts?: string,
): Promise<{
  readonly report: Awaited<ReturnType<typeof setupReport>>;
  readonly argv: readonly string[];
  readonly options: ProgramOptions | undefined;
}> {
  let argv: readonly string[] = [];
  let options: ProgramOptions | undefined;
  const programs = {
    run: async (words: readonly string[], more: ProgramOptions) => {
      argv = words;
      options = more;
      return result;
    },
  };
  const services = { programs, node: "/node", commandLine: "/cli.cjs", texts };
  return {
    report: await setupReport(
      services,
      { choice: {}, mayRun: false, ...question },
      new AbortController().signal,
    ),
    argv,
    options,
  };
}

test("the command line examines the engine of the views", async () => {
  const { argv, options } = await checked(printed({ checks: [CHECK] }), {
    choice: { context: "--lab", host: "ssh://a b" },
  });
  expect(argv).toEqual([
    "/node",
    "/cli.cjs",
    "doctor",
    "--format=json",
    "--context=--lab",
    "--host=ssh://a b",
  ]);
  expect(options?.env).toEqual({ ELECTRON_RUN_AS_NODE: "1" });
});

test("it speaks the editor's language", async () => {
  const { options } = await checked(printed({ checks: [CHECK] }), {}, "/l10n/bundle.l10n.de.json");
  expect(options?.env).toEqual({
    ELECTRON_RUN_AS_NODE: "1",
    ML_CONTAINERS_TEXTS: "/l10n/bundle.l10n.de.json",
  });
});

test("a container is run only where that was asked for", async () => {
  expect((await checked(printed({ checks: [CHECK] }))).argv).not.toContain("--test");
  expect((await checked(printed({ checks: [CHECK] }), { mayRun: true })).argv).toContain("--test");
});

test("each check is told with its remedy and source, and how bad it is", async () => {
  const { report } = await checked(printed({ checks: [CHECK], host: { gpus: 2, architectures: ["9.0"] } }));
  expect(report).toMatchObject({ worst: "failed", host: { gpus: 2, architectures: ["9.0"] } });
  const text = report !== undefined && "text" in report ? report.text : "";
  expect(text).toMatch(/^failed {3}GPUs: None\.\n {9}-> Add one\.\n {12}a page\n/);
});

test.each([
  ["nothing", ""],
  ["text", "Segmentation fault"],
  ["JSON that is cut", '{"checks": [{"id"'],
  ["another JSON", '{"checks": {"status": "ok"}}'],
])("%s is no report", async (_, stdout) => {
  const { report } = await checked({ outcome: "exited", code: 0, stdout, stderr: "boom\u001B[31m" });
  expect(report).toMatchObject({ message: "The check of the GPU setup failed." });
  expect(JSON.stringify(report)).toContain("boom");
  expect(JSON.stringify(report)).not.toContain(String.raw`\u001b`);
});

test("one that hangs says so, and one that was cancelled says nothing", async () => {
  const ended = { code: undefined, stdout: "", stderr: "" };
  expect((await checked({ ...ended, outcome: "timed-out" })).report).toMatchObject({ id: "gpu-tool-hangs" });
  expect((await checked({ ...ended, outcome: "cancelled" })).report).toBeUndefined();
});

test("the linter gets only what its setting takes", () => {
  const host = {
    driver: "570.1",
    engine: { a: 1 },
    compose: null,
    architectures: [9, "9.0"],
    rm: "-rf",
    ["__proto__"]: "x",
  };
  expect(readReport(JSON.stringify({ checks: [CHECK], host }))?.host).toEqual({ driver: "570.1" });
});
