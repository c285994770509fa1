import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "../lib/bundle.ts";
import { end, endWithParent, run } from "../lib/children.ts";
import { node24, root } from "../lib/paths.ts";
import { progress } from "../lib/progress.mjs";
import { openInBrowser } from "./browser.ts";
import { startDemo } from "./demo.ts";
import { findDesktop, openInDesktop } from "./desktop.ts";

const HELP = `npm start [-- OPTIONS]   opens the sample workspace in VS Code with the extension

  --browser    VS Code in the browser, even where a desktop VS Code is installed
  --demo       show the views full: with a Docker engine of its own, containers in it, and a
               stand-in for nvidia-smi (Linux, as root on Debian)
  --port N     the port of VS Code in the browser (default: a free one)
  --no-open    print the address only; open no browser window
  --help       this text
`;

const sample = join("test", "workspaces", "demo");

endWithParent();
try {
  const options = readOptions();
  await progress("Building the extension", () => bundle("development"));
  await printReport();
  const env = options.demo ? await progress("Preparing the demo", startDemo) : {};
  if (options.demo) console.log(hintFor(env));
  const workspace = join(root, sample);
  const desktop = options.browser ? undefined : findDesktop();
  if (desktop === undefined) await openInBrowser(workspace, { ...options, env });
  else await openInDesktop(desktop, workspace, env);
  await end();
  process.exit(0);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await end();
  process.exit(1);
}

/** How the command line sees the same from another terminal. */
function hintFor(env: Readonly<Record<string, string>>): string {
  const [tools = ""] = (env["PATH"] ?? "").split(delimiter);
  const { SMI_SCENARIO = "", DOCKER_HOST = "" } = env;
  const words = [`PATH=${tools}:$PATH`, `SMI_SCENARIO=${SMI_SCENARIO}`, `DOCKER_HOST=${DOCKER_HOST}`];
  return `\nThe command line shows the same:\n\n  ${words.join(" ")} node dist/cli.cjs ps`;
}

function readOptions(): {
  readonly browser: boolean;
  readonly demo: boolean;
  readonly port: number | undefined;
  readonly open: boolean;
} {
  const { values } = parseArgs({
    options: {
      browser: { type: "boolean", default: false },
      demo: { type: "boolean", default: false },
      port: { type: "string" },
      "no-open": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`--port takes a number from 1 to 65535, not "${values.port}".`);
  }
  return { browser: values.browser, demo: values.demo, port, open: !values["no-open"] };
}

/** The same findings that the editor is about to show. */
async function printReport(): Promise<void> {
  console.log(`\n$ ml-containers lint ${sample}\n`);
  const cli = join(root, "dist", "cli.cjs");
  const terminal = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const { stdout, stderr } = await run([node24, cli, "lint", sample], {
    cwd: root,
    env: { ...process.env, ...terminal },
    timeout: 60_000,
  });
  console.log(`${stdout}${stderr}`.trimEnd());
  console.log();
}
