import { joinPath } from "../../text/path.ts";
import type { Lookup } from "../expand.ts";
import type { Files } from "../files.ts";
import type { Dotenv } from "./dotenv.ts";
import { readDotenv } from "./dotenv.ts";

/** What Compose itself would be started with: nobody here knows the shell's variables. */
export const SHELL: Lookup = () => ({ state: "unset", because: "host" });

/**
 * The variables that a project's files are read with: those of `outer`, and where it sets none, those of files of variables, of which
 * the last that sets a variable counts. The files are read when somebody first asks.
 */
export function variablesFrom(read: () => readonly Dotenv[], outer: Lookup = SHELL): Lookup {
  let all: readonly Dotenv[] | undefined;
  return (name) => {
    const given = outer(name);
    if (given.state !== "unset") return given;
    all ??= read();
    for (let index = all.length - 1; index >= 0; index -= 1) {
      const value = all[index]?.entries.get(name)?.value;
      if (value !== undefined) return { state: "set", value };
    }
    return given;
  };
}

/** The `.env` of a project's folder; undefined where there is none or nobody knows. */
export function dotenvOf(
  folder: string,
  files: Files | undefined,
  outer: Lookup = SHELL,
): Dotenv | undefined {
  const found = files?.read(joinPath(folder, ".env"));
  return found?.state === "text" ? readDotenv(found.text, outer) : undefined;
}
