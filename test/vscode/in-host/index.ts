import { commands } from "./commands.ts";
import { compose } from "./compose.ts";
import { config } from "./config.ts";
import { features } from "./features.ts";
import { fixes } from "./fixes.ts";
import { runAll } from "./suite.ts";

/** VS Code calls this in its extension host, with the extension under test already known to it. */
export function run(): Promise<void> {
  return runAll([...features, ...fixes, ...compose, ...config, ...commands]);
}
