import * as l10n from "@vscode/l10n";
import type { Problem } from "../problem.ts";
import type { Clock, Disk, ProgramResult, Programs } from "../services.ts";
import { AmdSmiReader, readRocm } from "./amd/reader.ts";
import { combined } from "./combine.ts";
import { MachineReader } from "./machine.ts";
import type { GpuMachine, PciGpu } from "./machine.ts";
import type { GpuSnapshot } from "./model.ts";
import { NvidiaReader } from "./nvidia/reader.ts";
import { asleep, noTool } from "./problems.ts";
import type { ToolRun } from "./tool.ts";

export interface GpuReadOptions {
  readonly signal?: AbortSignal;
  /** Slices of MIG, the slice of each process, and graphics: costs a far larger output. */
  readonly details?: boolean;
  /** Reads a GPU that sleeps as well, and so wakes it. */
  readonly wake?: boolean;
}

export interface GpuSourceOptions {
  /** Milliseconds for one call of a tool, of which a reading makes two to five; 5,000 unless said. */
  readonly timeout?: number;
}

/**
 * The GPUs of this machine, through the tools of their vendors. Readings never overlap: a second one waits for the first. A reading answers
 * with a Problem where nothing could be read, and never rejects.
 */
export class GpuSource {
  readonly #programs: Programs;
  readonly #machine: MachineReader;
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #nvidia = new NvidiaReader();
  readonly #amd = new AmdSmiReader();
  /** Tools that are not there, while another one answers: looking for them anew each time would start a process in vain. */
  readonly #missing = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(programs: Programs, disk: Disk, clock: Clock, options: GpuSourceOptions = {}) {
    this.#programs = programs;
    this.#machine = new MachineReader(disk);
    this.#clock = clock;
    this.#timeout = options.timeout ?? 5_000;
  }

  read(options: GpuReadOptions = {}): Promise<GpuSnapshot | Problem> {
    const reading = this.#last.then(() => this.#read(options));
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  async #read(options: GpuReadOptions): Promise<GpuSnapshot | Problem> {
    if (options.wake === true) this.#missing.clear();
    const machine = await this.#machine.read();
    const answers = await Promise.all([
      this.#ofVendor("nvidia", machine, options),
      this.#ofVendor("amd", machine, options),
    ]);
    const answer = combined(answers.flatMap((answer) => answer ?? []));
    if (answer === undefined || "id" in answer) this.#missing.clear();
    return answer ?? noTool(machine.devices);
  }

  /** Undefined where no tool of that vendor is installed. */
  #ofVendor(
    vendor: PciGpu["vendor"],
    machine: GpuMachine,
    options: GpuReadOptions,
  ): Promise<GpuSnapshot | Problem | undefined> {
    const own = machine.devices?.filter((device) => device.vendor === vendor) ?? [];
    if (options.wake !== true && own.length > 0 && own.every(({ suspended }) => suspended)) {
      return Promise.resolve(asleep(vendor));
    }
    return vendor === "nvidia" ? this.#readNvidia(machine, own, options) : this.#readAmd(machine, options);
  }

  async #readNvidia(
    machine: GpuMachine,
    devices: readonly PciGpu[],
    options: GpuReadOptions,
  ): Promise<GpuSnapshot | Problem | undefined> {
    const at = this.#clock.now();
    const place = {
      wsl: machine.wsl,
      inContainer: machine.inContainer,
      host: machine.memory,
      busIds: devices.map(({ address }) => address),
    };
    for (const tool of ["nvidia-smi", WSL_TOOL]) {
      const run = this.#tool(tool, options.signal);
      const answer = await this.#nvidia.read(run, place, at, options.details === true);
      if (!isMissing(answer)) return withCost(answer, this.#clock.now() - at);
      if (!machine.wsl) return undefined;
    }
    return undefined;
  }

  async #readAmd(machine: GpuMachine, options: GpuReadOptions): Promise<GpuSnapshot | Problem | undefined> {
    const at = this.#clock.now();
    const answer = await this.#amd.read(this.#tool("amd-smi", options.signal), machine.inContainer, at);
    if (!isMissing(answer)) return answer;
    const older = await readRocm(this.#tool("rocm-smi", options.signal), at);
    return isMissing(older) ? undefined : older;
  }

  #tool(tool: string, signal: AbortSignal | undefined): ToolRun {
    return async (words, limit): Promise<ProgramResult> => {
      if (this.#missing.has(tool)) return { outcome: "missing", code: undefined, stdout: "", stderr: "" };
      const result = await this.#programs.run([tool, ...words], {
        timeout: this.#timeout,
        ...(limit === undefined ? {} : { limit }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (result.outcome === "missing") this.#missing.add(tool);
      return result;
    };
  }
}

/** Where WSL puts the tool of the driver of Windows; it is not on every PATH. */
const WSL_TOOL = "/usr/lib/wsl/lib/nvidia-smi";

function isMissing(answer: GpuSnapshot | Problem): boolean {
  return "id" in answer && answer.id === "gpu-tool-missing";
}

/** Milliseconds from which a reading is called slow: without persistence, the driver starts for each one. */
const SLOW = 1_000;

function withCost(answer: GpuSnapshot | Problem, took: number): GpuSnapshot | Problem {
  if ("id" in answer || took < SLOW || !answer.gpus.some(({ persistence }) => persistence === false))
    return answer;
  const message = l10n.t(
    "Persistence mode is off, and reading takes long: the driver may start for each reading. nvidia-smi -pm 1 keeps it loaded.",
  );
  return { ...answer, notes: [...answer.notes, { id: "no-persistence", message }] };
}
