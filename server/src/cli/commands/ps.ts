import { containersJson, containersText } from "../../../../workbench/src/containers/report.ts";
import { surveyContainers } from "../../../../workbench/src/containers/survey.ts";
import type { Container } from "../../../../workbench/src/containers/model.ts";
import { EngineError } from "../../../../workbench/src/docker/engine.ts";
import { systemClock } from "../../../../workbench/src/exec/clock.ts";
import { systemDisk } from "../../../../workbench/src/exec/disk.ts";
import type { Loadable } from "../../../../workbench/src/problem.ts";
import type { CommandCall } from "../args.ts";
import type { ExitCode } from "../exit.ts";
import { chosenEngine, gpuSource } from "../machine.ts";
import type { Terminal } from "../terminal.ts";
import type { Faces } from "../picture.ts";
import { pictureOf, show } from "../picture.ts";

/** `ps`: the containers of an engine, with what they are for, the GPUs that they hold and how far they are. */
export async function listContainers({ options }: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const chosen = await chosenEngine(options);
  if ("problem" in chosen) {
    return show(
      async () => pictureOf({ state: "failed", problem: chosen.problem }, FACES, options, terminal),
      options,
      terminal,
    );
  }
  const { endpoint, engine } = chosen;
  // The GPUs of this machine say nothing of another one's containers.
  const gpus = endpoint.isLocal ? gpuSource() : undefined;
  const disk = endpoint.isLocal ? systemDisk : undefined;
  try {
    return await show(
      async () => {
        const answer = await gpus?.read();
        const snapshot = answer === undefined || "id" in answer ? undefined : answer;
        const read = (): Promise<readonly Container[]> =>
          surveyContainers({ engine, disk, clock: systemClock }, snapshot);
        return pictureOf(await loaded(read), FACES, options, terminal);
      },
      options,
      terminal,
    );
  } finally {
    engine.dispose();
  }
}

const FACES: Faces<readonly Container[]> = {
  json: containersJson,
  text: (containers, columns) => containersText(containers, columns, systemClock.now()),
};

async function loaded(read: () => Promise<readonly Container[]>): Promise<Loadable<readonly Container[]>> {
  try {
    return { state: "ready", value: await read() };
  } catch (error) {
    if (error instanceof EngineError) return { state: "failed", problem: error.problem };
    throw error;
  }
}
