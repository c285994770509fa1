import { folderOf, joinPath, nameOf } from "../../text/path.ts";
import type { Files } from "../files.ts";
import { knownText } from "../resolved.ts";
import type { Dotenv } from "./dotenv.ts";

/** In the order in which Compose prefers them. */
const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/**
 * The files that make up the project of a file, in the order in which they are laid over one another: a list that somebody wrote down
 * if it holds the file, else `COMPOSE_FILE` of the `.env` beside it, else the file that Compose takes by itself with its override. A
 * file that belongs to none of them stands alone.
 *
 * Source: compose-go cli/options.go; measured with Compose 2.26.
 */
export function layersOf(
  path: string,
  files: Files | undefined,
  composeFiles: readonly string[] | undefined,
  dotenv: () => Dotenv | undefined,
): readonly string[] {
  if (composeFiles !== undefined) return listed(path, composeFiles);
  if (files === undefined || path === "") return [path];
  const folder = folderOf(path);
  const names = files.list(folder);
  if (names === undefined) return [path];
  const present = new Set(names);
  if (present.has(".env")) {
    const named = composeFile(folder, dotenv());
    if (named !== undefined) return listed(path, named);
  }
  const main = NAMES.find((name) => present.has(name));
  const override = OVERRIDES.find((name) => present.has(name));
  const name = nameOf(path);
  if (main === undefined || override === undefined || (name !== main && name !== override)) return [path];
  const beside = path.slice(0, path.length - name.length);
  return [beside + main, beside + override];
}

function listed(path: string, paths: readonly string[]): readonly string[] {
  const same = (one: string): boolean => joinPath("", one) === joinPath("", path);
  return paths.some(same) ? paths.map((one) => (same(one) ? path : one)) : [path];
}

function composeFile(folder: string, dotenv: Dotenv | undefined): readonly string[] | undefined {
  const text = knownText(dotenv?.entries.get("COMPOSE_FILE")?.value);
  if (text === undefined || text === "") return undefined;
  const separator = knownText(dotenv?.entries.get("COMPOSE_PATH_SEPARATOR")?.value) ?? ":";
  return text.split(separator === "" ? ":" : separator).map((one) => joinPath(folder, one));
}
