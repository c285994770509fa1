import type { Files } from "../model/files.ts";
import { folderOf } from "../text/path.ts";
import { findConfig } from "./find.ts";
import type { ConfigProblem } from "./read.ts";
import { readConfig } from "./read.ts";
import type { PlacedConfig } from "./resolve.ts";

/** A config as it lies among the files. */
export interface LoadedConfig extends PlacedConfig {
  readonly path: string;
  /** Empty where it cannot be read. */
  readonly source: string;
  readonly problems: readonly ConfigProblem[];
}

/** The config that holds for the files of a folder; undefined where none does. `known` spares reading the same text again. */
export function configFor(files: Files, folder: string, known?: LoadedConfig): LoadedConfig | undefined {
  const path = findConfig(files, folder);
  if (path === undefined) return undefined;
  const found = files.read(path);
  const isKnown = known?.path === path && found.state === "text" && found.text === known.source;
  return isKnown ? known : loadConfig(files, path, folderOf(path));
}

/** Reads a config whose paths and patterns count from `folder`. One that cannot be read has no effect, and says so. */
export function loadConfig(files: Files, path: string, folder: string): LoadedConfig {
  const found = files.read(path);
  if (found.state === "text") return { path, folder, source: found.text, ...readConfig(found.text) };
  const why = found.state === "missing" ? "there is no such file" : found.why;
  const problem = {
    span: { start: 0, end: 0 },
    message: `The config cannot be read: ${why}.`,
    remedy: "Make it a text file that you may read; until then it has no effect.",
  };
  return { path, folder, source: "", config: readConfig("").config, problems: [problem] };
}
