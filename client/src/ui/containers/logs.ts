import type { Disposable, LogOutputChannel, OutputChannel } from "vscode";
import { l10n, window } from "vscode";
import { systemClock } from "../../../../workbench/src/exec/clock.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import type { EngineSession } from "../../live/engine-session.ts";
import { LogText } from "../../live/log-text.ts";
import { attempt } from "../notify.ts";

interface Followed {
  readonly channel: OutputChannel;
  /** Ends the stream; undefined once it has ended. */
  stop: (() => void) | undefined;
}

/** The logs of containers, each followed in a channel of its own until the container stops. */
export class ContainerLogs implements Disposable {
  readonly #log: LogOutputChannel;
  readonly #followed = new Map<string, Followed>();

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  /** Shows the channel, and follows the log where that is not done already. */
  async show({ engine }: EngineSession, id: string): Promise<void> {
    const known = this.#followed.get(id);
    known?.channel.show(true);
    if (known?.stop !== undefined) return;
    await attempt(async () => {
      const { name, tty } = await engine.inspect(id);
      const followed = known ?? this.#add(id, name);
      followed.channel.clear();
      followed.channel.show(true);
      const text = new LogText(
        {
          append: (more) => followed.channel.append(more),
          replace: (all) => followed.channel.replace(all),
        },
        systemClock,
      );
      const stream = engine.logs(
        id,
        { tail: TAIL, follow: true, tty },
        (chunk) => text.push(chunk),
        (error) => {
          followed.stop = undefined;
          text.end(
            error === undefined
              ? l10n.t("[The log ends here.]")
              : `[${error.problem.message} ${error.problem.remedy}]`,
          );
        },
      );
      followed.stop = () => {
        stream.dispose();
        text.dispose();
        followed.stop = undefined;
      };
    }, this.#log);
  }

  dispose(): void {
    for (const id of this.#followed.keys()) this.#drop(id);
  }

  #add(id: string, name: string): Followed {
    for (const oldest of this.#followed.keys()) {
      if (this.#followed.size < MOST) break;
      this.#drop(oldest);
    }
    const title = l10n.t("Container {0}", visible(name).slice(0, 100));
    const followed = { channel: window.createOutputChannel(title, "log"), stop: undefined };
    this.#followed.set(id, followed);
    return followed;
  }

  #drop(id: string): void {
    const followed = this.#followed.get(id);
    followed?.stop?.();
    followed?.channel.dispose();
    this.#followed.delete(id);
  }
}

/** Lines of the past that are shown first. */
const TAIL = 1_000;

/** Logs at a time; the oldest goes for a new one. */
const MOST = 8;
