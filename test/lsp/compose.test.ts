import type { CodeAction, Diagnostic } from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { defineRule } from "../../server/src/engine/rules/rule.ts";
import { folderOf, joinPath } from "../../server/src/engine/text/path.ts";
import type { Options } from "./client.ts";
import { MODERN, PLAIN, TestClient } from "./client.ts";
import { Disk } from "./disk.ts";

const COMPOSE = "file:///project/compose.yaml";
const ENV = "file:///project/.env";
const TEXT = "services:\n  web:\n    image: nginx:1.29\n";

const common = {
  category: "stacks",
  severity: "warning",
  since: "0.1.0",
  summary: "something a test wants",
  sources: ["this test"],
} as const;

/** Says what the `.env` beside the file holds, and points into it. */
const beside: Rule = defineRule({
  ...common,
  subject: "compose",
  name: "beside",
  *check({ files, path = "" }) {
    const file = joinPath(folderOf(path), ".env");
    const found = files?.read(file);
    yield {
      at: { start: 0, end: 8 },
      message: found === undefined ? "no files" : found.state === "text" ? found.text : found.state,
      related: [{ at: { file, start: 2, end: 3 }, message: "there" }],
    };
  },
});

/** Names what lies in the folder. */
const listing: Rule = defineRule({
  ...common,
  subject: "compose",
  name: "listing",
  *check({ files, path = "" }) {
    yield { at: { start: 0, end: 8 }, message: (files?.list(folderOf(path)) ?? ["?"]).join() };
  },
});

/** Wants every image on nginx:2. */
const oldImage: Rule = defineRule({
  ...common,
  subject: "compose",
  name: "old-image",
  *check({ source }) {
    for (const { index } of source.matchAll(/1\.29/g)) {
      const at = { start: index, end: index + 4 };
      yield {
        at,
        message: "Old.",
        fixes: [{ title: "Write 2", safety: "safe", edits: [{ span: at, text: "2" }] }],
      };
    }
  },
});

async function start(disk: Disk, options: Options = {}): Promise<TestClient> {
  return TestClient.start({ rules: [beside], files: () => disk, ...options });
}

async function said(client: TestClient, uri = COMPOSE): Promise<unknown> {
  return (await client.diagnostics(uri))[0]?.message;
}

const CREATED = 1;
const CHANGED = 2;

async function touched(client: TestClient, uri: string, type = CHANGED): Promise<void> {
  await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri, type }] });
}

async function asksAgain(client: TestClient): Promise<void> {
  await expect.poll(() => client.asked).toContain("workspace/diagnostic/refresh");
}

