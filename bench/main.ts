/**
 * How fast the engine, the language server and the command line are, beside their peers in the same run. Absolute times depend on
 * the machine; the ratios to the peers are what to compare. `npm run bench`, or `npm run bench -- dockerfile`, `compose`, `views` or `host` for a part.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/lib/paths.ts";
import { benchCompose } from "./compose.ts";
import { benchDockerfiles } from "./dockerfile.ts";
import { benchExtensionHost } from "./extension-host.ts";
import { benchViews } from "./views.ts";

const chosen = process.argv[2];
build();
const folder = mkdtempSync(join(tmpdir(), "ml-containers-bench-"));
try {
  if (chosen === undefined || chosen === "dockerfile") await benchDockerfiles(folder);
  if (chosen === undefined || chosen === "compose") await benchCompose(folder);
  if (chosen === undefined || chosen === "views") await benchViews(folder);
  if (chosen === undefined || chosen === "host") await benchExtensionHost(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function build(): void {
  const result = spawnSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
  if (result.status !== 0) process.exit(1);
}
