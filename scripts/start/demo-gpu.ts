/** What the stand-in for nvidia-smi answers from, as far as the demo changes it. */
export interface Scenario {
  readonly "nvidia-smi": {
    readonly gpus: readonly Readonly<Record<string, string>>[];
    /** UUID, PID, name and memory of each process. */
    readonly apps: readonly (readonly string[])[];
  };
}

export interface GpuProcess {
  readonly pid: string;
  readonly name: string;
}

/** Seconds in which the load rises and falls once. */
const WAVE = 180;

/**
 * A fixture whose processes are the ones of the demo's containers, and whose GPU works more and less as time goes by. `processes` take the
 * places of the fixture's own, whose memory they have; those beyond are left out. `at` in milliseconds.
 */
export function scenarioAt(fixture: Scenario, processes: readonly GpuProcess[], at: number): Scenario {
  const { gpus, apps } = fixture["nvidia-smi"];
  const load = 0.7 + 0.25 * Math.sin((at / 1_000 / WAVE) * 2 * Math.PI);
  return {
    ...fixture,
    "nvidia-smi": {
      ...fixture["nvidia-smi"],
      gpus: gpus.map((gpu) =>
        Object.assign({}, gpu, {
          "utilization.gpu": `${Math.round(load * 100)} %`,
          "power.draw": `${(60 + load * 380).toFixed(2)} W`,
          "temperature.gpu": String(Math.round(40 + load * 35)),
          "memory.used": `${Math.round(14_000 + load * 4_500)} MiB`,
        }),
      ),
      apps: processes.flatMap(({ pid, name }, index) => {
        const [uuid, , , memory] = apps[index] ?? [];
        return uuid === undefined || memory === undefined ? [] : [[uuid, pid, name, memory]];
      }),
    },
  };
}
