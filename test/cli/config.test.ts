import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BAD, FIXABLE, cli, folderWith, lintJson } from "./cli.ts";

/** An error of dockerfile-syntax and a warning of pip-cache-in-layer. */
const BOTH = `${BAD}RUN pip install torch==2.9.1\n`;

function rulesOf(report: Awaited<ReturnType<typeof lintJson>>): readonly string[] {
  return report.findings.map(({ file, rule, severity }) => `${file} ${rule} ${severity}`);
}

describe("a config", () => {
  test("holds for its folder and what lies below, the nearest one alone", async () => {
    const cwd = folderWith({
      ".git/HEAD": "",
      ".ml-containers.yaml": "rules: {dockerfile-syntax: off}\n",
      Dockerfile: BOTH,
      "a/b/Dockerfile": BOTH,
      "c/.ml-containers.yml": "rules: {pip-cache-in-layer: hint}\n",
      "c/Dockerfile": BOTH,
    });
    const report = await lintJson([], { cwd });
    expect(rulesOf(report)).toEqual([
      "Dockerfile pip-cache-in-layer warning",
      "a/b/Dockerfile pip-cache-in-layer warning",
      "c/Dockerfile dockerfile-syntax error",
      "c/Dockerfile pip-cache-in-layer hint",
    ]);
    expect(report.problems).toEqual([]);
  });

  test("on standard input is checked in place of the one on the disk", async () => {
    const cwd = folderWith({ ".git/HEAD": "", ".ml-containers.yaml": "presett: all\n", Dockerfile: BOTH });
    const given = ["--stdin-filename", ".ml-containers.yaml"];
    const wrong = await lintJson(["-", ...given], { cwd, stdin: "# ours\npreset: strct\n" });
    expect(wrong.problems).toEqual([
      {
        file: ".ml-containers.yaml",
        line: 2,
        message: '"preset" cannot be "strct".',
        remedy: 'Did you mean "strict"?',
      },
    ]);
    const right = await lintJson(["-", "Dockerfile", ...given], {
      cwd,
      stdin: "rules: {dockerfile-syntax: off}\n",
    });
    expect(right.problems).toEqual([]);
    expect(rulesOf(right)).toEqual(["Dockerfile pip-cache-in-layer warning"]);
  });

  test("above the repository is not asked", async () => {
    const cwd = folderWith({
      ".ml-containers.yaml": "rules: {dockerfile-syntax: off}\n",
      "repo/.git/HEAD": "",
      "repo/Dockerfile": BAD,
    });
    expect(rulesOf(await lintJson(["repo"], { cwd }))).toEqual(["repo/Dockerfile dockerfile-syntax error"]);
  });

  test("says other things of some files, and leaves others out unless they are named", async () => {
    const cwd = folderWith({
      ".git/HEAD": "",
      ".ml-containers.yaml":
        "overrides: [{files: [train/], rules: {pip-cache-in-layer: off}}]\nignore: [vendor/]\n",
      "train/Dockerfile": BOTH,
      "vendor/Dockerfile": BAD,
    });
    expect(rulesOf(await lintJson([], { cwd }))).toEqual(["train/Dockerfile dockerfile-syntax error"]);
    expect(await cli(["lint", "vendor"], { cwd })).toEqual({
      code: 0,
      stdout: "",
      stderr:
        "Nothing to lint: the config leaves out what there is in vendor. Name a file to have it linted all the same.\n",
    });
    expect(rulesOf(await lintJson(["vendor/Dockerfile"], { cwd }))).toEqual([
      "vendor/Dockerfile dockerfile-syntax error",
    ]);
  });

  test("yields to the command line", async () => {
    const cwd = folderWith({
      ".ml-containers.yaml": "rules: {dockerfile-syntax: off, pip-cache-in-layer: off}\n",
      Dockerfile: BOTH,
    });
    expect(rulesOf(await lintJson(["--rule", "pip-cache-in-layer=info"], { cwd }))).toEqual([
      "Dockerfile pip-cache-in-layer info",
    ]);
    expect(rulesOf(await lintJson(["--no-config"], { cwd }))).toHaveLength(2);
  });

  test("is chosen by --config, and its patterns count from the working directory", async () => {
    const cwd = folderWith({
      ".ml-containers.yaml": "rules: {dockerfile-syntax: hint}\n",
      "ci/lint.yaml": "ignore: [vendor/]\noverrides: [{files: [a/], rules: {dockerfile-syntax: off}}]\n",
      "a/Dockerfile": BAD,
      "b/Dockerfile": BAD,
      "vendor/Dockerfile": BAD,
    });
    expect(rulesOf(await lintJson(["--config", "ci/lint.yaml"], { cwd }))).toEqual([
      "b/Dockerfile dockerfile-syntax error",
    ]);
  });

  test("says which compose files belong together", async () => {
    const cwd = folderWith({
      "base.compose.yaml": "services:\n  a:\n    image: a/b:1\n    gpus: all\n",
      "gpu.compose.yaml":
        "services:\n  a:\n    deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}\n",
    });
    const doubles = async () =>
      (await lintJson([], { cwd })).findings.filter(({ rule }) => rule === "gpu-double-request");
    expect(await doubles()).toEqual([]);
    writeFileSync(
      join(cwd, ".ml-containers.yaml"),
      "compose-files: [[base.compose.yaml, gpu.compose.yaml]]\n",
    );
    expect(await doubles()).not.toEqual([]);
  });

  test("holds for standard input, by its name", async () => {
    const cwd = folderWith({
      ".ml-containers.yaml": "overrides: [{files: [train/], rules: {dockerfile-syntax: off}}]\n",
    });
    const options = { cwd, stdin: BAD };
    expect((await cli(["lint", "-"], options)).code).toBe(1);
    expect((await cli(["lint", "--stdin-filename", "train/Dockerfile", "-"], options)).code).toBe(0);
  });
});

