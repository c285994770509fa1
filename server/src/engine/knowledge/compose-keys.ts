import { composeKeysFile, groupBy, lazy } from "./facts.ts";
import type { ComposeKey } from "./types.ts";

/** Every key that a service may have for GPUs and what their programs need; a map's keys follow it. */
export function composeKeys(): readonly ComposeKey[] {
  return composeKeysFile.rows;
}

/** The key at a path relative to the service: `deploy.resources.reservations.devices[].count`. */
export function composeKey(path: string): ComposeKey | undefined {
  return byPath().get(path);
}

/** The keys directly below a map (`deploy`), below the items of a list (`gpus[]`), or of the service itself (""). */
export function composeKeysBelow(path: string): readonly ComposeKey[] {
  return byParent().get(path) ?? [];
}

/** Where people have a key from that stands in the wrong place, in one sentence, where that is known. */
export function noteOnMisplacedKey(path: string): string | undefined {
  return composeKeysFile.misplaced.find((row) => row.path === path)?.note;
}

/** The path that is meant where a key stands in the wrong place: `deploy.devices` is `deploy.resources.reservations.devices`. */
export function misplacedComposeKey(path: string): string | undefined {
  return composeKeysFile.misplaced.find((row) => row.path === path)?.instead;
}

/** The keys that stand in the wrong place, by path. */
export function misplacedComposeKeys(): readonly { readonly path: string; readonly instead: string }[] {
  return composeKeysFile.misplaced;
}

const byPath = lazy(() => new Map(composeKeysFile.rows.map((row) => [row.path, row])));

const byParent = lazy(() => groupBy(composeKeysFile.rows, ({ path }) => parentOf(path)));

function parentOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot === -1 ? "" : path.slice(0, dot);
}
