import type { CodeAction, CompletionList, Hover } from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import type { Options } from "./client.ts";
import { MODERN, PLAIN, TestClient, URI, caret } from "./client.ts";
import { Disk } from "./disk.ts";

const CONFIG = "/project/.ml-containers.yaml";
const CONFIG_URI = `file://${CONFIG}`;

/** An error of dockerfile-syntax and a warning of pip-cache-in-layer. */
const BOTH = "FROM scratch\nFOO x\nRUN pip install torch==2.9.1\n";

async function opened(
  texts: Readonly<Record<string, string>>,
  options: Options = {},
): Promise<{ client: TestClient; disk: Disk }> {
  const disk = new Disk(texts);
  const client = await TestClient.start({ files: () => disk, ...options });
  await client.open(BOTH);
  return { client, disk };
}

async function codes(client: TestClient, uri = URI): Promise<readonly unknown[]> {
  return (await client.diagnostics(uri)).map(({ code }) => code);
}

async function actions(client: TestClient, line = 1): Promise<readonly CodeAction[]> {
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  return client.ask("textDocument/codeAction", { range, context: { diagnostics: [] } });
}

async function ignoring(client: TestClient): Promise<CodeAction | undefined> {
  return (await actions(client)).find(({ title }) => title === "Ignore dockerfile-syntax in this project");
}

describe("the project config", () => {
  test("decides what is reported", async () => {
    const { client } = await opened({ [CONFIG]: "rules: {dockerfile-syntax: off}\n" });
    expect(await codes(client)).toEqual(["pip-cache-in-layer"]);
    client.end();
  });

  test("leaves files out", async () => {
    const { client } = await opened({ [CONFIG]: "ignore: [Dockerfile]\n" });
    expect(await codes(client)).toEqual([]);
    client.end();
  });

  test("yields to the editor's settings", async () => {
    const { client } = await opened(
      { [CONFIG]: "preset: all\nrules: {dockerfile-syntax: off, pip-cache-in-layer: off}\n" },
      {
        configuration: () => ({
          preset: "recommended",
          rules: { "dockerfile-syntax": "hint" },
          host: { gpus: 2 },
        }),
      },
    );
    expect((await client.diagnostics()).map(({ code, severity }) => [code, severity])).toEqual([
      ["dockerfile-syntax", 4],
    ]);
    expect(client.logged).toEqual([]);
    client.end();
  });

  test("lets pass what it says and what the editor's settings say", async () => {
    const text = "FROM ghcr.io/acme/app\nFROM ghcr.io/other/app\nFROM ghcr.io/third/app\n";
    const { client } = await opened(
      { [CONFIG]: "allow: {unpinned-images: [ghcr.io/acme/*]}\n" },
      { configuration: () => ({ allow: { "unpinned-images": ["ghcr.io/other/*"] } }) },
    );
    await client.replace(text);
    expect((await client.diagnostics()).map(({ code, range }) => [code, range.start.line])).toEqual([
      ["base-unpinned", 2],
    ]);
    expect(client.logged).toEqual([]);
    client.end();
  });

  test("settings that cannot be meant are complained of once, and have no effect", async () => {
    const { client } = await opened(
      {},
      {
        configuration: () => ({
          preset: "strikt",
          host: { drivr: "1", gpus: "many" },
          allow: { "unpined-images": ["a"], "open-ports": ["http"], hosts: "gpu-01" },
        }),
      },
    );
    await client.diagnostics();
    await client.diagnostics();
    expect(client.logged).toEqual([
      "The setting mlContainers.preset takes one of auto, recommended, strict, all.",
      'The setting mlContainers.host has no effect in full: "host" has no key "drivr". Did you mean "driver"?',
      'The setting mlContainers.host has no effect in full: "gpus" cannot be "many". Write a whole number from 0 to 1024.',
      'The setting mlContainers.allow has no effect in full: "allow" has no key "unpined-images". Did you mean "unpinned-images"?',
      'The setting mlContainers.allow has no effect in full: "open-ports" cannot be "http". Write a whole number from 1 to 65535.',
      'The setting mlContainers.allow has no effect in full: "hosts" takes a list, and this is a single value. Write, for example, hosts: [gpu-01, "*.cluster.local"].',
    ]);
    client.end();
  });

  test("counts again when it changes on the disk, comes or goes", async () => {
    const { client, disk } = await opened({});
    expect(await codes(client)).toHaveLength(2);
    for (const [text, type, expected] of [
      ["rules: {dockerfile-syntax: off}\n", 1, ["pip-cache-in-layer"]],
      ["rules: {pip-cache-in-layer: off}\n", 2, ["dockerfile-syntax"]],
      [undefined, 3, ["dockerfile-syntax", "pip-cache-in-layer"]],
    ] as const) {
      if (text === undefined) disk.texts.delete(CONFIG);
      else disk.texts.set(CONFIG, text);
      await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: CONFIG_URI, type }] });
      expect(await codes(client)).toEqual(expected);
    }
    client.end();
  });

  test("counts as it is typed", async () => {
    const { client } = await opened({ [CONFIG]: "rules:\n" });
    await client.open("rules:\n  dockerfile-syntax: off\n", CONFIG_URI, "yaml");
    expect(await codes(client)).toEqual(["pip-cache-in-layer"]);
    client.end();
  });

  test("that is wrong is said once in the log, with file, line and remedy", async () => {
    const { client } = await opened({ [CONFIG]: "\nrule: {}\n" });
    expect(await codes(client)).toHaveLength(2);
    await client.replace(`${BOTH}\n`);
    await codes(client);
    expect(client.logged).toEqual([`${CONFIG}:2: The config has no key "rule". Did you mean "rules"?`]);
    client.end();
  });
});

