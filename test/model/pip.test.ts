import { describe, expect, test } from "vitest";
import type { PipInstall } from "../../server/src/engine/model/pip.ts";
import { pipInstall } from "../../server/src/engine/model/pip.ts";
import { commandIn, commandsIn, show } from "./commands.ts";

function packages(install: PipInstall | undefined): readonly string[] | undefined {
  return install?.packages.map(({ name, specifier }) => name + specifier);
}

function texts(all: PipInstall["sources"] | undefined): readonly string[] | undefined {
  return all?.map(({ value }) => show(value));
}

describe("pipInstall", () => {
  test.each([
    "pip install torch==2.5.1 numpy",
    "pip3.11 install -qU torch==2.5.1 numpy",
    "/opt/venv/bin/pip --no-cache-dir install torch==2.5.1 numpy",
    "python -m pip install torch==2.5.1 --pre numpy",
    "python3.11 -W ignore -mpip install torch==2.5.1 numpy",
    "sudo -H PIP_NO_CACHE_DIR=1 pip install torch==2.5.1 numpy",
    "env A=1 pip install torch==$VERSION numpy",
    "conda run -n train --no-capture-output pip install torch==2.5.1 numpy",
    "poetry run pip install torch==2.5.1 numpy",
    "timeout --signal KILL 600 pip install torch==2.5.1 numpy",
    "uv pip install --system torch==2.5.1 numpy",
    "uv --quiet --directory /app pip install torch==2.5.1 numpy",
    "python -m uv pip install torch==2.5.1 numpy",
    'bash -c "pip install torch==2.5.1 numpy"',
    '["pip", "install", "torch==2.5.1", "numpy"]',
    'PACKAGES="torch==2.5.1 numpy"; pip install $PACKAGES',
    "pip install -r requirements.txt -c limits.txt -e . torch==2.5.1 'numpy'",
    "--mount=type=cache,target=/root/.cache/pip pip install torch==2.5.1 \\\n  # a comment\n  numpy",
  ])("finds the packages of %s", (text) => {
    const installs = commandsIn(text).flatMap((command) => pipInstall(command) ?? []);
    expect(installs.map(packages)).toEqual([["torch==2.5.1", "numpy"]]);
  });

  test.each([
    "pip uninstall -y torch",
    "pip config set global.index-url https://example.com",
    "pip --version",
    "uv sync",
    "uv add torch",
    "python setup.py install",
    "python -m venv /venv",
    "python train.py -m pip install",
    "echo pip install torch",
    "pipx install torch",
    "apt-get install python3-pip",
  ])("takes %s for none", (text) => {
    expect(pipInstall(commandIn(text))).toBeUndefined();
  });

  test.each([
    ["pip install", "pip", "install"],
    ["pip wheel -w /wheels torch", "pip", "wheel"],
    ["pip download -d /wheels torch", "pip", "download"],
    ["uv pip install torch", "uv", "install"],
  ])("%s is %s %s", (text, tool, verb) => {
    expect(pipInstall(commandIn(text))).toMatchObject({ tool, verb });
  });

  test.each([
    ["--index-url https://example.com/a torch", "indexUrl", "https://example.com/a"],
    ["-i https://example.com/a torch", "indexUrl", "https://example.com/a"],
    ["--index https://example.com/a torch", "indexUrl", "https://example.com/a"],
  ])("pip install %s: %s is %s", (text, field, expected) => {
    const install = pipInstall(commandIn(`pip install ${text}`));
    expect(field === "indexUrl" ? show(install?.indexUrl?.value) : undefined).toBe(expected);
    expect(packages(install)).toEqual(["torch"]);
  });

  test("uv's own indexes", () => {
    const install = pipInstall(
      commandIn(
        "uv pip install --index https://a.example --default-index https://b.example --torch-backend cu128 torch",
      ),
    );
    expect(install?.extraIndexUrls.map(({ value }) => show(value))).toEqual(["https://a.example"]);
    expect(show(install?.indexUrl?.value)).toBe("https://b.example");
    expect(show(install?.options.get("--torch-backend")?.[0]?.value?.value)).toBe("cu128");
    expect(packages(install)).toEqual(["torch"]);
  });

  test("files, links and sources", () => {
    const install = pipInstall(
      commandIn(
        "pip install -r a.txt --requirement=b.txt -c c.txt -f https://l.example --extra-index-url https://x.example -e .[dev] ./sub git+https://g.example/a/b.git pkg-1.0.whl 'p @ https://u.example/p.whl'",
      ),
    );
    expect(texts(install?.requirementFiles)).toEqual(["a.txt", "b.txt"]);
    expect(texts(install?.constraintFiles)).toEqual(["c.txt"]);
    expect(texts(install?.findLinks)).toEqual(["https://l.example"]);
    expect(texts(install?.extraIndexUrls)).toEqual(["https://x.example"]);
    expect(texts(install?.sources)).toEqual([
      ".[dev]",
      "./sub",
      "git+https://g.example/a/b.git",
      "pkg-1.0.whl",
    ]);
    expect(packages(install)).toEqual(["p"]);
  });

  test("an argument that nobody knows is said to be unknown", () => {
    expect(pipInstall(commandIn("pip install $EXTRA torch"))).toMatchObject({ hasUnknown: true });
    const version = pipInstall(commandIn("pip install torch==$UNSET"));
    expect(version).toMatchObject({ hasUnknown: false, packages: [] });
  });
});
