import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "../lib/paths.ts";
import { cli } from "./cli.ts";

const folder = mkdtempSync(join(tmpdir(), "texts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Neither engine nor tools are there, on any machine. */
const NOTHING = { PATH: folder, DOCKER_HOST: "unix:///nonexistent/docker.sock" };

async function doctor(env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await cli(["doctor", "--format=json"], { env: { ...NOTHING, ...env } });
  return stdout;
}

test("the report speaks English, whatever the machine speaks", async () => {
  const text = await doctor({ LANG: "de_DE.UTF-8", VSCODE_NLS_CONFIG: '{"locale":"de"}' });
  expect(text).toContain("No Docker engine listens at /nonexistent/docker.sock.");
});

test("the editor names a file with its texts; ids, states and sources stay", async () => {
  const text = await doctor({ ML_CONTAINERS_TEXTS: join(ROOT, "l10n/bundle.l10n.de.json") });
  expect(text).toContain("Unter /nonexistent/docker.sock antwortet keine Docker-Engine.");
  expect(text).toContain("Starten Sie Docker, oder wählen Sie einen anderen Kontext.");
  expect(text).toMatch(/"id": "engine",\s+"title": "Container-Engine",\s+"status": "failed"/);
});

test.each([
  ["is not there", undefined],
  ["is no JSON", "{"],
  ["is no object", "[1]"],
  ["holds something else than texts", '{"Container engine": {"message": 1}, "__proto__": {"a": "b"}}'],
])("a file that %s leaves it at English", async (_, content) => {
  const path = join(folder, "texts.json");
  rmSync(path, { force: true });
  if (content !== undefined) writeFileSync(path, content);
  expect(await doctor({ ML_CONTAINERS_TEXTS: path })).toContain('"title": "Container engine"');
});
