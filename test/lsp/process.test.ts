import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DocumentDiagnosticReport, InitializeResult } from "vscode-languageserver/node";
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from "vscode-languageserver/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleCommandLine } from "../../scripts/lib/bundle.ts";
import { MODERN, URI } from "./client.ts";

const folder = mkdtempSync(join(tmpdir(), "ml-containers-"));

beforeAll(() => bundleCommandLine("package", folder));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["the bundled server", ["server.cjs", "--stdio"]],
  ["the command line", ["cli.cjs", "lsp", "--stdio"]],
])("%s serves over --stdio and ends when told to", async (_, argv) => {
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
  });
  const errors: string[] = [];
  child.stderr.on("data", (chunk) => errors.push(String(chunk)));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  connection.onRequest("workspace/configuration", () => [null]);
  connection.onRequest("client/registerCapability", () => null);

  const { serverInfo } = await connection.sendRequest<InitializeResult>("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: MODERN,
  });
  expect(serverInfo?.name).toBe("ml-containers");
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: URI, languageId: "dockerfile", version: 1, text: "FROM nvidia/cuda\nFLY\n" },
  });
  const report = await connection.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", {
    textDocument: { uri: URI },
  });
  if (report.kind !== "full") throw new Error("expected a full report");
  expect(report.items.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["base-cuda-latest", "dockerfile-syntax"]),
  );

  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  expect(await ended).toBe(0);
  expect(errors).toEqual([]);
});
