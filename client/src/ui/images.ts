import type { LogOutputChannel, Memento } from "vscode";
import { Uri, l10n, window, workspace } from "vscode";
import { systemPrograms } from "../../../workbench/src/exec/programs.ts";
import { runDocker } from "../live/docker-run.ts";
import type { EngineSession } from "../live/engine-session.ts";
import { buildWords, imageName, imageSettings, isImageName, runWords } from "../live/images.ts";
import { remember, remembered } from "../live/image-names.ts";
import { askBuild, askImage, outlineOf } from "./build-form.ts";
import type { DockerRuns } from "./docker-runs.ts";
import type { LanguageServer } from "./language-server.ts";
import { showProblem } from "./notify.ts";
import type { RunnableImage } from "./run-form.ts";
import { askRun } from "./run-form.ts";
import type { WorkbenchHost } from "./workbench.ts";

/** What commands need besides the engine: who reads files, and what is kept with the workspace. */
export interface Reach {
  readonly server: LanguageServer;
  readonly memory: Memento;
}

/** A Dockerfile, the open one where none is given, and the stage that a build ends with: empty for the last one. */
export interface StageAt {
  readonly file: Uri | undefined;
  readonly stage: string | undefined;
}

/** Builds images and starts containers with GPUs, with the docker command and the engine of the views. */
export class Images {
  readonly #host: WorkbenchHost;
  readonly #docker: DockerRuns;
  readonly #log: LogOutputChannel;

  constructor(host: WorkbenchHost, docker: DockerRuns, log: LogOutputChannel) {
    this.#host = host;
    this.#docker = docker;
    this.#log = log;
  }

  /** Asks for what a build needs, builds, and offers to start a container of what was built. */
  async buildAndOffer(file: Uri | undefined, stage: string | undefined): Promise<void> {
    const dockerfile = file ?? window.activeTextEditor?.document.uri;
    if (dockerfile?.scheme !== "file") {
      void window.showInformationMessage(l10n.t("Open a Dockerfile that is kept on this machine first."));
      return;
    }
    const image = await this.#build(dockerfile, stage === "" ? undefined : stage);
    if (image === undefined) return;
    const run = l10n.t("Run with GPUs…");
    if ((await window.showInformationMessage(l10n.t("{0} was built.", image), run)) === run) {
      await this.#run(image, dockerfile);
    }
  }

  /** Asks for the image, proposing what a Dockerfile was built to, and starts a container of it. */
  async run({ file }: StageAt): Promise<void> {
    const proposed = file === undefined ? remembered(this.#kept) : this.#nameFor(file);
    const image = await askImage(proposed);
    if (image !== undefined) await this.#run(image, file);
  }

  async #build(dockerfile: Uri, stage: string | undefined): Promise<string | undefined> {
    const session = await this.#session();
    if (session === undefined) return undefined;
    const build = await askBuild(this.#host.reach.server, dockerfile, stage, this.#nameFor(dockerfile));
    if (build === undefined) return undefined;
    const document = workspace.textDocuments.find(({ uri }) => uri.toString() === dockerfile.toString());
    if (document?.isDirty === true && !(await document.save())) return undefined;
    const { image } = build;
    await this.#host.reach.memory.update(NAMES, remember(this.#kept, dockerfile.toString(), image));
    const { endpoint } = session;
    const title = l10n.t("Building {0}", image);
    const failure = l10n.t("The image {0} could not be built.", image);
    const answer = await this.#docker.run({ words: buildWords(build), title, failure, endpoint });
    return answer === undefined ? undefined : image;
  }

  /** Starts a container and shows its log. */
  async #run(image: string, dockerfile: Uri | undefined): Promise<void> {
    const session = await this.#session();
    if (session === undefined) return;
    const known = await this.#look(session, image, dockerfile);
    const run = await askRun(known, this.#host.workbench, session.endpoint);
    if (run === undefined) return;
    const title = l10n.t("Starting {0}", image);
    const failure = l10n.t("No container of {0} could be started.", image);
    const { endpoint } = session;
    const printed = await this.#docker.run({ words: runWords(run), title, failure, endpoint });
    const id = printed === undefined ? undefined : /^[0-9a-f]{64}$/m.exec(printed)?.[0];
    if (id !== undefined) await this.#host.logs.show(session, id);
  }

  /** What the engine says of the image; of one that it does not have, what the Dockerfile says. */
  async #look(
    { endpoint }: EngineSession,
    image: string,
    dockerfile: Uri | undefined,
  ): Promise<RunnableImage> {
    const words = ["docker", "image", "inspect", "--", image];
    const signal = AbortSignal.timeout(10_000);
    const printed = await runDocker(systemPrograms, { words, endpoint, signal, failure: "" });
    const settings = typeof printed === "string" ? imageSettings(printed) : undefined;
    if (settings !== undefined) return { image, dockerfile, ...settings };
    const outline =
      dockerfile === undefined ? undefined : await outlineOf(this.#host.reach.server, dockerfile, undefined);
    const { workdir, ports = [] } = outline?.needs ?? {};
    return { image, dockerfile, workdir, ports };
  }

  /** What the Dockerfile was built to last, else a name after its folder. */
  #nameFor(dockerfile: Uri): string {
    const last = remembered(this.#kept, dockerfile.toString());
    if (last !== undefined && isImageName(last)) return last;
    return imageName(Uri.joinPath(dockerfile, "..").path.split("/").at(-1) ?? "");
  }

  get #kept(): unknown {
    return this.#host.reach.memory.get(NAMES);
  }

  async #session(): Promise<EngineSession | undefined> {
    const session = await this.#host.workbench.session();
    if (!("message" in session)) return session;
    await showProblem(session, this.#log);
    return undefined;
  }
}

/** The key of the workspace's memory. */
const NAMES = "imageNames";
