/** The middle and the slow end of a number of runs, in milliseconds. */
export interface Timing {
  readonly median: number;
  readonly p95: number;
}

/** Runs `once` until it has run at least `runs` times, after a warm-up of a third of that. */
export function measure(runs: number, once: () => void): Timing {
  for (let index = 0; index < Math.ceil(runs / 3); index += 1) once();
  return timing(Array.from({ length: runs }, () => elapsed(once)));
}

/** The same for several things by turns, so that what else the machine does meets all of them and ratios hold. */
export function measureInTurn(runs: number, tasks: readonly (() => void)[]): readonly Timing[] {
  for (let index = 0; index < Math.ceil(runs / 3); index += 1) for (const task of tasks) task();
  const times = tasks.map((): number[] => []);
  for (let index = 0; index < runs; index += 1) {
    for (const [at, task] of tasks.entries()) times[at]?.push(elapsed(task));
  }
  return times.map(timing);
}

/** The same for something that takes its time, and after one run for warmth: fewer runs where they take very long. */
export async function measureAsync(runs: number, once: () => Promise<void>): Promise<Timing> {
  const times: number[] = [];
  const begin = performance.now();
  for (let index = -1; index < runs; index += 1) {
    if (times.length >= FEWEST && performance.now() - begin > LONGEST) break;
    const start = performance.now();
    await once();
    if (index >= 0) times.push(performance.now() - start);
  }
  return timing(times);
}

const FEWEST = 3;
/** Milliseconds. */
const LONGEST = 15_000;

/** `12.3 / 14.5`: median and p95. */
export function shown({ median, p95 }: Timing): string {
  return `${digits(median)} / ${digits(p95)}`;
}

function timing(times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

function elapsed(once: () => void): number {
  const start = performance.now();
  once();
  return performance.now() - start;
}

function digits(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0);
}