describe("a config in the editor", () => {
  test("has diagnostics, with the nearest name as a fix and the page of the config", async () => {
    const { client } = await opened({});
    await client.open("rules:\n  base-unpined: off\n", CONFIG_URI, "yaml");
    const [diagnostic] = await client.diagnostics(CONFIG_URI);
    expect(diagnostic).toMatchObject({
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 14 } },
      severity: 1,
      code: "config-invalid",
      codeDescription: { href: expect.stringMatching(/docs\/configuration\.md$/) },
      message: 'No rule is called "base-unpined". Did you mean "base-unpinned"?',
    });
    const found = await client.ask<readonly CodeAction[]>(
      "textDocument/codeAction",
      { range: diagnostic?.range, context: { diagnostics: [] } },
      CONFIG_URI,
    );
    expect(found.map(({ title }) => title)).toEqual(["Write base-unpinned"]);
    client.end();
  });

  test("that is too long says that it has no effect", async () => {
    const { client } = await opened({});
    await client.open(`# ${"x".repeat(1_100_000)}`, CONFIG_URI, "yaml");
    expect((await client.diagnostics(CONFIG_URI))[0]?.message).toMatch(/larger than 1 MB and has no effect/);
    client.end();
  });

  test("is completed and explained", async () => {
    const { client } = await opened({});
    const { text, position } = caret("rules:\n  base-unp|\n");
    await client.open(text, CONFIG_URI, "yaml");
    const list = await client.ask<CompletionList>("textDocument/completion", { position }, CONFIG_URI);
    expect(list.items.map(({ label }) => label)).toContain("base-unpinned");
    await client.replace("preset: strict\n", CONFIG_URI);
    const over = { position: { line: 0, character: 10 } };
    const hover = await client.ask<Hover>("textDocument/hover", over, CONFIG_URI);
    expect(hover.contents).toMatchObject({ value: expect.stringMatching(/careful team/) });
    client.end();
  });
});

describe('"ignore in this project"', () => {
  test("edits the config where it stands", async () => {
    const { client } = await opened({ [CONFIG]: "# ours\nrules:\n  base-unpinned: off # why\n" });
    expect((await ignoring(client))?.edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri: CONFIG_URI, version: null },
          edits: [
            {
              range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } },
              newText: "  dockerfile-syntax: off\n",
            },
          ],
        },
      ],
    });
    client.end();
  });

  test("edits the text that is open, in its version", async () => {
    const { client } = await opened({ [CONFIG]: "preset: all\n" });
    await client.open("preset: strict\n\n", CONFIG_URI, "yaml");
    expect((await ignoring(client))?.edit).toMatchObject({
      documentChanges: [{ textDocument: { uri: CONFIG_URI, version: 1 } }],
    });
    client.end();
  });

  test("creates one at the top of the repository", async () => {
    const { client } = await opened({ "/.git/HEAD": "" });
    expect((await ignoring(client))?.edit).toEqual({
      documentChanges: [
        { kind: "create", uri: "file:///.ml-containers.yaml" },
        {
          textDocument: { uri: "file:///.ml-containers.yaml", version: null },
          edits: [
            {
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
              newText: "rules:\n  dockerfile-syntax: off\n",
            },
          ],
        },
      ],
    });
    client.end();
  });

  test("creates one in the folder that is open, outside of repositories", async () => {
    const disk = new Disk();
    const client = await TestClient.start({ files: () => disk, roots: ["file:///project", "file:///other"] });
    const uri = "file:///project/a/b/Dockerfile";
    await client.open(BOTH, uri);
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
    const found = await client.ask<readonly CodeAction[]>(
      "textDocument/codeAction",
      { range, context: { diagnostics: [] } },
      uri,
    );
    const action = found.find(({ title }) => title === "Ignore dockerfile-syntax in this project");
    expect(action?.edit?.documentChanges?.[0]).toEqual({ kind: "create", uri: CONFIG_URI });
    client.end();
  });

  test.each<[string, Readonly<Record<string, string>>, Options]>([
    ["the client creates no files", {}, { capabilities: { ...MODERN, workspace: {} } }],
    ["the client knows no actions with edits", { [CONFIG]: "" }, { capabilities: PLAIN }],
    ["the config is no YAML", { [CONFIG]: "rules: [a\n" }, {}],
    [
      "the editor's settings name the rule",
      { [CONFIG]: "" },
      { configuration: () => ({ rules: { "dockerfile-syntax": "error" } }) },
    ],
    [
      "an override sets the rule",
      { [CONFIG]: 'overrides: [{files: ["*"], rules: {dockerfile-syntax: error}}]\n' },
      {},
    ],
  ])("is not offered where %s", async (_, texts, options) => {
    const { client } = await opened(texts, options);
    expect(await ignoring(client)).toBeUndefined();
    client.end();
  });

  test("is not offered for a file that lies on no disk", async () => {
    const { client } = await opened({ [CONFIG]: "" });
    const uri = "untitled:Dockerfile";
    await client.open(BOTH, uri);
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
    const found = await client.ask<readonly CodeAction[]>(
      "textDocument/codeAction",
      { range, context: { diagnostics: [] } },
      uri,
    );
    expect(found.map(({ title }) => title)).not.toContain("Ignore dockerfile-syntax in this project");
    expect(found.length).toBeGreaterThan(0);
    client.end();
  });
});
