import type { Invocation } from "./args.ts";
import { UsageError, parseCommandLine } from "./args.ts";
import { ExitCode } from "./exit.ts";
import { helpText } from "./help.ts";
import type { Terminal } from "./terminal.ts";
import { openTerminal } from "./terminal.ts";

void main(process.argv.slice(2), openTerminal(process.stdout, process.stderr));

/** Runs the command line and sets the exit status; what was printed is written before the process ends. Never rejects. */
async function main(argv: readonly string[], terminal: Terminal): Promise<void> {
  try {
    const code = await dispatch(parseCommandLine(argv), terminal);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    process.exitCode = ExitCode.Trouble;
    if (error instanceof UsageError) {
      terminal.error(`${error.message}\n`);
      return;
    }
    const { ISSUES_URL } = await import("../docs.ts");
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.error(`ml-containers failed: ${what}\nThis is a bug. Please report it at ${ISSUES_URL}.\n`);
  }
}

/**
 * What a command needs is loaded when it runs, so that none pays for the others. Answers undefined for a server, which goes
 * on serving.
 */
async function dispatch(invocation: Invocation, terminal: Terminal): Promise<ExitCode | undefined> {
  switch (invocation.command) {
    case "help":
      await terminal.print(helpText(invocation.topic));
      return ExitCode.Clean;
    case "version": {
      const { VERSION } = await import("../docs.ts");
      await terminal.print(`${VERSION}\n`);
      return ExitCode.Clean;
    }
    case "lint":
      return (await import("./commands/lint.ts")).lint(invocation, terminal);
    case "rules":
      return (await import("./commands/rules.ts")).listRules(invocation, terminal);
    case "explain":
      return (await import("./commands/explain.ts")).explain(invocation, terminal);
    case "image":
      return (await import("./commands/image.ts")).describeImage(invocation, terminal);
    case "gpus":
      return (await import("./commands/gpus.ts")).listGpus(invocation, terminal);
    case "ps":
      return (await import("./commands/ps.ts")).listContainers(invocation, terminal);
    case "doctor":
      return (await import("./commands/doctor.ts")).examine(invocation, terminal);
    default:
      if (!invocation.options.has("stdio"))
        throw new UsageError("The server talks over --stdio only. Write: lsp --stdio");
      await import("../lsp/main.ts");
      return undefined;
  }
}
