import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isDockerfileName } from "../../server/src/engine/file-names.ts";
import { cli, folderWith, lintJson } from "./cli.ts";

const OK = "FROM scratch\nCOPY app /app\n";

function folderOf(...names: readonly string[]): string {
  return folderWith(Object.fromEntries(names.map((name) => [name, OK])));
}

async function found(cwd: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { files, problems } = await lintJson(args, { cwd });
  expect(problems).toEqual([]);
  return files;
}

describe("names", () => {
  test.each([
    "Dockerfile",
    "dockerfile",
    "DOCKERFILE",
    "Containerfile",
    "Dockerfile.gpu",
    "Dockerfile.cuda12.4",
    "Dockerfile.go",

    "Dockerfile-gpu",
    "Dockerfile_gpu",
    "dockerfile.dev",
    "api.Dockerfile",
    "api.dockerfile",
    "train_Dockerfile",
    "docker__Dockerfile.gpu",
    "Containerfile.rocm",
    "gpu.Containerfile",
    "Dockerfile.txt",
  ])("%s is a Dockerfile", (name) => {
    expect(isDockerfileName(name)).toBe(true);
  });

  test.each([
    "Dockerfile.dockerignore",
    "Dockerfile.gpu.dockerignore",
    "Dockerfile.md",
    "Dockerfile.j2",
    "Dockerfile.in",

    "Dockerfile.in.python",
    "Dockerfile.tmpl",
    "Dockerfile~",
    "Dockerfile.gpu.bak",
    "dockerfile.go",
    "dockerfile_test.py",

    "Dockerfiles",
    "MyDockerfile",
    "docker-compose.yml",
    "parse-dockerfile",
    "dockerfile-lint.yaml",
    "README",
  ])("%s is none", (name) => {
    expect(isDockerfileName(name)).toBe(false);
  });
});

describe("a folder", () => {
  test("is searched, in the order of the paths", async () => {
    const cwd = folderOf(
      "b/Dockerfile",
      "a/api.Dockerfile",
      "Dockerfile.gpu",
      "Dockerfile",
      "Makefile",
      "Dockerfile.md",
    );
    expect(await found(cwd)).toEqual(["Dockerfile", "Dockerfile.gpu", "a/api.Dockerfile", "b/Dockerfile"]);
    expect(await found(cwd, "a", "b")).toEqual(["a/api.Dockerfile", "b/Dockerfile"]);
  });

  test("is searched without what is hidden or other people's", async () => {
    const cwd = folderOf(
      ".git/Dockerfile",
      ".venv/Dockerfile",
      ".cache/x/Dockerfile",
      ".hidden.Dockerfile",
      "node_modules/x/Dockerfile",
      "venv/Dockerfile",
      "src/__pycache__/Dockerfile",
      ".devcontainer/Dockerfile",
      ".github/Dockerfile",
      ".gitpod.Dockerfile",
    );
    expect(await found(cwd)).toEqual([
      ".devcontainer/Dockerfile",
      ".github/Dockerfile",
      ".gitpod.Dockerfile",
    ]);
  });

  test("a file that is named is linted, hidden or ignored or oddly named", async () => {
    const cwd = folderOf(".hidden/Dockerfile", "node_modules/x/Dockerfile", "build/Dockerfile", "image.txt");
    mkdirSync(join(cwd, ".git"));
    const ignored = folderWith({ ".gitignore": "*\n", "x/Dockerfile": OK });
    for (const name of [".hidden/Dockerfile", "node_modules/x/Dockerfile", "image.txt"]) {
      expect(await found(cwd, name)).toEqual([name]);
    }
    expect(await found(ignored, "x/Dockerfile")).toEqual(["x/Dockerfile"]);
  });

  test("named twice, or a file in a folder that is named too, is linted once", async () => {
    expect(await found(folderOf("a/Dockerfile"), ".", "a", "a/Dockerfile", "./a/../a/Dockerfile")).toEqual([
      "a/Dockerfile",
    ]);
  });

  test("without Dockerfiles is said to be", async () => {
    const { code, stdout, stderr } = await cli(["lint", "src"], { cwd: folderOf("src/main.py") });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("Nothing to lint: no Dockerfile or compose file in src.");
  });
});

