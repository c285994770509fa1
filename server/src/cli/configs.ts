import { dirname, resolve } from "node:path";
import type { LoadedConfig } from "../engine/config/load.ts";
import { configFor, loadConfig } from "../engine/config/load.ts";
import { LineIndex } from "../engine/text/lines.ts";
import { diskFiles, overlaid } from "../host/files.ts";
import { UsageError } from "./args.ts";
import { shownName } from "./files/discover.ts";
import { slashed } from "./files/gitignore.ts";
import type { Problem } from "./files/problem.ts";

/** Which config is asked: that of each file, none, or one for all of them, whose patterns count from the working directory. */
export type ConfigChoice = "nearest" | "none" | { readonly file: string };

/** The configs of one run: each is read once, and what is wrong in it is said once. */
export class Configs {
  /** Whether something was wrong in one of them. */
  troubled = false;
  readonly #choice: ConfigChoice;
  readonly #report: (problem: Problem) => void;
  readonly #byFolder = new Map<string, LoadedConfig | undefined>();
  readonly #byPath = new Map<string, LoadedConfig>();

  /** Throws a UsageError where the file that is chosen is not there or cannot be read: nothing it says would hold. */
  constructor(choice: ConfigChoice, report: (problem: Problem) => void) {
    this.#choice = choice;
    this.#report = report;
    if (typeof choice === "string") return;
    const found = diskFiles().read(slashed(resolve(choice.file)));
    if (found.state === "missing") {
      throw new UsageError(`--config cannot be "${choice.file}": there is no such file. Check the path.`);
    }
    if (found.state === "unreadable") {
      const remedy = "Name a text file, such as .ml-containers.yaml.";
      throw new UsageError(`--config cannot be "${choice.file}": ${found.why}. ${remedy}`);
    }
  }

  /** The config of a file, by its absolute path. */
  for(path: string): LoadedConfig | undefined {
    if (this.#choice === "none") return undefined;
    if (this.#choice !== "nearest") return this.#at(resolve(this.#choice.file), process.cwd());
    const folder = dirname(path);
    const known = this.#byFolder.get(folder);
    if (known !== undefined || this.#byFolder.has(folder)) return known;
    const found = configFor(diskFiles(), slashed(folder));
    const config = found === undefined ? undefined : (this.#byPath.get(found.path) ?? this.#take(found));
    this.#byFolder.set(folder, config);
    return config;
  }

  /** Says what is wrong in a config that was named to be linted. */
  check(path: string): void {
    this.#at(path, dirname(path));
  }

  /** The same for one that stands on standard input; it counts in place of what lies on the disk. */
  checkText(path: string, text: string): void {
    const given = slashed(path);
    const files = overlaid(diskFiles(), (one) => (one === given ? text : undefined));
    this.#take(loadConfig(files, given, slashed(dirname(path))));
  }

  #at(path: string, folder: string): LoadedConfig {
    return (
      this.#byPath.get(slashed(path)) ?? this.#take(loadConfig(diskFiles(), slashed(path), slashed(folder)))
    );
  }

  #take(config: LoadedConfig): LoadedConfig {
    this.#byPath.set(config.path, config);
    this.troubled ||= config.problems.length > 0;
    const lines = new LineIndex(config.source);
    for (const { span, message, remedy } of config.problems) {
      const file = shownName(config.path, process.cwd());
      this.#report({ file, line: lines.positionAt(span.start).line + 1, message, remedy });
    }
    return config;
  }
}
