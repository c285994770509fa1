import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { bundleCommandLine } from "../../scripts/lib/bundle.ts";
import { ROOT } from "../lib/paths.ts";

/** What a run of the command line came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bundle lies inside the package, where it finds the package's pages. */
const built = join(ROOT, ".cache", `cli-${process.pid}`);
mkdirSync(built, { recursive: true });
await bundleCommandLine("package", built);
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});

/** The bundled command line. */
export const script = join(built, "cli.cjs");

/** Runs the command line as a process, in a world that says nothing about colours. */
export async function cli(
  args: readonly string[],
  {
    cwd = ROOT,
    stdin = "",
    env = {},
  }: { cwd?: string; stdin?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { PATH, ...env }, timeout: 60_000 });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  // A command that fails early leaves its input unread.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files, by path; it is gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "ml-containers-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** One error, whatever other rules come. */
export const BAD = "FROM scratch\nFOO x\n";

/** A safe fix of pip-cache-in-layer. */
export const FIXABLE = "FROM scratch\nRUN pip install torch==2.9.1\n";
export const FIXED = "FROM scratch\nRUN pip install --no-cache-dir torch==2.9.1\n";

interface JsonFinding {
  readonly file: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly range: Record<"start" | "end", { readonly line: number; readonly column: number }>;
  readonly docs: string;
  readonly fixes: readonly {
    readonly title: string;
    readonly safety: string;
    readonly edits: readonly unknown[];
  }[];
}

/** The object that `lint --format json` prints. */
export interface JsonReport {
  readonly files: readonly { readonly file: string; readonly kind: "dockerfile" | "compose" }[];
  readonly findings: readonly JsonFinding[];
  readonly problems: readonly { file: string; line?: number; message: string; remedy: string }[];
  readonly changes?: readonly { file: string; fixes: number; diff?: string }[];
}

/** Lints and reads the JSON report, of the files their names. */
export async function lintJson(
  args: readonly string[],
  options: Parameters<typeof cli>[1] = {},
): Promise<Omit<JsonReport, "files"> & { readonly files: readonly string[]; readonly code: number | null }> {
  const { code, stdout } = await cli(["lint", "--format", "json", ...args], options);
  const report: JsonReport = JSON.parse(stdout);
  return { ...report, files: report.files.map(({ file }) => file), code };
}
