import { folderOf, nameOf } from "../../text/path.ts";
import type { Files } from "../files.ts";
import type { Dotenv } from "./dotenv.ts";
import { readDotenv } from "./dotenv.ts";
import type { FileSettings } from "./loading.ts";
import { pathIn } from "./loading.ts";
import type { ComposeMap, ComposeValue } from "./value.ts";
import { booleanOf, textOf, valueOf } from "./value.ts";
import { SHELL, variablesFrom } from "./variables.ts";

/** A file of variables that a service is given. */
export interface EnvFile {
  /** What names it. */
  readonly value: ComposeValue;
  /** As named, with variables substituted. */
  readonly name: string;
  readonly path: string;
  /** Whether Compose refuses to go on without it. */
  readonly isRequired: boolean;
  readonly state: "read" | "missing" | "unreadable" | "unknown";
  /** What it holds, in offsets into that file; undefined where it cannot be read. */
  readonly content: Dotenv | undefined;
}

/** Where files of variables are looked for. */
export interface EnvFileSources {
  readonly settings: ReadonlyMap<string, FileSettings>;
  readonly files: Files | undefined;
}

/**
 * The files that a service's `env_file` names, in order; of several that set a variable, the last counts. Those that are named by
 * unknown variables are left out.
 */
export function readEnvFiles(service: ComposeMap, sources: EnvFileSources): readonly EnvFile[] {
  const value = valueOf(service, "env_file");
  if (value === undefined) return [];
  const read: Dotenv[] = [];
  return (value.kind === "list" ? value.items : [value]).flatMap((item) => {
    const file = envFile(item, sources, read);
    if (file?.content !== undefined) read.push(file.content);
    return file === undefined ? [] : [file];
  });
}

function envFile(
  item: ComposeValue,
  { settings: all, files }: EnvFileSources,
  before: readonly Dotenv[],
): EnvFile | undefined {
  const name = item.kind === "map" ? textOf(item, "path") : textOf(item);
  const settings = all.get(item.place.file);
  const path = name === undefined || name === "" ? undefined : pathIn(settings?.folder ?? "", name);
  if (path === undefined || name === undefined) return undefined;
  const base = { value: item, name, path, isRequired: booleanOf(item, "required") !== false };
  const found = files?.read(path);
  if (found === undefined) return { ...base, state: "unknown", content: undefined };
  if (found.state !== "text") return { ...base, state: found.state, content: undefined };
  // Compose since 2.30 can take a file as it is, without quotes and variables.
  if (valueOf(item, "format") !== undefined) return { ...base, state: "unknown", content: undefined };
  const lookup = variablesFrom(() => before, settings?.lookup ?? SHELL);
  return { ...base, state: "read", content: readDotenv(found.text, lookup) };
}

/** `.env.example` and its like beside a missing file, which projects keep because the file itself holds secrets. */
export function templateOf(path: string, files: Files | undefined): string | undefined {
  const core = nameOf(path).replaceAll(/^\.+/g, "");
  const names = files?.list(folderOf(path)) ?? [];
  const own = names.find(
    (name) =>
      name.includes(core) && /(?:^|[._-])(?:example|sample|template|dist|default)s?(?:[._-]|$)/.test(name),
  );
  // One template for all files of variables.
  return (
    own ??
    (core.endsWith(".env")
      ? names.find((name) => /^(?:example|sample|template)\.env$/.test(name))
      : undefined)
  );
}
