import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import { afterAll, beforeAll } from "vitest";
import { ROOT } from "../../lib/paths.ts";

const real: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, "l10n/bundle.l10n.json"), "utf8"),
);

/** A translation in which each piece of a text stands in brackets, and what a placeholder brings in stands outside of them. */
export const PSEUDO: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(real).map((text) => [
    text,
    text.replaceAll(/\{\d+\}|(?:[^{]|\{(?!\d+\}))+/g, (piece) =>
      /^\{\d+\}$/.test(piece) || piece.trim() === "" ? piece : `⟦${piece}⟧`,
    ),
  ]),
);

/** Has the texts of a test file come in the pseudo-translation. Modules are loaded before: what they made of texts by then, stays English. */
export function speakPseudo(): void {
  beforeAll(() => l10n.config({ contents: { ...PSEUDO } }));
  afterAll(() => l10n.config({ contents: {} }));
}

/**
 * Words of a shown text that no translation could have changed: those outside of all brackets that neither stand in `data`, which are names and
 * values of the test, nor are a unit or a name that is the same in every language.
 */
export function escaped(shown: string, data: string): readonly string[] {
  let outside = shown;
  for (let before = ""; before !== outside;) {
    before = outside;
    outside = outside.replaceAll(/⟦[^⟦⟧]*⟧/g, " ");
  }
  // What was cut off in the middle of a text has no closing bracket.
  outside = outside.replace(/⟦.*$/s, " ");
  // Paths are the same in every language.
  outside = outside.replaceAll(/(?<!\S)\/[\w./-]+/g, " ");
  return (outside.match(/\p{L}[\p{L}\p{N}/._-]+/gu) ?? []).filter(
    (word) => !data.includes(word) && !SAME.has(word.replace(/[.-]+$/, "")),
  );
}

const SAME = new Set([
  ..."MiB GiB KiB TiB MHz GPU GPUs CPU PID MIG NVIDIA AMD CUDA Docker Engine Podman Desktop".split(" "),
  ..."nvidia-smi amd-smi rocm-smi nvidia.com/gpu nvidia amd nvidia-ctk python linux/amd64 windows/amd64".split(
    " ",
  ),
]);
