import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "./paths.ts";

/**
 * The folder `name` of the cache, filled by `fill` on first use. It appears under its name only when complete: an
 * interrupted fill leaves nothing that looks finished, and two processes that fill at once both succeed.
 */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const final = join(cacheFolder(), name);
  if (existsSync(final)) return final;
  await mkdir(dirname(final), { recursive: true });
  const partial = await mkdtemp(join(cacheFolder(), ".partial-"));
  try {
    await fill(partial);
    await rename(partial, final).catch((error: unknown) => {
      if (!existsSync(final)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return final;
}
