import { describe, expect, test } from "vitest";
import { MODERN, PLAIN, TestClient, URI } from "./client.ts";
import { badWord, broken, oddWord } from "./rules.ts";

const rules = [badWord, oddWord];

describe("initialize", () => {
  test("says what the server does", async () => {
    const client = await TestClient.start();
    expect(client.capabilities).toMatchObject({
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2 },
      diagnosticProvider: { identifier: "ml-containers", interFileDependencies: true },
      hoverProvider: true,
      completionProvider: { triggerCharacters: expect.arrayContaining([":", " ", "=", "/", "$"]) },
      inlayHintProvider: true,
      documentLinkProvider: {},
      codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll.mlContainers"] },
    });
    client.end();
  });
});

describe("a diagnostic", () => {
  test("has its source, code, page, related places and tags", async () => {
    const client = await TestClient.start({ rules });
    await client.open("FROM a\n# 🐳 bad\n");
    expect(await client.diagnostics()).toEqual([
      {
        range: { start: { line: 1, character: 5 }, end: { line: 1, character: 8 } },
        severity: 2,
        source: "ml-containers",
        code: "bad-word",
        codeDescription: {
          href: expect.stringMatching(/^https:\/\/github\.com\/.+\/docs\/rules\/bad-word\.md$/),
        },
        message: '"bad" at 12.',
        tags: [2, 1],
        relatedInformation: [
          {
            location: {
              uri: URI,
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } },
            },
            message: "the first word",
          },
        ],
      },
    ]);
    client.end();
  });

  test("of a line that cannot be read has a page as well", async () => {
    const client = await TestClient.start();
    await client.open("FROM python:3.13-slim\nFLY away\n");
    const [first] = await client.diagnostics();
    expect(first).toMatchObject({ severity: 1, code: "dockerfile-syntax", source: "ml-containers" });
    expect(first?.codeDescription?.href).toMatch(/\/dockerfile-syntax\.md$/);
    client.end();
  });
});

describe("pulled diagnostics", () => {
  test("are unchanged until the text changes", async () => {
    const client = await TestClient.start({ rules });
    await client.open("FROM bad\n");
    const first = await client.pull();
    const second = await client.pull(URI, first.resultId);
    expect(second).toEqual({ kind: "unchanged", resultId: first.resultId });
    await client.replace("FROM bad bad\n");
    const third = await client.pull(URI, first.resultId);
    expect(third).toMatchObject({ kind: "full", items: [{}, {}] });
    client.end();
  });

  test("of a file that was closed and opened again are not taken for the old ones", async () => {
    const client = await TestClient.start({ rules });
    await client.open("FROM bad\n");
    const { resultId } = await client.pull();
    await client.close();
    await client.open("FROM good\n");
    expect(await client.pull(URI, resultId)).toMatchObject({ kind: "full", items: [] });
    client.end();
  });

  test("are not pushed as well", async () => {
    const client = await TestClient.start({ rules });
    await client.open("FROM bad\n");
    await client.diagnostics();
    await client.close();
    await client.settled();
    expect(client.published).toEqual([]);
    client.end();
  });
});

describe("pushed diagnostics", () => {
  test("come by themselves, follow the text and go when it is closed", async () => {
    const client = await TestClient.start({ rules, capabilities: PLAIN });
    await client.open("FROM bad\n");
    expect(await client.publication()).toMatchObject({
      uri: URI,
      version: 1,
      diagnostics: [{ code: "bad-word" }],
    });
    await client.replace("FROM bad bad\n");
    await client.replace("FROM good\n");
    await client.publication(({ version }) => version === 3);
    expect(client.published.at(-1)).toEqual({ uri: URI, version: 3, diagnostics: [] });
    await client.close();
    await client.settled();
    expect(client.published.at(-1)).toEqual({ uri: URI, diagnostics: [] });
    client.end();
  });

  test.each([
    ["changed", (client: TestClient) => client.replace("FROM good\n"), [2]],
    ["closed", (client: TestClient) => client.close(), []],
  ])("of a text that was %s before they were found are not sent", async (_, happens, versions) => {
    const { section, answer } = lateSection();
    const capabilities = { workspace: { configuration: true } };
    const client = await TestClient.start({ rules, capabilities, configuration: () => section });
    await client.open("FROM bad\n");
    await expect.poll(() => client.asked).toContain("workspace/configuration");
    await happens(client);
    await client.settled();
    answer();
    if (versions.length > 0) await client.publication(({ version }) => version === versions[0]);
    await client.settled();
    expect(client.published.flatMap(({ version }) => version ?? [])).toEqual(versions);
    expect(client.published.every(({ diagnostics }) => diagnostics.length === 0)).toBe(true);
    client.end();
  });
});

