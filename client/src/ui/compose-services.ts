import type { LogOutputChannel } from "vscode";
import { Uri, l10n, window, workspace } from "vscode";
import type { ComposeServices } from "../../../server/src/protocol.ts";
import { COMPOSE_SERVICES } from "../../../server/src/protocol.ts";
import type { Container } from "../../../workbench/src/containers/model.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import type { ServiceTarget } from "../live/compose-run.ts";
import { buildServiceWords, upWords } from "../live/compose-run.ts";
import type { EngineSession } from "../live/engine-session.ts";
import { inert, withoutIcons } from "../live/inert.ts";
import type { DockerRuns } from "./docker-runs.ts";
import { attempt, showProblem } from "./notify.ts";
import type { WorkbenchHost } from "./workbench.ts";

/** A service of a compose file. */
export interface ServiceAt {
  readonly file: Uri;
  readonly service: string;
}

/** Starts and builds single services of compose files with the docker command and the engine of the views, and shows their logs. */
export class ComposeServiceRuns {
  readonly #host: WorkbenchHost;
  readonly #docker: DockerRuns;
  readonly #log: LogOutputChannel;

  constructor(host: WorkbenchHost, docker: DockerRuns, log: LogOutputChannel) {
    this.#host = host;
    this.#docker = docker;
    this.#log = log;
  }

  async up(given: ServiceAt | undefined): Promise<void> {
    const chosen = await this.#choose(given);
    if (chosen === undefined) return;
    const { session, target, name } = chosen;
    const isDone = await this.#run(session, target, {
      words: upWords(target),
      title: l10n.t("Starting {0}", name),
      failure: l10n.t("The service {0} could not be started.", name),
    });
    if (!isDone) return;
    const logs = l10n.t("Show Logs");
    const answer = await window.showInformationMessage(inert(l10n.t("{0} was started.", name)), logs);
    if (answer === logs) await this.#showLogs(session, target, name);
  }

  async build(given: ServiceAt | undefined): Promise<void> {
    const chosen = await this.#choose(given);
    if (chosen === undefined) return;
    const { session, target, name } = chosen;
    const isDone = await this.#run(session, target, {
      words: buildServiceWords(target),
      title: l10n.t("Building {0}", name),
      failure: l10n.t("The service {0} could not be built.", name),
    });
    if (isDone) void window.showInformationMessage(inert(l10n.t("{0} was built.", name)));
  }

  async logs(given: ServiceAt | undefined): Promise<void> {
    const chosen = await this.#choose(given);
    if (chosen !== undefined) await this.#showLogs(chosen.session, chosen.target, chosen.name);
  }

  async #run(
    { endpoint }: EngineSession,
    { files }: ServiceTarget,
    about: { readonly words: readonly string[]; readonly title: string; readonly failure: string },
  ): Promise<boolean> {
    const dirty = workspace.textDocuments.filter((one) => one.isDirty && files.includes(slashed(one.uri)));
    for (const document of dirty) if (!(await document.save())) return false;
    const cwd = Uri.joinPath(Uri.file(files[0] ?? ""), "..").fsPath;
    return (await this.#docker.run({ ...about, endpoint, cwd })) !== undefined;
  }

  async #showLogs(session: EngineSession, { files, service }: ServiceTarget, name: string): Promise<void> {
    let rows: readonly Container[] = [];
    if (!(await attempt(async () => void (rows = await this.#host.workbench.rows(session)), this.#log)))
      return;
    const own = rows.filter(
      ({ compose }) =>
        compose?.service === service && compose.files.some((file) => files.includes(slashed(Uri.file(file)))),
    );
    const row = own.find(({ state }) => state === "running") ?? own[0];
    if (row === undefined) {
      const message = l10n.t("The service {0} has no container. Start it first.", name);
      void window.showInformationMessage(inert(message));
      return;
    }
    await this.#host.logs.show(session, row.id);
  }

  /** Which service, of the file that is open where none is given; undefined where a person breaks off or there is none. */
  async #choose(
    given: ServiceAt | undefined,
  ): Promise<
    { readonly session: EngineSession; readonly target: ServiceTarget; readonly name: string } | undefined
  > {
    const file = given?.file ?? window.activeTextEditor?.document.uri;
    const params = { textDocument: { uri: file?.toString() ?? "" } };
    const found = await this.#host.reach.server.ask<ComposeServices | null>(COMPOSE_SERVICES, params);
    const services = found?.services ?? [];
    const service =
      given === undefined ? await pick(services) : services.find(({ name }) => name === given.service);
    if (found === undefined || found === null || service === undefined) {
      if (services.length === 0 || given !== undefined) {
        void window.showInformationMessage(l10n.t("Open a compose file that has such a service first."));
      }
      return undefined;
    }
    const session = await this.#host.workbench.session();
    if ("message" in session) {
      await showProblem(session, this.#log);
      return undefined;
    }
    const { name, profiles } = service;
    return {
      session,
      target: { files: found.files, service: name, profiles },
      name: visible(name).slice(0, 100),
    };
  }
}

async function pick(
  services: ComposeServices["services"],
): Promise<ComposeServices["services"][number] | undefined> {
  if (services.length === 0) return undefined;
  const items = services.map((service) => ({ label: withoutIcons(visible(service.name)), service }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which service?") }))?.service;
}

/** A path as the language server writes it. */
function slashed({ fsPath }: Uri): string {
  return fsPath.replaceAll("\\", "/");
}
