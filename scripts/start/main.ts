import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "../lib/bundle.ts";
import { end, endWithParent, run } from "../lib/children.ts";
import { node24, root } from "../lib/paths.ts";
import { progress } from "../lib/progress.mjs";
import { openInBrowser } from "./browser.ts";
import { findDesktop, openInDesktop } from "./desktop.ts";

const HELP = `npm start [-- OPTIONS]   opens the sample workspace in VS Code with the extension

  --browser    VS Code in the browser, even where a desktop VS Code is installed
  --port N     the port of VS Code in the browser (default: a free one)
  --no-open    print the address only; open no browser window
  --help       this text
`;

const demo = join("test", "workspaces", "demo");

endWithParent();
try {
  const options = readOptions();
  await progress("Building the extension", () => bundle("development"));
  await printReport();
  const workspace = join(root, demo);
  const desktop = options.browser ? undefined : findDesktop();
  if (desktop === undefined) await openInBrowser(workspace, options);
  else await openInDesktop(desktop, workspace);
  await end();
  process.exit(0);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await end();
  process.exit(1);
}

function readOptions(): {
  readonly browser: boolean;
  readonly port: number | undefined;
  readonly open: boolean;
} {
  const { values } = parseArgs({
    options: {
      browser: { type: "boolean", default: false },
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
  return { browser: values.browser, port, open: !values["no-open"] };
}

/** The same findings that the editor is about to show. */
async function printReport(): Promise<void> {
  console.log(`\n$ ml-containers lint ${demo}\n`);
  const cli = join(root, "dist", "cli.cjs");
  const terminal = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const { stdout, stderr } = await run([node24, cli, "lint", demo], {
    cwd: root,
    env: { ...process.env, ...terminal },
    timeout: 60_000,
  });
  console.log(`${stdout}${stderr}`.trimEnd());
  console.log();
}