describe("settings", () => {
  test("give a rule another severity or switch it off, document by document", async () => {
    const client = await TestClient.start({
      rules,
      configuration: (uri) => ({ rules: uri === URI ? { "bad-word": "error" } : { "bad-word": "off" } }),
    });
    const other = "file:///project/other/Dockerfile";
    await client.open("FROM bad\n");
    await client.open("FROM bad\n", other);
    expect(await client.diagnostics()).toMatchObject([{ severity: 1 }]);
    expect(await client.diagnostics(other)).toEqual([]);
    client.end();
  });

  test("are read again when they change, and the client is told to ask again", async () => {
    let level = "hint";
    const client = await TestClient.start({ rules, configuration: () => ({ rules: { "bad-word": level } }) });
    await client.open("FROM bad\n");
    const before = await client.pull();
    expect(before).toMatchObject({ items: [{ severity: 4 }] });
    level = "error";
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    expect(await client.pull(URI, before.resultId ?? "")).toMatchObject({
      kind: "full",
      items: [{ severity: 1 }],
    });
    expect(client.asked).toEqual(
      expect.arrayContaining([
        "client/registerCapability",
        "workspace/diagnostic/refresh",
        "workspace/inlayHint/refresh",
      ]),
    );
    client.end();
  });

  test("come at the start or with the change from a client that cannot be asked", async () => {
    const client = await TestClient.start({
      rules,
      capabilities: PLAIN,
      initializationOptions: { rules: { "bad-word": "error" } },
    });
    await client.open("FROM bad\n");
    expect((await client.publication()).diagnostics).toMatchObject([{ severity: 1 }]);
    await client.notify("workspace/didChangeConfiguration", {
      settings: { mlContainers: { rules: { "bad-word": "off" } } },
    });
    await client.publication(({ diagnostics }) => diagnostics.length === 0);
    expect(client.asked).toEqual([]);
    client.end();
  });

  test("without effect are named once, with what was probably meant", async () => {
    const client = await TestClient.start({
      rules,
      configuration: () => ({ rules: { "bad-wrd": "off", "bad-word": "fatal", "odd-word": "hint" } }),
    });
    for (let round = 0; round < 3; round += 1) {
      await client.open("FROM bad odd\n");
      expect(await client.diagnostics()).toMatchObject([{ severity: 2 }, { severity: 4 }]);
      await client.close();
    }
    expect(client.logged).toEqual([
      'The setting mlContainers.rules names "bad-wrd", which is no rule. Did you mean "bad-word"?',
      'The setting mlContainers.rules takes for "bad-word" one of off, error, warning, info, hint.',
    ]);
    client.end();
  });

  test.each([
    ["null", null],
    ["a list", ["bad-word"]],
    ["rules that are a list", { rules: ["bad-word"] }],
    ["a severity that is none", { rules: { "bad-word": "fatal" } }],
    ["a number", { rules: { "bad-word": 3 }, inlayHints: 7 }],
    ["a prototype", { rules: JSON.parse('{"__proto__": {"bad-word": "off"}}') as unknown }],
    ["an answer that fails", new Error("no settings today")],
  ])("that make no sense leave the defaults: %s", async (_, section) => {
    const client = await TestClient.start({
      rules,
      configuration: () => {
        if (section instanceof Error) throw section;
        return section;
      },
    });
    await client.open("FROM bad\n");
    expect(await client.diagnostics()).toMatchObject([{ severity: 2 }]);
    client.end();
  });
});

