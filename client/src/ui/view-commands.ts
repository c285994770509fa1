import type { LogOutputChannel } from "vscode";
import { Uri, env, l10n, window } from "vscode";
import type { Container } from "../../../workbench/src/containers/model.ts";
import { record } from "../../../workbench/src/docker/read/json.ts";
import { systemPrograms } from "../../../workbench/src/exec/programs.ts";
import { COMMANDS } from "../manifest/commands.ts";
import { VIEWS } from "../manifest/views.ts";
import { checkSetup } from "./check-setup.ts";
import { chooseEngine } from "./choose-engine.ts";
import type { ServiceAt } from "./compose-services.ts";
import { copyId, kill, remove, restart, start, stop } from "./containers/actions.ts";
import { goToService } from "./containers/go-to-service.ts";
import { attachEditor, openInBrowser, openShell } from "./containers/open.ts";
import { containerOf } from "./containers/pick.ts";
import { attempt, showProblem } from "./notify.ts";
import type { WorkbenchHost } from "./workbench.ts";

export type ViewCommand = Exclude<
  (typeof COMMANDS)[keyof typeof COMMANDS],
  typeof COMMANDS.fixAll | typeof COMMANDS.restartServer | typeof COMMANDS.showLog
>;

/** Runs a command of the views. `argument` is what the editor hands over: the id of a row, or nothing from the palette. */
export async function runViewCommand(
  command: ViewCommand,
  argument: unknown,
  host: WorkbenchHost,
  log: LogOutputChannel,
): Promise<void> {
  const { workbench } = host;
  switch (command) {
    case COMMANDS.refreshGpus:
      await within(VIEWS.gpus, () => workbench.refreshGpus());
      return;
    case COMMANDS.refreshContainers:
      await within(VIEWS.containers, () => workbench.refreshContainers());
      return;
    case COMMANDS.showGpuHistory:
      host.history.show();
      return;
    case COMMANDS.copyGpuUuid:
      if (typeof argument === "string") await env.clipboard.writeText(argument);
      return;
    case COMMANDS.chooseEngine:
      await chooseEngine();
      return;
    case COMMANDS.buildImage: {
      const { file, stage } = buildOf(argument);
      await host.images.buildAndOffer(file, stage);
      return;
    }
    case COMMANDS.runWithGpus:
      await host.images.run(buildOf(argument));
      return;
    case COMMANDS.composeUp:
      await host.services.up(serviceOf(argument));
      return;
    case COMMANDS.composeBuild:
      await host.services.build(serviceOf(argument));
      return;
    case COMMANDS.composeLogs:
      await host.services.logs(serviceOf(argument));
      return;
    case COMMANDS.checkSetup: {
      const commandLine = Uri.joinPath(host.dist, "cli.cjs").fsPath;
      const services = {
        programs: systemPrograms,
        node: process.execPath,
        commandLine,
        texts: l10n.uri?.fsPath,
      };
      await checkSetup(services, host.documents, log);
      return;
    }
    default:
      await runOnContainer(command, argument, host, log);
  }
}

/** What a code lens or the explorer hands over; nothing from the palette. */
function buildOf(argument: unknown): { readonly file: Uri | undefined; readonly stage: string | undefined } {
  if (argument instanceof Uri) return { file: argument, stage: undefined };
  const { file, stage } = record(argument);
  return {
    file: file instanceof Uri ? file : undefined,
    stage: typeof stage === "string" ? stage : undefined,
  };
}

/** What a code lens of a compose file hands over; nothing from the palette. */
function serviceOf(argument: unknown): ServiceAt | undefined {
  const { file, service } = record(argument);
  return file instanceof Uri && typeof service === "string" ? { file, service } : undefined;
}

type ContainerCommand = Exclude<
  ViewCommand,
  | typeof COMMANDS.refreshGpus
  | typeof COMMANDS.refreshContainers
  | typeof COMMANDS.showGpuHistory
  | typeof COMMANDS.copyGpuUuid
  | typeof COMMANDS.chooseEngine
  | typeof COMMANDS.checkSetup
  | typeof COMMANDS.buildImage
  | typeof COMMANDS.runWithGpus
  | typeof COMMANDS.composeUp
  | typeof COMMANDS.composeBuild
  | typeof COMMANDS.composeLogs
>;

async function runOnContainer(
  command: ContainerCommand,
  argument: unknown,
  host: WorkbenchHost,
  log: LogOutputChannel,
): Promise<void> {
  const session = await host.workbench.session();
  if ("message" in session) {
    await showProblem(session, log);
    return;
  }
  let rows: readonly Container[] = [];
  if (!(await attempt(async () => void (rows = await host.workbench.rows(session)), log))) return;
  const target = await containerOf(argument, rows, SUITS[command]);
  if (target === undefined) return;
  const row = rows.find(({ id }) => id === target.id);
  const context = { session, log };
  switch (command) {
    case COMMANDS.startContainer:
      return start(context, target);
    case COMMANDS.stopContainer:
      return stop(context, target);
    case COMMANDS.restartContainer:
      return restart(context, target);
    case COMMANDS.killContainer:
      return kill(context, target);
    case COMMANDS.removeContainer:
      return remove(context, target);
    case COMMANDS.showContainerLogs:
      return host.logs.show(session, target.id);
    case COMMANDS.openContainerShell:
      return openShell(context, target);
    case COMMANDS.openInBrowser:
      return openInBrowser(context, row ?? { name: target.name, ports: [] });
    case COMMANDS.inspectContainer:
      await attempt(async () => {
        const json = JSON.stringify(await session.engine.inspectRaw(target.id), undefined, 2);
        await host.documents.show(target.id, `${target.name}.json`, `${json}\n`);
      }, log);
      return;
    case COMMANDS.copyContainerId:
      return copyId(target);
    case COMMANDS.goToService:
      return goToService(row?.compose, host.reach.server);
    default:
      return attachEditor(context, target);
  }
}

const isUp = ({ state }: Container): boolean =>
  state === "running" || state === "paused" || state === "restarting";
const any = (): boolean => true;

/** For which containers the palette offers a command. */
const SUITS: Readonly<Record<ContainerCommand, (row: Container) => boolean>> = {
  [COMMANDS.startContainer]: (row) => !isUp(row),
  [COMMANDS.stopContainer]: isUp,
  [COMMANDS.restartContainer]: isUp,
  [COMMANDS.killContainer]: isUp,
  [COMMANDS.removeContainer]: any,
  [COMMANDS.showContainerLogs]: any,
  [COMMANDS.openContainerShell]: isUp,
  [COMMANDS.openInBrowser]: ({ ports }) => ports.some(({ hostPort }) => hostPort !== undefined),
  [COMMANDS.inspectContainer]: any,
  [COMMANDS.copyContainerId]: any,
  [COMMANDS.goToService]: ({ compose }) => compose !== undefined && compose.files.length > 0,
  [COMMANDS.attachEditor]: isUp,
};

async function within(viewId: string, work: () => Promise<void>): Promise<void> {
  await window.withProgress({ location: { viewId } }, work);
}
