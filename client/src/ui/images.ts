import type { Disposable, LogOutputChannel, OutputChannel, Uri } from "vscode";
import { ProgressLocation, l10n, window, workspace } from "vscode";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import { LogLines } from "../../../workbench/src/docker/logs.ts";
import { systemPrograms } from "../../../workbench/src/exec/programs.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import { runDocker } from "../live/docker-run.ts";
import { buildStep, buildWords, isImageName, runWords } from "../live/images.ts";
import { inert } from "../live/inert.ts";
import { showProblem } from "./notify.ts";
import { askBuild, askGpus, askImage } from "./image-questions.ts";
import type { WorkbenchHost } from "./workbench.ts";

/** Builds images and starts containers with GPUs, with the docker command and the engine of the views. */
export class Images implements Disposable {
  readonly #host: WorkbenchHost;
  readonly #log: LogOutputChannel;
  #channel: OutputChannel | undefined;
  /** The image of the last build. */
  #last: string | undefined;

  constructor(host: WorkbenchHost, log: LogOutputChannel) {
    this.#host = host;
    this.#log = log;
  }

  /** Asks for what a build needs, and builds. `stage` comes from a code lens. Gives the image that was built. */
  async build(file: Uri | undefined, stage: string | undefined): Promise<string | undefined> {
    const dockerfile = file ?? window.activeTextEditor?.document.uri;
    if (dockerfile?.scheme !== "file") {
      void window.showInformationMessage(l10n.t("Open a Dockerfile that is kept on this machine first."));
      return undefined;
    }
    const endpoint = await this.#endpoint();
    if (endpoint === undefined) return undefined;
    const build = await askBuild(dockerfile, stage);
    if (build === undefined) return undefined;
    const document = workspace.textDocuments.find(({ uri }) => uri.toString() === dockerfile.toString());
    if (document?.isDirty === true && !(await document.save())) return undefined;
    const title = l10n.t("Building {0}", build.image);
    const failure = l10n.t("The image {0} could not be built.", build.image);
    const answer = await this.#run(buildWords(build), { title, failure, endpoint });
    if (answer === undefined) return undefined;
    this.#last = build.image;
    return build.image;
  }

  /** Offers to start a container of what was built. */
  async buildAndOffer(file: Uri | undefined, stage: string | undefined): Promise<void> {
    const image = await this.build(file, stage);
    if (image === undefined) return;
    const run = l10n.t("Run with GPUs…");
    if ((await window.showInformationMessage(l10n.t("{0} was built.", image), run)) === run) {
      await this.run(image);
    }
  }

  /** Asks for the image where none is given and for the GPUs, starts a container and shows its log. */
  async run(given?: string): Promise<void> {
    const session = await this.#host.workbench.session();
    if ("message" in session) {
      await showProblem(session, this.#log);
      return;
    }
    const image = given !== undefined && isImageName(given) ? given : await askImage(this.#last);
    if (image === undefined) return;
    const gpus = await askGpus(this.#host.workbench, session.endpoint);
    if (gpus === undefined) return;
    const title = l10n.t("Starting {0}", image);
    const failure = l10n.t("No container of {0} could be started.", image);
    const words = runWords(image, gpus.vendor, gpus.choice);
    const printed = await this.#run(words, { title, failure, endpoint: session.endpoint });
    const id = printed === undefined ? undefined : /^[0-9a-f]{64}$/m.exec(printed)?.[0];
    if (id !== undefined) await this.#host.logs.show(session, id);
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  async #endpoint(): Promise<Endpoint | undefined> {
    const session = await this.#host.workbench.session();
    if (!("message" in session)) return session.endpoint;
    await showProblem(session, this.#log);
    return undefined;
  }

  /** What the command printed; undefined where it failed, which is told, or was cancelled. */
  async #run(
    words: readonly string[],
    about: { readonly title: string; readonly failure: string; readonly endpoint: Endpoint },
  ): Promise<string | undefined> {
    this.#channel ??= window.createOutputChannel(l10n.t("ML Containers: Docker"), "log");
    const channel = this.#channel;
    channel.clear();
    const options = {
      location: ProgressLocation.Notification,
      title: inert(about.title),
      cancellable: true,
    };
    const answer = await window.withProgress(options, (progress, token) => {
      const control = new AbortController();
      token.onCancellationRequested(() => control.abort());
      const lines = new LogLines();
      const heard = (text: string): void => {
        for (const line of lines.push(text)) {
          channel.appendLine(line);
          const step = buildStep(line);
          if (step !== undefined) progress.report({ message: inert(step.slice(0, 120)) });
        }
      };
      const { endpoint, failure } = about;
      return runDocker(systemPrograms, { words, endpoint, failure, heard, signal: control.signal });
    });
    if (answer === undefined || typeof answer === "string") return answer;
    await this.#tell(answer, channel);
    return undefined;
  }

  async #tell(problem: Problem, channel: OutputChannel): Promise<void> {
    this.#log.warn([problem.message, problem.remedy, problem.said ?? ""].join(" "));
    const show = l10n.t("Show Output");
    const text = inert(`${problem.message} ${problem.remedy}`);
    if ((await window.showErrorMessage(text, show)) === show) channel.show(true);
  }
}