describe("trouble", () => {
  test("in one rule costs its findings only and is said once", async () => {
    const client = await TestClient.start({ rules: [broken, badWord] });
    await client.open("FROM bad\n");
    for (const text of ["FROM bad 1\n", "FROM bad 2\n"]) {
      await client.replace(text);
      expect(await client.diagnostics()).toMatchObject([{ code: "bad-word" }]);
    }
    expect(client.logged).toHaveLength(1);
    expect(client.logged[0]).toContain('The rule "broken" failed');
    client.end();
  });

  test("of a request without parameters is answered with nothing and said once", async () => {
    const client = await TestClient.start({ rules });
    for (let round = 0; round < 3; round += 1) {
      expect(await client.connection.sendRequest("textDocument/hover", {})).toBeNull();
    }
    expect(client.logged).toHaveLength(1);
    expect(client.logged[0]).toContain("The request hover failed");
    client.end();
  });

  test("a cancelled request ends as cancelled", async () => {
    const { section, answer } = lateSection();
    const client = await TestClient.start({ rules, configuration: () => section });
    await client.open("FROM bad\n");
    const pending = client.cancellable("textDocument/diagnostic");
    await expect.poll(() => client.asked.includes("workspace/configuration")).toBe(true);
    pending.cancel();
    answer();
    await expect(pending.answer).rejects.toMatchObject({ code: -32800 });
    client.end();
  });
});

describe("hostile texts", () => {
  const nonsense = Array.from({ length: 4000 }, (_, index) =>
    String.fromCharCode((index * 7919) % 65536),
  ).join("");
  test.each([
    ["nothing", ""],
    ["a half-typed FROM", "FROM "],
    ["a half-typed flag", "FROM --platform="],
    ["a half-typed variable", "FROM python:${"],
    ["an open quote", 'FROM a\nRUN echo "'],
    ["an open heredoc", "FROM a\nRUN <<EOF"],
    ["a continuation at the end", "FROM a\nRUN a \\"],
    ["a lone carriage return", "FROM a\rRUN b\r"],
    ["NUL bytes", "\0\0FROM a\0\n\0"],
    ["what looks binary", nonsense],
    ["lone surrogates", "FROM a\ud800\nRUN \udc00 bad\n"],
    ["one long line", `FROM a\nRUN ${"x ".repeat(50_000)}`],
    ["deep nesting", `FROM a\nRUN ${"$(".repeat(2000)}`],
  ])("%s: every request is answered and nothing is logged", async (_, text) => {
    const client = await TestClient.start();
    await client.open(text);
    const end = { line: text.split(/\r\n|\r|\n/).length - 1, character: 100 };
    const range = { start: { line: 0, character: 0 }, end };
    expect(await client.pull()).toMatchObject({ kind: "full" });
    for (const position of [range.start, end, { line: 99_999, character: 99_999 }]) {
      await client.ask("textDocument/hover", { position });
      expect(await client.ask("textDocument/completion", { position })).toHaveProperty("items");
    }
    expect(await client.ask("textDocument/inlayHint", { range })).toBeInstanceOf(Array);
    expect(await client.ask("textDocument/documentLink")).toBeInstanceOf(Array);
    expect(
      await client.ask("textDocument/codeAction", { range, context: { diagnostics: [] } }),
    ).toBeInstanceOf(Array);
    expect(client.logged).toEqual([]);
    client.end();
  });

  test("NUL bytes: said once and not analysed", async () => {
    const client = await TestClient.start({ rules });
    await client.open("FROM bad\n\0\0\n");
    expect(await client.diagnostics()).toMatchObject([
      { severity: 3, code: "dockerfile-syntax", message: expect.stringContaining("NUL bytes") },
    ]);
    client.end();
  });

  test("10 MB: said once, not analysed, and analysed when it shrinks", async () => {
    const client = await TestClient.start({ rules, capabilities: MODERN });
    await client.open(`FROM bad\n${"# a line of a very long file\n".repeat(360_000)}`);
    const all = await client.diagnostics();
    expect(all).toHaveLength(1);
    expect(all[0]?.message).toContain("larger than 1 MB");
    expect(all[0]?.codeDescription?.href).toBeDefined();
    expect(
      await client.ask("textDocument/completion", { position: { line: 0, character: 5 } }),
    ).toMatchObject({ items: [] });
    await client.change([
      { range: { start: { line: 1, character: 0 }, end: { line: 400_000, character: 0 } }, text: "" },
    ]);
    expect(await client.diagnostics()).toMatchObject([{ code: "bad-word" }]);
    client.end();
  });
});

/** An answer to workspace/configuration that waits until it is told to come. */
function lateSection(): { readonly section: Promise<null>; readonly answer: () => void } {
  let answer: (() => void) | undefined;
  const section = new Promise<null>((resolve) => {
    answer = () => resolve(null);
  });
  return { section, answer: () => answer?.() };
}
