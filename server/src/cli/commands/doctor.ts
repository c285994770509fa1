import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as l10n from "@vscode/l10n";
import { runChecks } from "../../../../workbench/src/doctor/checks/index.ts";
import { gather } from "../../../../workbench/src/doctor/gather.ts";
import { hostProfile } from "../../../../workbench/src/doctor/host-profile.ts";
import { doctorJson, doctorText, worst } from "../../../../workbench/src/doctor/report.ts";
import { testEngine } from "../../../../workbench/src/doctor/test-container/engine.ts";
import { EngineError } from "../../../../workbench/src/docker/engine.ts";
import { systemClock } from "../../../../workbench/src/exec/clock.ts";
import { systemDisk } from "../../../../workbench/src/exec/disk.ts";
import { systemPrograms } from "../../../../workbench/src/exec/programs.ts";
import { cudaForDriver } from "../../engine/knowledge/index.ts";
import type { CommandCall } from "../args.ts";
import { ExitCode } from "../exit.ts";
import { chosenEngine, gpuSource } from "../machine.ts";
import { styleFor } from "../report/style.ts";
import type { Terminal } from "../terminal.ts";

/** `doctor`: whether containers can have this machine's GPUs, check by check, each with what to do. */
export async function examine({ options }: CommandCall, terminal: Terminal): Promise<ExitCode> {
  await speakAsEditor(process.env["ML_CONTAINERS_TEXTS"]);
  const source = gpuSource();
  const chosen = await chosenEngine(options);
  try {
    const test =
      options.has("test") && "engine" in chosen
        ? { test: { engine: testEngine(chosen.engine, systemClock), cudaFor: cudaForDriver } }
        : {};
    const facts = await gather(
      {
        programs: systemPrograms,
        disk: systemDisk,
        clock: systemClock,
        environment: process.env,
        home: homedir(),
        platform: process.platform,
        uid: process.getuid?.(),
        gpus: () => source.read({ wake: true }),
        engine: async () => {
          if ("problem" in chosen) throw new EngineError(chosen.problem);
          return chosen.engine;
        },
      },
      test,
    );
    const checks = runChecks(facts, { cudaFor: cudaForDriver });
    if (options.value("format") === "json") {
      await terminal.print(`${JSON.stringify(doctorJson(checks, hostProfile(facts)), undefined, 2)}\n`);
    } else {
      const style = styleFor(terminal.colors(options.value("color")));
      const { columns } = terminal;
      await terminal.print(
        doctorText(checks, {
          ...(columns !== undefined && { columns }),
          all: options.has("all"),
          ...(options.has("all") && { sources: "all" as const }),
          paint: (status, word) =>
            status === "failed"
              ? style.severity("error", word)
              : status === "warning"
                ? style.severity("warning", word)
                : word,
        }),
      );
    }
    return worst(checks) === "failed" ? ExitCode.Findings : ExitCode.Clean;
  } finally {
    if ("engine" in chosen) chosen.engine.dispose();
  }
}

/**
 * The command line speaks English; the client, which shows this report in the editor, names a file with the texts in the editor's language.
 * One that cannot be read leaves it at English.
 */
async function speakAsEditor(texts: string | undefined): Promise<void> {
  if (texts === undefined || texts === "") return;
  try {
    const bundle: unknown = JSON.parse(await readFile(texts, "utf8"));
    if (typeof bundle !== "object" || bundle === null) return;
    const known = Object.entries(bundle).filter(([, text]) => typeof text === "string");
    l10n.config({ contents: Object.fromEntries(known) });
  } catch {
    // The report matters more than its language.
  }
}
