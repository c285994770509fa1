import { COMPOSE_LANGUAGE_ID, LANGUAGE_ID } from "../../../server/src/protocol.ts";

/** The ids that the manifest declares and the client registers. */
export const COMMANDS = {
  fixAll: "mlContainers.fixAll",
  restartServer: "mlContainers.restartServer",
  showLog: "mlContainers.showLog",
  refreshGpus: "mlContainers.refreshGpus",
  showGpuHistory: "mlContainers.showGpuHistory",
  copyGpuUuid: "mlContainers.copyGpuUuid",
  checkSetup: "mlContainers.checkSetup",
  buildImage: "mlContainers.buildImage",
  runWithGpus: "mlContainers.runWithGpus",
  composeUp: "mlContainers.composeUp",
  composeBuild: "mlContainers.composeBuild",
  composeLogs: "mlContainers.composeLogs",
  refreshContainers: "mlContainers.refreshContainers",
  chooseEngine: "mlContainers.chooseEngine",
  startContainer: "mlContainers.startContainer",
  stopContainer: "mlContainers.stopContainer",
  restartContainer: "mlContainers.restartContainer",
  killContainer: "mlContainers.killContainer",
  removeContainer: "mlContainers.removeContainer",
  showContainerLogs: "mlContainers.showContainerLogs",
  openContainerShell: "mlContainers.openContainerShell",
  openInBrowser: "mlContainers.openInBrowser",
  inspectContainer: "mlContainers.inspectContainer",
  copyContainerId: "mlContainers.copyContainerId",
  goToService: "mlContainers.goToService",
  attachEditor: "mlContainers.attachEditor",
} as const;

/** A compose file may be plain YAML to the editor. */
const compose = String.raw`editorLangId == ${COMPOSE_LANGUAGE_ID} || resourceFilename =~ /compose.*\.ya?ml$/`;

const served = `editorLangId == ${LANGUAGE_ID} || ${compose}`;

const fixable = `(${served}) && !editorReadonly`;

/** Set where the extension that opens windows inside containers is installed. */
export const CAN_ATTACH = "mlContainers.canAttach";

export const commands = [
  command(COMMANDS.fixAll, "Fix All Safe Problems in This File", {
    enablement: fixable,
  }),
  command(COMMANDS.restartServer, "Restart Language Server"),
  command(COMMANDS.showLog, "Show Log"),
  command(COMMANDS.refreshGpus, "Refresh GPUs", { icon: "refresh" }),
  command(COMMANDS.showGpuHistory, "Show GPU History", { icon: "graph-line" }),
  command(COMMANDS.copyGpuUuid, "Copy UUID of the GPU"),
  command(COMMANDS.checkSetup, "Check GPU Setup", { icon: "checklist" }),
  command(COMMANDS.buildImage, "Build Image…", { icon: "package" }),
  command(COMMANDS.runWithGpus, "Run with GPUs…", { icon: "run" }),
  command(COMMANDS.composeUp, "Start a Compose Service…", { icon: "play" }),
  command(COMMANDS.composeBuild, "Build a Compose Service…", { icon: "package" }),
  command(COMMANDS.composeLogs, "Show Logs of a Compose Service…", { icon: "output" }),
  command(COMMANDS.refreshContainers, "Refresh Containers", { icon: "refresh" }),
  command(COMMANDS.chooseEngine, "Choose Docker Engine…", { icon: "plug" }),
  command(COMMANDS.startContainer, "Start Container", { icon: "play" }),
  command(COMMANDS.stopContainer, "Stop Container…", { icon: "debug-stop" }),
  command(COMMANDS.restartContainer, "Restart Container…", { icon: "debug-restart" }),
  command(COMMANDS.killContainer, "Kill Container…"),
  command(COMMANDS.removeContainer, "Remove Container…", { icon: "trash" }),
  command(COMMANDS.showContainerLogs, "Show Logs of a Container", { icon: "output" }),
  command(COMMANDS.openContainerShell, "Open Shell in a Container", { icon: "terminal" }),
  command(COMMANDS.openInBrowser, "Open Container in Browser", { icon: "globe" }),
  command(COMMANDS.inspectContainer, "Inspect Container as JSON"),
  command(COMMANDS.copyContainerId, "Copy Container ID"),
  command(COMMANDS.goToService, "Go to the Compose Service of a Container"),
  command(COMMANDS.attachEditor, "Attach VS Code to a Container"),
];

const DOCKERFILE_OPEN = `editorLangId == ${LANGUAGE_ID} && resourceScheme == file`;

const COMPOSE_OPEN = `(${compose}) && resourceScheme == file`;

/** Where a command makes no sense the palette does not list it; those about a container ask there which one. */
export const commandPalette = [
  { command: COMMANDS.fixAll, when: fixable },
  { command: COMMANDS.buildImage, when: DOCKERFILE_OPEN },
  ...[COMMANDS.composeUp, COMMANDS.composeBuild, COMMANDS.composeLogs].map((command) => ({
    command,
    when: COMPOSE_OPEN,
  })),
  { command: COMMANDS.copyGpuUuid, when: "false" },
  { command: COMMANDS.attachEditor, when: CAN_ATTACH },
];

function command(
  id: string,
  title: string,
  { enablement, icon }: { readonly enablement?: string; readonly icon?: string } = {},
): object {
  return {
    command: id,
    title,
    category: "ML Containers",
    ...(enablement === undefined ? {} : { enablement }),
    ...(icon === undefined ? {} : { icon: `$(${icon})` }),
  };
}
