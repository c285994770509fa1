import { cp, mkdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import type { Profile } from "./code-server.ts";
import { root } from "./paths.ts";

/**
 * Puts the extension as it was just built into a profile, without the seconds that packing and installing a VSIX take.
 * VS Code finds it by scanning the folder on the profile's first start.
 */
export async function placeExtension(profile: Profile): Promise<void> {
  const folder = join(profile.extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await mkdir(folder);
  for (const part of PARTS) {
    if (existsSync(join(root, part))) await cp(join(root, part), join(folder, part), { recursive: true });
  }
}

const PARTS = [
  "package.json",
  "package.nls.json",
  "package.nls.de.json",
  "l10n",
  "README.md",
  "LICENSE",
  "dist",
  "media",
  "snippets",
  "schemas",
];
