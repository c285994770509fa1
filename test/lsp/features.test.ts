import type {
  CodeAction,
  CompletionList,
  Diagnostic,
  DocumentLink,
  Hover,
  InlayHint,
} from "vscode-languageserver/node";
import { MarkupContent } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { describe, expect, test } from "vitest";
import { MODERN, PLAIN, TestClient, URI, caret } from "./client.ts";
import { badWord, oddWord } from "./rules.ts";

const TORCH = "FROM pytorch/pytorch:2.9.1-cuda12.8-cudnn9-runtime\n";
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

describe("hover", () => {
  test.each([
    [
      "an image: what it holds",
      "FROM pytorch/py|torch:2.9.1-cuda12.8-cudnn9-runtime\n",
      ["CUDA", "12.8", "cuDNN"],
    ],
    [
      "an image behind CRLF and astral characters",
      "# 🐳\r\nFROM nvidia/|cuda:12.8.1-base-ubuntu24.04\r\n",
      ["12.8.1"],
    ],
    ["a variable: what reads it", `${TORCH}ENV PYTHON|UNBUFFERED=1\n`, ["PYTHONUNBUFFERED"]],
  ])("on %s", async (_, marked, words) => {
    const { text, position } = caret(marked);
    const client = await TestClient.start();
    await client.open(text);
    const hover = await client.ask<Hover>("textDocument/hover", { position });
    if (!MarkupContent.is(hover.contents)) throw new Error("no markup");
    const { kind, value } = hover.contents;
    expect(kind).toBe("markdown");
    for (const word of words) expect(value).toContain(word);
    expect(hover.range?.start.line).toBe(position.line);
    client.end();
  });

  test("on nothing known says nothing", async () => {
    const client = await TestClient.start();
    await client.open(`${TORCH}WORKDIR /app\n`);
    expect(await client.ask("textDocument/hover", { position: { line: 1, character: 10 } })).toBeNull();
    client.end();
  });

  test("is plain text for a client that shows nothing else", async () => {
    const client = await TestClient.start({ capabilities: PLAIN });
    await client.open(TORCH);
    const hover = await client.ask<Hover>("textDocument/hover", { position: { line: 0, character: 8 } });
    expect(hover.contents).toMatchObject({ kind: "plaintext" });
    client.end();
  });
});

describe("completion", () => {
  test.each([
    ["image names", "FROM nvidia/|", "nvidia/cuda", "nvidia/"],
    ["tags", "FROM nvidia/cuda:12.8.1-|", "12.8.1-cudnn-devel-ubuntu24.04", "12.8.1-"],
    [
      "tags in a word already there",
      "FROM nvidia/cuda:12.8.1|-base-ubuntu22.04",
      "12.8.1-runtime-ubuntu24.04",
      "12.8.1-base-ubuntu22.04",
    ],
    ["variables", `${TORCH}ENV PYTHONUNB|`, "PYTHONUNBUFFERED", "PYTHONUNB"],
    ["values", `${TORCH}ENV NVIDIA_DRIVER_CAPABILITIES=|`, "all", ""],
    ["stages", "FROM python:3.13-slim AS build\nFROM python:3.13-slim\nCOPY --from=|", "build", ""],
  ])("of %s replaces what is typed", async (_, marked, label, typed) => {
    const { text, position } = caret(marked);
    const client = await TestClient.start();
    await client.open(text);
    const { items } = await client.ask<CompletionList>("textDocument/completion", { position });
    const item = items.find((one) => one.label === label);
    expect(items.map((one) => one.label)).toContain(label);
    const edit = item?.textEdit;
    if (edit === undefined || !("range" in edit)) throw new Error("no edit");
    expect(TextDocument.create(URI, "", 1, text).getText(edit.range)).toBe(typed);
    expect(item?.filterText).toBe(edit.newText);
    client.end();
  });

  test("of tags has the newest version first and says what is inside", async () => {
    const client = await TestClient.start();
    await client.open("FROM pytorch/pytorch:");
    const { items } = await client.ask<CompletionList>("textDocument/completion", {
      position: { line: 0, character: 21 },
    });
    const [first] = items.toSorted((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1));
    expect(first?.label).toMatch(/^2\.14\.1-/);
    expect(`${first?.detail}`).toMatch(/CUDA/);
    client.end();
  });

  test("of tags finds one far down once enough of it is typed", async () => {
    const client = await TestClient.start();
    const text = "FROM nvidia/cuda:118devel22\n";
    await client.open(text);
    const all = await client.ask<CompletionList>("textDocument/completion", {
      position: { line: 0, character: "FROM nvidia/cuda:".length },
    });
    expect([all.items.length, all.isIncomplete]).toEqual([100, true]);
    const { items, isIncomplete } = await client.ask<CompletionList>("textDocument/completion", {
      position: { line: 0, character: text.length - 1 },
    });
    expect(items.map((one) => one.label)).toContain("11.8.0-cudnn8-devel-ubuntu22.04");
    expect(isIncomplete).toBe(false);
    client.end();
  });
});

