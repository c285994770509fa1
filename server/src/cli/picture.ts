import type { Loadable } from "../../../workbench/src/problem.ts";
import type { Options } from "./args.ts";
import { ExitCode } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import type { Picture } from "./watch.ts";
import { watch } from "./watch.ts";

/** How a state is printed. `columns` is the width to keep to; undefined where there is no terminal. */
export interface Faces<T> {
  readonly json: (state: Loadable<T>) => object;
  readonly text: (value: T, columns: number | undefined) => string;
}

/**
 * A state as `--format` wants it: JSON in one line under `--watch`, so that each line is a document. As text a failure goes to standard
 * error, where people look for it; JSON holds it.
 */
export function pictureOf<T>(
  state: Loadable<T>,
  { json, text }: Faces<T>,
  options: Options,
  terminal: Terminal,
): Picture {
  const failed = state.state === "failed";
  if (options.value("format") === "json") {
    const indent = options.has("watch") ? undefined : 2;
    return { text: `${JSON.stringify(json(state), undefined, indent)}\n`, failed };
  }
  if (state.state === "failed") {
    terminal.error(`${state.problem.message} ${state.problem.remedy}\n`);
    return { text: "", failed };
  }
  return { text: state.state === "ready" ? text(state.value, terminal.columns) : "", failed };
}

/** Prints one picture, or one after the other with `--watch`. */
export async function show(
  take: () => Promise<Picture>,
  options: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.has("watch")) return (await watch(take, terminal)) ? ExitCode.Trouble : ExitCode.Clean;
  const { text, failed } = await take();
  await terminal.print(text);
  return failed ? ExitCode.Trouble : ExitCode.Clean;
}
