import { LANGUAGE_ID } from "../../../server/src/protocol.ts";
import { CAN_ATTACH, COMMANDS, commandPalette } from "./commands.ts";
import { VIEWS } from "./views.ts";

/** A container in either view; `context` of the views' nodes tells what it is (`container.running.gpu.compose.ports`). */
const running = String.raw`(view == ${VIEWS.containers} && viewItem =~ /^container\.running/)`;
const stopped = String.raw`(view == ${VIEWS.containers} && viewItem =~ /^container\.stopped/)`;
const listed = String.raw`(view == ${VIEWS.containers} && viewItem =~ /^container\./)`;
const onGpu = `(view == ${VIEWS.gpus} && viewItem == gpu.container)`;

const dockerfile = `resourceLangId == ${LANGUAGE_ID} && resourceScheme == file`;

/** A row has at most three buttons; none of them destroys anything without a question. */
export const menus = {
  commandPalette,
  "explorer/context": [item(COMMANDS.buildImage, dockerfile, "5_build@1")],
  "view/title": [
    title(COMMANDS.showGpuHistory, VIEWS.gpus, 1),
    title(COMMANDS.refreshGpus, VIEWS.gpus, 2),
    { command: COMMANDS.checkSetup, when: `view == ${VIEWS.gpus}`, group: "1_setup" },
    title(COMMANDS.chooseEngine, VIEWS.containers, 1),
    title(COMMANDS.refreshContainers, VIEWS.containers, 2),
    { command: COMMANDS.runWithGpus, when: `view == ${VIEWS.containers}`, group: "1_run" },
  ],
  "view/item/context": [
    item(COMMANDS.showContainerLogs, `${listed} || ${onGpu}`, "inline@1"),
    item(COMMANDS.openContainerShell, running, "inline@2"),
    item(COMMANDS.stopContainer, running, "inline@3"),
    item(COMMANDS.startContainer, stopped, "inline@3"),
    item(COMMANDS.showContainerLogs, `${listed} || ${onGpu}`, "1_look@1"),
    item(COMMANDS.openContainerShell, `${running} || ${onGpu}`, "1_look@2"),
    item(COMMANDS.openInBrowser, String.raw`${running} && viewItem =~ /\.ports\b/`, "1_look@3"),
    item(COMMANDS.goToService, String.raw`(${listed} && viewItem =~ /\.compose\b/) || ${onGpu}`, "1_look@4"),
    item(COMMANDS.attachEditor, `${CAN_ATTACH} && ${running}`, "1_look@5"),
    item(COMMANDS.startContainer, stopped, "2_run@1"),
    item(COMMANDS.stopContainer, `${running} || ${onGpu}`, "2_run@2"),
    item(COMMANDS.restartContainer, running, "2_run@3"),
    item(COMMANDS.killContainer, running, "2_run@4"),
    item(COMMANDS.removeContainer, listed, "3_remove@1"),
    item(COMMANDS.inspectContainer, `${listed} || ${onGpu}`, "4_text@1"),
    item(COMMANDS.copyContainerId, `${listed} || ${onGpu}`, "4_text@2"),
    item(COMMANDS.copyGpuUuid, `view == ${VIEWS.gpus} && viewItem == gpu`, "4_text@1"),
  ],
};

function title(command: string, view: string, place: number): object {
  return { command, when: `view == ${view}`, group: `navigation@${place}` };
}

function item(command: string, when: string, group: string): object {
  return { command, when, group };
}