describe(".gitignore", () => {
  const files = {
    ".gitignore": "build/\n*.gpu\n!keep/Dockerfile.gpu\n/top\n# Dockerfile\n",
    Dockerfile: OK,
    "Dockerfile.gpu": OK,
    "keep/Dockerfile.gpu": OK,
    "build/Dockerfile": OK,
    "a/build/Dockerfile": OK,
    "top/Dockerfile": OK,
    "a/top/Dockerfile": OK,
    "a/.gitignore": "Dockerfile.cpu\n!Dockerfile.gpu\n",
    "a/Dockerfile.cpu": OK,
    "a/Dockerfile.gpu": OK,
    "a/b/Dockerfile.cpu": OK,
  };

  test("holds with its folders, negations and nested files, as git reads it", async () => {
    const cwd = folderWith(files);
    execFileSync("git", ["init", "-q"], { cwd });
    const git = execFileSync("git", ["ls-files", "--others", "--exclude-standard"], {
      cwd,
      encoding: "utf8",
    });
    const expected = git.split("\n").filter((name) => /Dockerfile/.test(name));
    expect(new Set(await found(cwd))).toEqual(new Set(expected));
    expect(expected).toHaveLength(4);
  });

  test("counts from the top of the repository, above the folder that is searched", async () => {
    const cwd = folderWith(files);
    mkdirSync(join(cwd, ".git"));
    expect(await found(join(cwd, "a"))).toEqual(["Dockerfile.gpu", "top/Dockerfile"]);
  });

  test("of a folder above that is no repository does not count", async () => {
    const cwd = folderWith({ ".gitignore": "*\n", "a/Dockerfile": OK });
    expect(await found(join(cwd, "a"))).toEqual(["Dockerfile"]);
  });

  test("does not stop a folder that is named", async () => {
    const cwd = folderWith({ ...files, "build/.gitignore": "old\n", "build/old/Dockerfile": OK });
    mkdirSync(join(cwd, ".git"));
    expect(await found(cwd, "build")).toEqual(["build/Dockerfile"]);
  });
});

describe("links", () => {
  test("to files are followed, and each file is linted once, under its own name", async () => {
    const cwd = folderOf("real/Dockerfile", "images/base.txt");
    symlinkSync("real/Dockerfile", join(cwd, "Dockerfile"));
    symlinkSync("images/base.txt", join(cwd, "Dockerfile.base"));
    expect(await found(cwd)).toEqual(["real/Dockerfile", "Dockerfile.base"]);
  });

  test("that loop end the search nowhere", async () => {
    const cwd = folderOf("a/Dockerfile");
    symlinkSync("..", join(cwd, "a", "up"));
    symlinkSync(".", join(cwd, "self"));
    expect(await found(cwd)).toEqual(["a/Dockerfile"]);
  });

  test("to folders are followed where they are named", async () => {
    const cwd = folderOf("a/Dockerfile");
    symlinkSync("a", join(cwd, "b"));
    expect(await found(cwd, "b")).toEqual(["b/Dockerfile"]);
  });

  test("that lead nowhere or to themselves are reported, and the rest is linted", async () => {
    const cwd = folderOf("Dockerfile");
    symlinkSync("gone", join(cwd, "Dockerfile.broken"));
    symlinkSync("Dockerfile.loop", join(cwd, "Dockerfile.loop"));
    const { files, problems, code } = await lintJson([], { cwd });
    expect(files).toEqual(["Dockerfile"]);
    expect(problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      "Dockerfile.broken: It is a symbolic link to gone, which is not there.",
      "Dockerfile.loop: It is a symbolic link that leads to itself.",
    ]);
    expect(code).toBe(2);
  });
});

test("a tree of thousands of folders is searched", async () => {
  const names = Array.from({ length: 2000 }, (_, at) => `d${at % 40}/e${at}/x.py`);
  const cwd = folderOf(...names, `${"deep/".repeat(300)}Dockerfile`);
  expect(await found(cwd)).toHaveLength(1);
});
