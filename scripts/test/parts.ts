import { bundle } from "../lib/bundle.ts";
import { run } from "../lib/children.ts";
import { composeProgram, dockerEngine, engineWithToolkit } from "../lib/docker-engine.ts";
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

const OTHER_COMPOSE = "another version of Compose; the words are those of 2.26";

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

/** Engine and Compose are asked only where there are any; their tests skip themselves elsewhere. */
async function units(note: (detail: string) => void): Promise<Outcome> {
  await bundle("development");
  const engine = await unlessUnavailable(() => dockerEngine(note));
  const compose = await unlessUnavailable(() => composeProgram(note));
  const toolkit = await unlessUnavailable(engineWithToolkit);
  note("testing");
  return vitest(
    [],
    {
      ...engine.value?.env,
      ...(engine.value && { ML_CONTAINERS_BUILDKIT: engine.value.version }),
      ...(compose.value && { ML_CONTAINERS_COMPOSE: JSON.stringify(compose.value) }),
      ...(toolkit.value && { ML_CONTAINERS_TOOLKIT: JSON.stringify(toolkit.value.env) }),
    },
    (test) => {
      if (/toolkit/i.test(test)) return toolkit.reason ?? OTHER_COMPOSE;
      if (/buildkit|engine/i.test(test)) return engine.reason ?? compose.reason ?? OTHER_COMPOSE;
      if (/compose/i.test(test)) return compose.reason ?? OTHER_COMPOSE;
      return "skipped by the test itself";
    },
  );
}

/** What a machine offers, or why it doesn't. */
async function unlessUnavailable<T>(
  prepare: () => Promise<T>,
): Promise<{ readonly value?: T; readonly reason?: string }> {
  try {
    return { value: await prepare() };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { reason: error.message };
  }
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