describe("a compose file", () => {
  test.each([
    [COMPOSE, "dockercompose"],
    [COMPOSE, "yaml"],
    ["file:///project/docker-compose.gpu.yml", "yaml"],
    ["untitled:Untitled-1", "dockercompose"],
  ])("%s in the language %s is judged by the rules about compose files", async (uri, language) => {
    const client = await TestClient.start({ rules: [oldImage] });
    await client.open(TEXT, uri, language);
    expect(await client.diagnostics(uri)).toMatchObject([{ code: "old-image", source: "ml-containers" }]);
    await client.replace(TEXT.replace("1.29", "2"), uri);
    expect(await client.diagnostics(uri)).toEqual([]);
    client.end();
  });

  test("is mended, and its rules are allowed above the entry and in the file", async () => {
    const client = await TestClient.start({ rules: [oldImage] });
    await client.open(TEXT, COMPOSE, "dockercompose");
    const diagnostics: readonly Diagnostic[] = await client.diagnostics(COMPOSE);
    const actions = await client.ask<CodeAction[]>(
      "textDocument/codeAction",
      { range: diagnostics[0]?.range, context: { diagnostics } },
      COMPOSE,
    );
    expect(actions.map(({ title }) => title)).toEqual([
      "Write 2",
      "Fix all safe problems in this file",
      "Ignore old-image here",
      "Ignore old-image in this file",
      "Ignore old-image in this project",
    ]);
    const change = actions[2]?.edit?.documentChanges?.[0];
    expect(change).toMatchObject({
      textDocument: { uri: COMPOSE, version: 1 },
      edits: [
        { range: { start: { line: 2, character: 0 } }, newText: "    # ml-containers: allow old-image\n" },
      ],
    });
    client.end();
  });

  test.each([
    ["dockercompose", COMPOSE],
    ["yaml", COMPOSE],
  ])("in the language %s has every request answered, half typed as it may be", async (language, uri) => {
    const client = await TestClient.start({ files: () => new Disk() });
    for (const text of [
      "",
      "services:\n  web:\n    image: ",
      "services: [",
      "\t- a\n",
      "a: &a [*a]\n",
      "services:\n  w:\n    environment:\n      - $",
    ]) {
      await client.open(text, uri, language);
      const end = { line: text.split("\n").length - 1, character: 99 };
      const range = { start: { line: 0, character: 0 }, end };
      expect(await client.pull(uri)).toMatchObject({ kind: "full" });
      await client.ask("textDocument/hover", { position: end }, uri);
      expect(await client.ask("textDocument/completion", { position: end }, uri)).toHaveProperty("items");
      expect(await client.ask("textDocument/inlayHint", { range }, uri)).toBeInstanceOf(Array);
      expect(await client.ask("textDocument/documentLink", {}, uri)).toBeInstanceOf(Array);
      await client.close(uri);
    }
    expect(client.logged).toEqual([]);
    client.end();
  });

  test.each([
    ["10 MB", `${TEXT}${"# a line of a very long file\n".repeat(360_000)}`, "larger than 1 MB"],
    ["NUL bytes", `${TEXT}\0`, "NUL bytes"],
  ])("of %s is said to be none, with a remedy", async (_, text, says) => {
    const client = await TestClient.start({ rules: [oldImage] });
    await client.open(text, COMPOSE, "dockercompose");
    const [first, ...rest] = await client.diagnostics(COMPOSE);
    expect(first).toMatchObject({ severity: 3, code: "compose-syntax" });
    expect(first?.message).toContain(says);
    expect(first?.message).toContain("If it is a compose file, ");
    expect(rest).toEqual([]);
    client.end();
  });

  test("asks for completions behind quotes and brackets, which a Dockerfile does not", async () => {
    const client = await TestClient.start();
    expect(client.capabilities.completionProvider?.triggerCharacters).toEqual(
      expect.arrayContaining(['"', "["]),
    );
    const uri = "file:///project/Dockerfile";
    await client.open("FROM nvidia/", uri);
    const at = { position: { line: 0, character: 12 } };
    const context = { triggerKind: 2, triggerCharacter: '"' };
    expect(await client.ask("textDocument/completion", { ...at, context }, uri)).toMatchObject({ items: [] });
    expect(await client.ask("textDocument/completion", at, uri)).toMatchObject({
      items: expect.arrayContaining([{}].map(() => expect.anything())),
    });
    client.end();
  });
});

