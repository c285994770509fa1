import { commandsOf } from "../../model/command.ts";
import type { Argument } from "../../model/command-line.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { serviceCommands } from "../../model/compose/command.ts";
import { imageFactsOf } from "../../model/compose/image.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { stageInstructions } from "../../model/query.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { JupyterStart } from "./jupyter.ts";
import { emptiedToken, jupyterStart, listensEverywhere } from "./jupyter.ts";

/** A Jupyter server that lets everybody in who reaches its container. */
export interface OpenJupyter {
  readonly start: JupyterStart;
  /** The argument that empties the token. */
  readonly token: Argument;
}

/** The open servers that a stage's ENTRYPOINT and CMD start. */
export function openInStage(dockerfile: Dockerfile, stage: Stage): readonly OpenJupyter[] {
  return ["ENTRYPOINT", "CMD"].flatMap((keyword) => {
    const at = stageInstructions(stage, keyword).at(-1);
    const commands = at === undefined ? [] : commandsOf(dockerfile, at);
    return commands.flatMap((command) => openStart(jupyterStart(command), factsOf(stage)?.family) ?? []);
  });
}

/** The open servers that a service's own command starts. */
export function openInService(
  service: ComposeService,
): readonly (OpenJupyter & { readonly command: ComposeCommand })[] {
  return serviceCommands(service).flatMap((command) => {
    const open = openStart(jupyterStart(command), imageFactsOf(service)?.family);
    return open === undefined ? [] : [{ ...open, command }];
  });
}

/** The configuration of the Jupyter Docker Stacks has the server listen everywhere, whatever starts it. */
function openStart(start: JupyterStart | undefined, family: string | undefined): OpenJupyter | undefined {
  if (start === undefined) return undefined;
  const isStack = start.kind === "stacks" || family === "jupyter/*" || family === "quay.io/jupyter/*";
  const token = listensEverywhere(start, isStack) ? emptiedToken(start) : undefined;
  return token === undefined ? undefined : { start, token };
}