describe("inlay hints", () => {
  test("stand behind the image; none outside the range, none when switched off", async () => {
    let enabled = true;
    const client = await TestClient.start({ configuration: () => ({ inlayHints: { enabled } }) });
    await client.open(TORCH);
    const [hint] = await client.ask<InlayHint[]>("textDocument/inlayHint", { range: WHOLE });
    expect(hint).toMatchObject({ position: { line: 0, character: TORCH.length - 1 }, paddingLeft: true });
    expect(hint?.label).toContain("CUDA 12.8");
    const elsewhere = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
    expect(await client.ask("textDocument/inlayHint", { range: elsewhere })).toEqual([]);
    enabled = false;
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    expect(await client.ask("textDocument/inlayHint", { range: WHOLE })).toEqual([]);
    client.end();
  });
});

describe("document links", () => {
  test("lead from an image to its registry", async () => {
    const client = await TestClient.start();
    await client.open(TORCH);
    const links = await client.ask<DocumentLink[]>("textDocument/documentLink");
    expect(links).toMatchObject([
      {
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: TORCH.length - 1 } },
        target: "https://hub.docker.com/r/pytorch/pytorch",
      },
    ]);
    client.end();
  });
});

describe("code actions", () => {
  const rules = [badWord, oddWord];

  test("fix one finding, all of them, or allow the rule", async () => {
    const client = await TestClient.start({ rules });
    await client.open("FROM bad\n");
    const all = await actions(client);
    expect(all.map(({ title, kind, isPreferred }) => [title, kind, isPreferred])).toEqual([
      ["Write good", "quickfix", true],
      ["Fix all safe problems in this file", "quickfix", undefined],
      ["Ignore bad-word here", "quickfix", undefined],
      ["Ignore bad-word in this file", "quickfix", undefined],
      ["Ignore bad-word in this project", "quickfix", undefined],
    ]);
    expect(all[0]?.diagnostics).toEqual(await client.diagnostics());
    expect(all[0]?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: URI, version: 1 } }]);
    client.end();
  });

  test.each([
    ["Write good", "FROM good\nRUN odd bad\n"],
    ["Write even", "FROM bad\nRUN even bad\n"],
    ["Fix all safe problems in this file", "FROM good\nRUN odd good\n"],
    ["Ignore bad-word here", "# ml-containers: allow bad-word\nFROM bad\nRUN odd bad\n"],
    ["Ignore odd-word here", "FROM bad\n# ml-containers: allow odd-word\nRUN odd bad\n"],
    ["Ignore bad-word in this file", "# ml-containers: allow-file bad-word\nFROM bad\nRUN odd bad\n"],
  ])("%s", async (title, after) => {
    for (const eol of ["\n", "\r\n"]) {
      const before = "FROM bad\nRUN odd bad\n".replaceAll("\n", eol);
      const client = await TestClient.start({ rules });
      await client.open(before);
      const action = (await actions(client)).find((one) => one.title === title);
      expect(applied(before, action)).toBe(after.replaceAll("\n", eol));
      client.end();
    }
  });

  test("of one kind only, when only that is asked for", async () => {
    const client = await TestClient.start({ rules });
    await client.open("FROM bad\n");
    const titles = async (only: string): Promise<readonly string[]> =>
      (await actions(client, [only])).map(({ title, kind }) => `${title} (${kind})`);
    const fixAll = ["Fix all safe problems in this file (source.fixAll.mlContainers)"];
    expect(await titles("source.fixAll.mlContainers")).toEqual(fixAll);
    expect(await titles("source.fixAll")).toEqual(fixAll);
    expect(await titles("source")).toEqual(fixAll);
    expect(await titles("source.fixAll.eslint")).toEqual([]);
    expect(await titles("refactor")).toEqual([]);
    expect(await titles("quickfix")).toHaveLength(5);
    client.end();
  });

  test("are none where nothing is reported, and unversioned where the client does not check versions", async () => {
    const client = await TestClient.start({
      rules,
      capabilities: { ...MODERN, workspace: { configuration: true } },
    });
    await client.open("FROM good\n");
    expect(await actions(client)).toEqual([]);
    await client.replace("FROM bad\n");
    const [first] = await actions(client);
    expect(first?.edit?.changes?.[URI]).toHaveLength(1);
    client.end();
  });
});

async function actions(client: TestClient, only?: readonly string[]): Promise<readonly CodeAction[]> {
  const diagnostics: readonly Diagnostic[] = await client.diagnostics();
  return client.ask("textDocument/codeAction", { range: WHOLE, context: { diagnostics, only } });
}

function applied(text: string, action: CodeAction | undefined): string {
  const [change] = action?.edit?.documentChanges ?? [];
  if (change === undefined || !("edits" in change)) throw new Error("the action has no edit");
  const edits = change.edits.filter((edit) => "newText" in edit);
  return TextDocument.applyEdits(TextDocument.create(URI, "dockerfile", 1, text), edits);
}
