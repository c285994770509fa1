import type { Engine } from "../../docker/engine.ts";
import type { GpuSnapshot } from "../../gpus/model.ts";
import type { Problem } from "../../problem.ts";
import type { Clock, Disk, Programs } from "../../services.ts";

/** What the report asks of the machine. The engine stays the caller's: it is not disposed. */
export interface DoctorServices {
  readonly programs: Programs;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** As `process.platform`. */
  readonly platform: string;
  /** The user's number; undefined on Windows. */
  readonly uid: number | undefined;
  /** One reading of all vendors' GPUs, which may wake them; undefined where there is nothing to ask. */
  readonly gpus?: () => Promise<GpuSnapshot | Problem>;
  /** Rejects with an EngineError where there is none. */
  readonly engine: () => Promise<Engine>;
}
