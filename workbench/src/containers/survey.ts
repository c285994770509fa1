import type { ContainerDetails, Engine, StatsSample } from "../docker/engine.ts";
import { EngineError } from "../docker/engine.ts";
import { LogLines } from "../docker/logs.ts";
import type { GpuSnapshot } from "../gpus/model.ts";
import { holders, useByContainer } from "../join/join.ts";
import { containersOfPids } from "../join/resolve.ts";
import type { Clock, Disk } from "../services.ts";
import { inTurns } from "../in-turns.ts";
import type { Container, Progress } from "./model.ts";
import { ProgressReader } from "./progress/reader.ts";
import type { Live } from "./row.ts";
import { containerRow } from "./row.ts";
import { cpuPercent } from "./stats.ts";

export interface SurveyServices {
  readonly engine: Engine;
  /** Of the engine's machine; undefined where that is another one. */
  readonly disk: Disk | undefined;
  readonly clock: Clock;
}

/**
 * Every container once, with live figures of the running ones: what `ps` shows. Rejects with an EngineError where the list cannot
 * be had; a container that goes away meanwhile keeps what the list said.
 */
export async function surveyContainers(
  { engine, disk, clock }: SurveyServices,
  gpus: GpuSnapshot | undefined,
): Promise<readonly Container[]> {
  const listed = await engine.list();
  const running = listed.filter(({ state }) => state === "running" || state === "paused");
  const pids = gpus?.gpus.flatMap(({ processes }) => processes.map(({ pid }) => pid)) ?? [];
  const containerOf = await containersOfPids(pids, { disk, engine, running });
  const use = gpus === undefined ? undefined : useByContainer(holders(gpus, containerOf));
  return inTurns(listed, AT_ONCE, async (summary) => {
    const details = await orNothing(engine.inspect(summary.id));
    const live =
      running.includes(summary) && details !== undefined ? await liveOf(engine, clock, details) : {};
    return containerRow(summary, details, {
      ...live,
      gpuUse: gpus?.gpus.length === 0 ? undefined : use?.get(summary.id),
    });
  });
}

/** Requests to an engine at a time. */
const AT_ONCE = 8;

/** Milliseconds to wait for a second sample: engines take one a second. */
const SAMPLE_LIMIT = 4_000;

/** Log lines in which the newest progress is looked for. */
const TAIL = 60;

async function liveOf(engine: Engine, clock: Clock, details: ContainerDetails): Promise<Live> {
  const [samples, progress] = await Promise.all([
    twoSamples(engine, clock, details.id),
    progressOf(engine, clock, details),
  ]);
  const newest = samples.at(-1);
  return {
    cpuPercent: newest && cpuPercent(samples.at(-2), newest),
    memoryBytes: newest?.memoryBytes,
    progress,
  };
}

function twoSamples(engine: Engine, clock: Clock, id: string): Promise<readonly StatsSample[]> {
  return new Promise((resolve) => {
    const samples: StatsSample[] = [];
    const finish = (): void => {
      stream.dispose();
      timer.dispose();
      resolve(samples);
    };
    const timer = clock.after(SAMPLE_LIMIT, finish);
    const stream = engine.stats(
      id,
      (sample) => {
        samples.push(sample);
        if (samples.length === 2) finish();
      },
      finish,
    );
  });
}

function progressOf(
  engine: Engine,
  clock: Clock,
  { id, tty }: ContainerDetails,
): Promise<Progress | undefined> {
  return new Promise((resolve) => {
    const reader = new ProgressReader();
    const lines = new LogLines();
    const finish = (): void => {
      stream.dispose();
      timer.dispose();
      for (const line of lines.end()) reader.feed(line);
      resolve(reader.current);
    };
    const timer = clock.after(SAMPLE_LIMIT, finish);
    const stream = engine.logs(
      id,
      { tail: TAIL, follow: false, tty },
      (text) => {
        for (const line of lines.push(text)) reader.feed(line);
      },
      finish,
    );
  });
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
