import { bundle } from "../lib/bundle.ts";
import { run } from "../lib/children.ts";
import { dockerEngine } from "../lib/docker-engine.ts";
import { node24, root } from "../lib/paths.ts";
import { Unavailable } from "../lib/unavailable.ts";
import { kilobytes, packVsix } from "../lib/vsix.ts";
import type { Outcome } from "./outcome.ts";
import { fail, pass } from "./outcome.ts";
import { vitest } from "./vitest.ts";
import { vscode } from "./vscode.ts";

/** A part of `npm test`: its name on the command line, and what it does. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** What a person runs to see this alone, or to mend it. */
  readonly remedy: string;
  readonly run: (note: (detail: string) => void) => Promise<Outcome>;
}

export const parts: readonly Part[] = [
  check("types", "Types (tsc -b)", "npm run check:types", "typescript/bin/tsc", ["-b"]),
  check("lint", "Lint (oxlint)", "npm run format", "oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"]),
  check("format", "Format (prettier)", "npm run format", "prettier/bin/prettier.cjs", ["--check", "."]),
  check(
    "unused",
    "Unused files, exports and dependencies (knip)",
    "npm run check:unused",
    "knip/bin/knip.js",
    [],
  ),
  {
    name: "build",
    title: "Build (esbuild)",
    remedy: "npm run build",
    async run() {
      await bundle("development");
      return pass;
    },
  },
  {
    name: "units",
    title: "Units, rule pages, server, command line, oracles (vitest)",
    remedy: "npm run unit",
    run: units,
  },
  {
    name: "package",
    title: "Package (vsce)",
    remedy: "npm run package",
    async run() {
      const { name, size, files } = await packVsix();
      return { ...pass, detail: `${name}: ${kilobytes(size)}, ${files.length} files` };
    },
  },
  {
    name: "vscode",
    title: "VS Code in a browser (code-server, playwright)",
    remedy: "npm test -- vscode",
    run: vscode,
  },
];

/** BuildKit is asked only where there is one; its tests skip themselves elsewhere. */
async function units(note: (detail: string) => void): Promise<Outcome> {
  await bundle("development");
  let buildkit: Readonly<Record<string, string>> = {};
  let reason = "";
  try {
    const { version, env } = await dockerEngine(note);
    buildkit = { ...env, ML_CONTAINERS_BUILDKIT: version };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    reason = error.message;
  }
  note("testing");
  return vitest([], buildkit, (test) => (/buildkit/i.test(test) ? reason : "skipped by the test itself"));
}

function check(name: string, title: string, remedy: string, program: string, args: readonly string[]): Part {
  return {
    name,
    title,
    remedy,
    async run() {
      const { code, stdout, stderr } = await run([node24, `${root}/node_modules/${program}`, ...args], {
        cwd: root,
        env: { ...process.env, NO_COLOR: "1" },
        timeout: 600_000,
      });
      return code === 0 ? pass : fail(`${stdout}${stderr}`.trim());
    },
  };
}
