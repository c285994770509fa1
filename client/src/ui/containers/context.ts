import type { LogOutputChannel } from "vscode";
import type { EngineSession } from "../../live/engine-session.ts";

/** What an action on a container needs beside the container. */
export interface ActionContext {
  readonly session: EngineSession;
  readonly log: LogOutputChannel;
}
