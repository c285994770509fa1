import { LspClient } from "./lsp-client.ts";
import type { Timing } from "./measure.ts";
import { measureAsync, shown } from "./measure.ts";

/** A language server, how it is started, and the settings that it is sent. */
export interface Server {
  readonly name: string;
  readonly argv: readonly string[];
  readonly settings?: object;
}

/** A document, and the lines in it at which to type and to ask for completion. */
export interface Document {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly lines: number;
  /** What the line begins with at whose end is typed. */
  readonly typeAt: string;
  /** What the line begins with behind which completion is asked. */
  readonly completeAt: string;
}

/** A row for each server and document: ready, keystroke to diagnostics, completion, memory. */
export async function serverRows(
  servers: readonly Server[],
  documents: readonly Document[],
): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for (const server of servers) {
    const start = await measureAsync(7, () => startAndStop(server));
    for (const document of documents) {
      const session = await serverSession(server, document, document.lines > 5000 ? 15 : 100);
      rows.push([
        server.name,
        String(document.lines),
        shown(start),
        shown(session.keystroke),
        shown(session.completion),
        `${session.memory} MiB`,
      ]);
    }
  }
  return rows;
}

export const SERVER_HEAD = ["server", "lines", "ready", "keystroke to diagnostics", "completion", "memory"];

async function startAndStop({ argv }: Server): Promise<void> {
  const client = new LspClient(argv);
  await client.start();
  await client.stop();
}

interface Session {
  readonly keystroke: Timing;
  readonly completion: Timing;
  readonly memory: string;
}

async function serverSession(server: Server, document: Document, runs: number): Promise<Session> {
  const client = new LspClient(server.argv);
  await client.start();
  const { uri, languageId, text, typeAt, completeAt } = document;
  if (server.settings !== undefined) {
    client.notify("workspace/didChangeConfiguration", { settings: server.settings });
  }
  const opened = client.published(uri);
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  await opened;
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.startsWith(typeAt));
  const from = lines.findIndex((one) => one.startsWith(completeAt));
  let version = 1;
  const keystroke = await measureAsync(runs, async () => {
    version += 1;
    const character = (lines[line] ?? "").length;
    const published = client.published(uri);
    const range = { start: { line, character }, end: { line, character: character + (version % 2) } };
    client.notify("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range, text: version % 2 === 0 ? "x" : "" }],
    });
    await published;
  });
  const position = { line: from, character: completeAt.length };
  const completion = await measureAsync(runs, async () => {
    await client.request("textDocument/completion", { textDocument: { uri }, position });
  });
  const memory = (client.memory() ?? 0).toFixed(0);
  await client.stop();
  return { keystroke, completion, memory };
}
