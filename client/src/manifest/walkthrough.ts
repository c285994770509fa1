import { COMMANDS } from "./commands.ts";
import { VIEWS } from "./views.ts";

const link = (title: string, command: string): string => `[${title}](command:${command})`;

/** Five steps, each with one thing to do; a step is done once that was done. */
export const walkthroughs = [
  {
    id: "mlContainers.begin",
    title: "Begin with ML Containers",
    description: "From a Dockerfile to a training whose GPU you can watch.",
    steps: [
      step(
        "files",
        "Read your files",
        `Open a Dockerfile or a compose file. What keeps a GPU, a package or a training from working is underlined; a hover says why, and often a light bulb mends it.\n${link("Open a File", "workbench.action.quickOpen")}`,
        ["onCommand:workbench.action.quickOpen"],
      ),
      step(
        "views",
        "See GPUs and containers",
        `The views show which container and which compose service holds which GPU, and how far a training is. Nothing is read while nobody looks at them.\n${link("Show the GPUs", `${VIEWS.gpus}.focus`)}`,
        [`onView:${VIEWS.gpus}`],
      ),
      step(
        "engine",
        "Choose the engine",
        `The views show the engine that the docker command would use. It may be another one, also on another machine.\n${link("Choose Docker Engine…", COMMANDS.chooseEngine)}`,
        [`onCommand:${COMMANDS.chooseEngine}`],
      ),
      step(
        "setup",
        "Check the GPU setup",
        `Driver, container toolkit, engine and Compose are looked at; each line that is not in order says what to do.\n${link("Check GPU Setup", COMMANDS.checkSetup)}`,
        [`onCommand:${COMMANDS.checkSetup}`],
      ),
      step(
        "run",
        "Build and run",
        `Above the stages of a Dockerfile stand “Build Image…” and “Run with GPUs…”: an image that is there already can be run at once.\n${link("Run with GPUs…", COMMANDS.runWithGpus)}`,
        [`onCommand:${COMMANDS.buildImage}`, `onCommand:${COMMANDS.runWithGpus}`],
      ),
    ],
  },
];

function step(id: string, title: string, description: string, completionEvents: readonly string[]): object {
  return { id, title, description, completionEvents, media: { markdown: `media/begin-${id}.md` } };
}