describe("the files beside a document", () => {
  test("are read from the disk, and findings point into them", async () => {
    const client = await start(new Disk({ "/project/.env": "A\nB=1\n" }));
    await client.open(TEXT, COMPOSE, "dockercompose");
    const [first] = await client.diagnostics(COMPOSE);
    expect(first?.message).toBe("A\nB=1\n");
    expect(first?.relatedInformation).toEqual([
      {
        location: {
          uri: ENV,
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } },
        },
        message: "there",
      },
    ]);
    client.end();
  });

  test("that cannot be read are not pointed into", async () => {
    const client = await start(new Disk());
    await client.open(TEXT, COMPOSE, "dockercompose");
    const [first] = await client.diagnostics(COMPOSE);
    expect(first?.message).toBe("missing");
    expect(first).not.toHaveProperty("relatedInformation");
    client.end();
  });

  test("are as the editor shows them where they are open, and follow it", async () => {
    const client = await start(new Disk({ "/project/.env": "disk" }));
    await client.open(TEXT, COMPOSE, "dockercompose");
    const before = await client.pull(COMPOSE);
    await client.open("typed", ENV, "dotenv");
    expect(await said(client)).toBe("typed");
    await client.replace("typed on", ENV);
    const after = await client.pull(COMPOSE, before.resultId);
    expect(after).toMatchObject({ kind: "full", items: [{ message: "typed on" }] });
    await asksAgain(client);
    await client.close(ENV);
    expect(await said(client)).toBe("disk");
    expect(await client.diagnostics(ENV)).toEqual([]);
    client.end();
  });

  test("that change on the disk have their dependants judged again", async () => {
    const disk = new Disk({ "/project/.env": "one" });
    const client = await start(disk);
    await client.open(TEXT, COMPOSE, "dockercompose");
    const first = await client.pull(COMPOSE);
    disk.texts.set("/project/.env", "two");
    await touched(client, ENV);
    expect(await client.pull(COMPOSE, first.resultId)).toMatchObject({ items: [{ message: "two" }] });
    await asksAgain(client);
    client.end();
  });

  test("that come later are seen, and so is what happens to their whole folder", async () => {
    const disk = new Disk();
    const client = await start(disk);
    await client.open(TEXT, COMPOSE, "dockercompose");
    expect(await said(client)).toBe("missing");
    disk.texts.set("/project/.env", "new");
    await touched(client, ENV, CREATED);
    expect(await said(client)).toBe("new");
    disk.texts.clear();
    await touched(client, "file:///project", CREATED);
    expect(await said(client)).toBe("missing");
    client.end();
  });

  test("are listed anew when one comes, not when one changes", async () => {
    const disk = new Disk({ "/project/a": "" });
    const client = await start(disk, { rules: [listing] });
    await client.open(TEXT, COMPOSE, "dockercompose");
    expect(await said(client)).toBe("a");
    disk.texts.set("/project/b", "");
    await touched(client, "file:///project/a");
    expect(await said(client)).toBe("a");
    await touched(client, "file:///project/b", CREATED);
    expect(await said(client)).toBe("a,b");
    client.end();
  });

  test("that change without effect, or concern nobody, leave everything as it is", async () => {
    const disk = new Disk({ "/project/.env": "one" });
    const client = await start(disk);
    await client.open(TEXT, COMPOSE, "dockercompose");
    const { resultId } = await client.pull(COMPOSE);
    await touched(client, ENV);
    await touched(client, "file:///project/other.env");
    await touched(client, "untitled:Untitled-1");
    await client.open("FROM a\n", "file:///project/Dockerfile");
    expect(await client.pull(COMPOSE, resultId)).toEqual({ kind: "unchanged", resultId });
    client.end();
  });

  test("push again to a client that does not ask", async () => {
    const disk = new Disk({ "/project/.env": "one" });
    const client = await start(disk, { capabilities: PLAIN });
    await client.open(TEXT, COMPOSE, "dockercompose");
    await client.publication(({ diagnostics }) => diagnostics[0]?.message === "one");
    disk.texts.set("/project/.env", "two");
    await touched(client, ENV);
    await client.publication(({ diagnostics }) => diagnostics[0]?.message === "two");
    await client.open("three", ENV, "dotenv");
    await client.publication(({ diagnostics }) => diagnostics[0]?.message === "three");
    expect(new Set(client.published.map(({ uri }) => uri))).toEqual(new Set([COMPOSE]));
    client.end();
  });

  test.each([
    ["an unsaved document", "untitled:Untitled-1"],
    ["a virtual one", "vscode-vfs://github/o/r/compose.yaml"],
    ["one on another machine", "file://server/share/compose.yaml"],
    ["one whose address is none", "file:///a%2Fb/compose.yaml"],
  ])("are unknown to %s", async (_, uri) => {
    const client = await start(new Disk({ "/o/r/.env": "x" }));
    await client.open(TEXT, uri, "dockercompose");
    expect(await said(client, uri)).toBe("no files");
    client.end();
  });

  test("are watched: the usual ones at once, others when a document asks for them", async () => {
    const odd: Rule = defineRule({
      ...common,
      subject: "compose",
      name: "odd",
      check({ files }) {
        files?.read("/project/conf/model[1].conf");
        files?.read("/project/.env");
        return [];
      },
    });
    const client = await start(new Disk(), { rules: [odd] });
    await client.open(TEXT, COMPOSE, "dockercompose");
    await client.diagnostics(COMPOSE);
    await client.replace(`${TEXT}\n`, COMPOSE);
    await client.diagnostics(COMPOSE);
    await expect
      .poll(() => client.watched.map(({ globPattern }) => globPattern))
      .toEqual([
        "**/*.{yml,yaml}",
        "**/{.env,.env.*,*.env}",
        expect.stringContaining("Dockerfile"),
        expect.stringContaining("dockerignore"),
        { baseUri: "file:///project/conf", pattern: "model[[]1[]].conf" },
      ]);
    client.end();
  });

  test("are not watched by a client that cannot", async () => {
    const { workspace, ...rest } = MODERN;
    const { didChangeWatchedFiles: _, ...cannot } = workspace ?? {};
    const client = await start(new Disk(), { capabilities: { ...rest, workspace: cannot } });
    await client.open(TEXT, COMPOSE, "dockercompose");
    expect(await said(client)).toBe("missing");
    expect(client.watched).toEqual([]);
    client.end();
  });
});
