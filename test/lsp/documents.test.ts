import { array, assert, asyncProperty, constantFrom, nat, oneof, record, string } from "fast-check";
import type { Position } from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { defineRule } from "../../server/src/engine/rules/rule.ts";
import { kindOf } from "../../server/src/lsp/documents.ts";
import { PLAIN, TestClient, URI } from "./client.ts";

/** Says the whole text back, so that a test sees what the server holds. */
const echo = defineRule({
  name: "echo",
  subject: "dockerfile",
  category: "syntax",
  severity: "hint",
  since: "0.1.0",
  summary: "the text itself",
  sources: ["this test"],
  *check({ source }) {
    yield { at: { start: 0, end: 0 }, message: source };
  },
});

async function held(client: TestClient): Promise<unknown> {
  const all = await client.diagnostics();
  return all[0]?.message;
}

describe("documents", () => {
  test.each([
    ["a replaced word", "FROM a\nRUN b\n", [[1, 4, 1, 5, "c"]], "FROM a\nRUN c\n"],
    ["CRLF lines", "FROM a\r\nRUN b\r\n", [[1, 0, 1, 3, "CMD"]], "FROM a\r\nCMD b\r\n"],
    ["a joined CRLF line", "FROM a\r\nRUN b\r\n", [[0, 6, 1, 0, " "]], "FROM a RUN b\r\n"],
    ["after an astral character", "FROM a\n# 🐳 x\n", [[1, 5, 1, 6, "y"]], "FROM a\n# 🐳 y\n"],
    ["an astral character put in", "FROM a\n# x\n", [[1, 2, 1, 3, "🐳🐳"]], "FROM a\n# 🐳🐳\n"],
    [
      "several edits at once",
      "a\nb\nc\n",
      [
        [0, 0, 0, 1, "x\ny"],
        [2, 0, 2, 1, "z"],
      ],
      "x\ny\nz\nc\n",
    ],
    ["past the end of a line", "ab\ncd\n", [[0, 99, 0, 99, "!"]], "ab!\ncd\n"],
    ["past the end of the text", "ab\n", [[99, 0, 99, 0, "cd"]], "ab\ncd"],
    ["a lone carriage return", "a\rb\n", [[1, 0, 1, 1, "c"]], "a\rc\n"],
  ] as const)("follow incremental edits: %s", async (_, before, edits, after) => {
    const client = await TestClient.start({ rules: [echo] });
    await client.open(before);
    await client.change(
      edits.map(([line, character, endLine, endCharacter, text]) => ({
        range: { start: { line, character }, end: { line: endLine, character: endCharacter } },
        text,
      })),
    );
    expect(await held(client)).toBe(after);
    client.end();
  });

  test("equal the client's text after any edits", async () => {
    const piece = oneof(
      constantFrom("\n", "\r\n", "\r", "FROM ", "🐳", "\\\n", "<<EOF\n", '"', "${", "# "),
      string({ unit: "binary", maxLength: 6 }).map((text) => text.replaceAll("\0", "0")),
    );
    const edit = record({ from: nat(), length: nat({ max: 9 }), text: piece });
    await assert(
      asyncProperty(array(piece, { maxLength: 12 }), array(edit, { maxLength: 12 }), async (start, edits) => {
        const client = await TestClient.start({ rules: [echo] });
        let text = start.join("");
        await client.open(text);
        for (const { from, length, text: inserted } of edits) {
          const first = outsideBreak(text, from % (text.length + 1));
          const last = outsideBreak(text, Math.min(first + length, text.length));
          const range = { start: positionOf(text, first), end: positionOf(text, last) };
          await client.change([{ range, text: inserted }]);
          text = text.slice(0, first) + inserted + text.slice(last);
        }
        expect(await held(client)).toBe(text);
        expect(client.logged).toEqual([]);
        client.end();
      }),
      { seed: 20261123, numRuns: 150 },
    );
  });

  test("that are not open are answered with nothing", async () => {
    const client = await TestClient.start();
    const at = { position: { line: 0, character: 0 } };
    const whole = { range: { start: at.position, end: at.position } };
    expect(await client.pull()).toEqual({ kind: "full", items: [] });
    expect(await client.ask("textDocument/hover", at)).toBeNull();
    expect(await client.ask("textDocument/completion", at)).toEqual({ isIncomplete: false, items: [] });
    expect(await client.ask("textDocument/inlayHint", whole)).toEqual([]);
    expect(await client.ask("textDocument/documentLink")).toEqual([]);
    expect(await client.ask("textDocument/codeAction", { ...whole, context: { diagnostics: [] } })).toEqual(
      [],
    );
    await client.change([{ text: "FROM a" }]);
    await client.close();
    expect(await client.pull()).toEqual({ kind: "full", items: [] });
    expect(client.logged).toEqual([]);
    client.end();
  });

  test("that are no Dockerfiles are left alone, whatever they hold", async () => {
    const client = await TestClient.start({ rules: [echo] });
    const uri = "file:///project/main.py";
    await client.open("FROM nothing\nFLY\n", uri, "python");
    expect(await client.pull(uri)).toEqual({ kind: "full", items: [] });
    client.end();
    const pushed = await TestClient.start({ rules: [echo], capabilities: PLAIN });
    await pushed.open("FROM nothing\n", uri, "python");
    await pushed.open("FROM nothing\n");
    await pushed.close(uri);
    await pushed.publication();
    expect(pushed.published.map((params) => params.uri)).toEqual([URI]);
    pushed.end();
  });

  test.each([
    [URI, "dockerfile", "dockerfile"],
    ["file:///w/gpu.Dockerfile", "plaintext", "dockerfile"],
    ["file:///w/Dockerfile.train", "plaintext", "dockerfile"],
    ["file:///w/Containerfile", "", "dockerfile"],
    ["untitled:Untitled-1", "dockerfile", "dockerfile"],
    ["vscode-vfs://github/o/r/Dockerfile", "dockerfile", "dockerfile"],
    ["file:///w/Dockerfile.dockerignore", "dockerfile", undefined],
    ["file:///w/Dockerfile.j2", "dockerfile", undefined],
    ["file:///w/100%/Dockerfile%20gpu%2etrain", "dockerfile", "dockerfile"],
    ["git:/w/Dockerfile?%7B%7D", "dockerfile", undefined],
    ["file:///w/NotDockerfile", "plaintext", undefined],
    ["file:///w/Dockerfile/README.md", "markdown", undefined],
    ["file:///w/compose.yaml", "dockercompose", "compose"],
    ["file:///w/compose-gpu.yml", "yaml", "compose"],
    ["file:///w/train.compose.yaml", "yaml", "compose"],
    ["file:///w/stack.yml", "dockercompose", "compose"],
    ["untitled:Untitled-2", "dockercompose", "compose"],
    ["file:///w/docker-compose.yml", "yaml.docker-compose", "compose"],
    ["file:///w/docker-compose.template.yml", "dockercompose", undefined],
    ["file:///w/values.yaml", "yaml", undefined],
    ["untitled:Untitled-3", "yaml", undefined],
    ["git:/w/compose.yaml?%7B%7D", "dockercompose", undefined],
  ])("%s in the language %j: %j", (uri, language, expected) => {
    expect(kindOf(uri, language)).toBe(expected);
  });
});

/** No client puts a caret between the two characters of one line break. */
function outsideBreak(text: string, offset: number): number {
  return text[offset - 1] === "\r" && text[offset] === "\n" ? offset + 1 : offset;
}

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
