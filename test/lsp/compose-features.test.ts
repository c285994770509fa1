import type {
  CompletionItem,
  CompletionList,
  DocumentLink,
  Hover,
  InlayHint,
} from "vscode-languageserver/node";
import { InsertTextMode, MarkupContent } from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { TestClient, caret } from "./client.ts";
import { Disk } from "./disk.ts";

const COMPOSE = "file:///project/compose.yaml";
const DISK = { "/project/.env": "TAG=3.12\n", "/project/app/Dockerfile": "FROM a\n", "/project/a b.env": "" };
const SERVICE = "services:\n  db: {image: redis}\n  a:\n";

async function opened(text: string, language = "dockercompose"): Promise<TestClient> {
  const client = await TestClient.start({ rules: [], files: () => new Disk(DISK) });
  await client.open(text, COMPOSE, language);
  return client;
}

async function completed(marked: string): Promise<readonly CompletionItem[]> {
  const { text, position } = caret(marked);
  const client = await opened(text);
  const { items } = await client.ask<CompletionList>("textDocument/completion", { position }, COMPOSE);
  client.end();
  return items;
}

describe("in a compose file", () => {
  test.each([
    ["a key", `${SERVICE}    gp|us: all\n`, "**`gpus`**"],
    ["a variable of .env", `${SERVICE}    image: python:\${TA|G}\n`, "Line 1 of `.env` sets it."],
    ["another service", `${SERVICE}    depends_on: [d|b]\n`, "The service `db` runs"],
  ])("hover explains %s", async (_, marked, expected) => {
    const { text, position } = caret(marked);
    const client = await opened(text, "yaml");
    const hover = await client.ask<Hover>("textDocument/hover", { position }, COMPOSE);
    if (!MarkupContent.is(hover.contents)) throw new Error("no markup");
    expect(hover.contents.value).toContain(expected);
    client.end();
  });

  test.each([
    ["keys", `${SERVICE}    shm|\n`, "shm_size", "shm_size: 8gb"],
    ["values behind a bracket", `${SERVICE}    gpus: [{capabilities: [|`, "gpu", "gpu"],
    ["names of .env", `${SERVICE}    image: a:\${T|\n`, "TAG", "TAG}"],
    ["services", `${SERVICE}    command: torchrun --master_addr=|\n`, "db", "db"],
  ])("completion offers %s", async (_, marked, label, newText) => {
    const item = (await completed(marked)).find((one) => one.label === label);
    expect(item?.textEdit).toMatchObject({ newText });
    expect(item).not.toHaveProperty("insertTextMode");
  });

  test("a stanza of several lines comes with its indentation, and is found by its first line", async () => {
    const item = (await completed(`${SERVICE}    dep|\n`)).find(({ label }) => label.startsWith("deploy …"));
    expect(item).toMatchObject({ filterText: "deploy:", insertTextMode: InsertTextMode.asIs });
    expect(item?.textEdit?.newText).toContain("deploy:\n      resources:\n        reservations:\n");
  });

  test("links lead to the files that exist", async () => {
    const text = `${SERVICE}    build: ./app\n    env_file: ["a b.env", gone.env]\n`;
    const client = await opened(text);
    const links = await client.ask<DocumentLink[]>("textDocument/documentLink", {}, COMPOSE);
    expect(links.map(({ target }) => target)).toEqual([
      "https://hub.docker.com/_/redis",
      "file:///project/app/Dockerfile",
      "file:///project/a%20b.env",
    ]);
    client.end();
  });

  test("hints stand behind images and requests", async () => {
    const stanza = "{resources: {reservations: {devices: [{count: 2, capabilities: [gpu]}]}}}";
    const client = await opened(`${SERVICE}    image: python:\${TAG}\n    deploy: ${stanza}\n`);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await client.ask<InlayHint[]>("textDocument/inlayHint", { range }, COMPOSE);
    expect(hints.map(({ label }) => label)).toEqual(["Python 3.12 · = python:3.12", "GPUs 0 and 1"]);
    client.end();
  });
});