describe("a wrong config", () => {
  test("is reported once with file, line and remedy; the files are still linted by what is right in it", async () => {
    const cwd = folderWith({
      ".ml-containers.yaml": "# ours\nrules:\n  dockerfile-syntx: off\n  pip-cache-in-layer: off\n",
      "a/Dockerfile": BOTH,
      "b/Dockerfile": BOTH,
    });
    const report = await lintJson([], { cwd });
    expect(report.code).toBe(2);
    expect(report.problems).toEqual([
      {
        file: ".ml-containers.yaml",
        line: 3,
        message: 'No rule is called "dockerfile-syntx".',
        remedy: 'Did you mean "dockerfile-syntax"?',
      },
    ]);
    expect(rulesOf(report)).toEqual([
      "a/Dockerfile dockerfile-syntax error",
      "b/Dockerfile dockerfile-syntax error",
    ]);
    const { stderr } = await cli(["lint"], { cwd });
    expect(stderr).toBe(
      '.ml-containers.yaml:3: No rule is called "dockerfile-syntx". Did you mean "dockerfile-syntax"?\n',
    );
  });

  test("that is no YAML has no effect", async () => {
    const cwd = folderWith({ ".ml-containers.yaml": "preset: all\nrules: [a\n", Dockerfile: BAD });
    const report = await lintJson([], { cwd });
    expect(report.code).toBe(2);
    expect(report.problems[0]).toMatchObject({
      file: ".ml-containers.yaml",
      remedy: "Close it, or indent this line deeper.",
    });
    expect(report.findings).toHaveLength(1);
  });

  test.each([
    [{ ".ml-containers.yaml/x": "" }, "The config cannot be read: it is a folder."],
    [{ ".ml-containers.yaml": "a\0b" }, "The config cannot be read: it is no text file."],
  ])("%j", async (files, message) => {
    const cwd = folderWith({ ...files, Dockerfile: BAD });
    const report = await lintJson([], { cwd });
    expect(report.code).toBe(2);
    expect(report.problems).toMatchObject([{ file: ".ml-containers.yaml", line: 1, message }]);
    expect(report.findings).toHaveLength(1);
  });

  test("can be linted itself", async () => {
    const cwd = folderWith({ ".ml-containers.yaml": "presets: all\n" });
    const { code, stderr } = await cli(["lint", ".ml-containers.yaml"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe('.ml-containers.yaml:1: The config has no key "presets". Did you mean "preset"?\n');
    const whole = folderWith({ ".ml-containers.yaml": "preset: all\n" });
    expect(await cli(["lint", ".ml-containers.yaml"], { cwd: whole })).toMatchObject({ code: 0, stderr: "" });
  });

  test.each([
    [
      ["--config", "nowhere.yaml"],
      '--config cannot be "nowhere.yaml": there is no such file. Check the path.\n',
    ],
    [["--config", "x", "--no-config"], "--config and --no-config exclude each other. Leave one out.\n"],
    [["--preset", "strikt"], '--preset cannot be "strikt". Did you mean "strict"?\n'],
  ])("%j is refused", async (args, expected) => {
    const { code, stdout, stderr } = await cli(["lint", ...args], {
      cwd: folderWith({ Dockerfile: FIXABLE }),
    });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: expected });
  });
});

describe("rules --preset", () => {
  interface Listing {
    readonly rules: readonly { readonly name: string; readonly preset: string; readonly since: string }[];
  }

  async function listed(...args: string[]): Promise<Listing["rules"]> {
    const { stdout } = await cli(["rules", "--format", "json", ...args]);
    const listing: Listing = JSON.parse(stdout);
    return listing.rules;
  }

  test("lists the rules of a preset", async () => {
    const all = await listed();
    expect(await listed("--preset", "all")).toHaveLength(all.length);
    const recommended = await listed("--preset", "recommended");
    expect(recommended.map(({ name }) => name)).toEqual(
      all.filter(({ preset }) => preset === "recommended").map(({ name }) => name),
    );
    const strict = await listed("--preset", "strict");
    expect(strict.map(({ name }) => name)).toEqual(
      all.filter(({ preset }) => preset !== "all").map(({ name }) => name),
    );
  });
});
