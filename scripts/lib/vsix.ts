import { stat } from "node:fs/promises";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { bundle } from "./bundle.ts";
import { must } from "./children.ts";
import { node24, root } from "./paths.ts";

export const LARGEST_VSIX = 1_500_000;

export interface Vsix {
  readonly path: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The files in it, as vsce lists them. */
  readonly files: readonly string[];
}

/** Builds for release and packs the extension; throws when the package is too large or holds what it should not. */
export async function packVsix(): Promise<Vsix> {
  await bundle("package");
  const name = `ml-containers-${manifest.version}.vsix`;
  const path = join(root, name);
  await vsce(["package", "--no-dependencies", "--out", path]);
  const files = (await vsce(["ls", "--no-dependencies"]))
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const strange = files.filter((file) => !ALLOWED.test(file));
  if (strange.length > 0) {
    throw new Error(`${name} would hold ${strange.slice(0, 5).join(", ")}. Exclude it in .vscodeignore.`);
  }
  const { size } = await stat(path);
  if (size >= LARGEST_VSIX) {
    throw new Error(
      `${name} has ${kilobytes(size)}, the limit is ${kilobytes(LARGEST_VSIX)}. Look for the largest inputs with esbuild's metafile.`,
    );
  }
  return { path, name, size, files };
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

const ALLOWED =
  /^(package(\.nls(\.de)?)?\.json|l10n\/bundle\.l10n(\.de)?\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/((client|server|cli)\.cjs|gpu-history\.js)|docs\/rules\/[^/]+\.md|(media|snippets|schemas)\/[^/]+)$/;

function vsce(args: readonly string[]): Promise<string> {
  return must([node24, join(root, "node_modules", "@vscode", "vsce", "vsce"), ...args], { cwd: root });
}
