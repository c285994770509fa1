import type { Disposable, LogOutputChannel, OutputChannel } from "vscode";
import { ProgressLocation, l10n, window } from "vscode";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import { LogLines } from "../../../workbench/src/docker/logs.ts";
import { systemPrograms } from "../../../workbench/src/exec/programs.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import { commandLine } from "../live/command-line.ts";
import { runDocker } from "../live/docker-run.ts";
import { buildStep } from "../live/images.ts";
import { inert } from "../live/inert.ts";

/** A command that a person waits for. */
export interface DockerRun {
  readonly words: readonly string[];
  readonly endpoint: Endpoint;
  readonly cwd?: string;
  readonly title: string;
  /** What is said of it when it fails: one sentence. */
  readonly failure: string;
}

/** Runs the docker command with progress and cancel; its output goes to a channel, its failure to a notification. */
export class DockerRuns implements Disposable {
  readonly #log: LogOutputChannel;
  #channel: OutputChannel | undefined;

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  /** What the command printed; undefined where it failed, which is told, or was cancelled. */
  async run({ title, ...call }: DockerRun): Promise<string | undefined> {
    this.#channel ??= window.createOutputChannel(l10n.t("ML Containers: Docker"), "log");
    const channel = this.#channel;
    channel.clear();
    channel.appendLine(`> ${visible(commandLine(call.words))}`);
    const options = { location: ProgressLocation.Notification, title: inert(title), cancellable: true };
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
      return runDocker(systemPrograms, { ...call, heard, signal: control.signal });
    });
    if (answer === undefined || typeof answer === "string") return answer;
    void this.#tell(answer, channel);
    return undefined;
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  /** The last lines of the output stand beside what to do: often they say it all. */
  async #tell({ message, remedy, said }: Problem, channel: OutputChannel): Promise<void> {
    this.#log.warn([message, remedy, said ?? ""].join(" "));
    const show = l10n.t("Show Output");
    const last = said?.replaceAll("\n", " ").slice(-300);
    const text =
      last === undefined
        ? `${message} ${remedy}`
        : l10n.t("{0} {1} It ended with: {2}", message, remedy, last);
    if ((await window.showErrorMessage(inert(text), show)) === show) channel.show(true);
  }
}
