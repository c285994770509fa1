import type { ContainerDetails, Engine, StatsSample } from "../docker/engine.ts";
import { EngineError } from "../docker/engine.ts";
import { LogLines } from "../docker/logs.ts";
import type { Clock, Disposable } from "../services.ts";
import { ProgressReader } from "./progress/reader.ts";
import type { Live } from "./row.ts";
import { DF_ARGV, readDf } from "./shm.ts";
import { cpuPercent } from "./stats.ts";

/**
 * Live figures of one running container while somebody sees its row: stats and log streams, and now and then the use of its shared memory.
 * What ends by itself stays ended: the list then says why.
 */
export class RowWatch implements Disposable {
  readonly startedAt: number | undefined;
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #id: string;
  readonly #changed: () => void;
  readonly #streams: readonly Disposable[];
  readonly #reader = new ProgressReader();
  readonly #lines = new LogLines();
  #sample: StatsSample | undefined;
  #cpu: number | undefined;
  #shm: number | undefined;
  #timer: Disposable | undefined;
  #isDisposed = false;

  constructor(
    services: { readonly engine: Engine; readonly clock: Clock },
    details: ContainerDetails,
    changed: () => void,
  ) {
    this.#engine = services.engine;
    this.#clock = services.clock;
    this.#id = details.id;
    this.#changed = changed;
    this.startedAt = details.startedAt;
    this.#streams = [
      this.#engine.stats(details.id, (sample) => this.#takeSample(sample), ended),
      this.#engine.logs(
        details.id,
        { tail: TAIL, follow: true, tty: details.tty },
        (text) => this.#takeLog(text),
        ended,
      ),
    ];
    if (hasOwnShm(details)) void this.#askShm();
  }

  get live(): Live {
    return {
      cpuPercent: this.#cpu,
      memoryBytes: this.#sample?.memoryBytes,
      shmUsedBytes: this.#shm,
      progress: this.#reader.current,
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.dispose();
    for (const stream of this.#streams) stream.dispose();
  }

  #takeSample(sample: StatsSample): void {
    this.#cpu = cpuPercent(this.#sample, sample) ?? this.#cpu;
    this.#sample = sample;
    this.#changed();
  }

  #takeLog(text: string): void {
    const before = this.#reader.current;
    for (const line of this.#lines.push(text)) this.#reader.feed(line);
    // A bar that is drawn again and again completes no line.
    this.#reader.feed(this.#lines.open);
    if (this.#reader.current !== before) this.#changed();
  }

  async #askShm(): Promise<void> {
    try {
      const { outcome, code, stdout } = await this.#engine.exec(this.#id, DF_ARGV, {
        timeout: 5_000,
        limit: 10_000,
      });
      if (this.#isDisposed) return;
      // An image without df is not asked again.
      if (outcome !== "exited" || code !== 0) return;
      this.#shm = readDf(stdout)?.usedBytes;
      this.#changed();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    if (!this.#isDisposed) this.#timer = this.#clock.after(SHM_PAUSE, () => void this.#askShm());
  }
}

/** Why a stream ended is told by the list. */
function ended(): void {}

/** Log lines that are read before those that come. */
const TAIL = 60;

/** Milliseconds between two looks at /dev/shm: each is a process in the container. */
const SHM_PAUSE = 30_000;

function hasOwnShm({ ipcMode, shmBytes }: ContainerDetails): boolean {
  return (shmBytes ?? 0) > 0 && !/^(?:host|none|container:)/.test(ipcMode ?? "");
}
