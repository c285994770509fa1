import * as l10n from "@vscode/l10n";
import type { Problem } from "../../problem.ts";
import type { ProgramResult } from "../../services.ts";
import type { GpuNote, GpuSnapshot } from "../model.ts";
import { toolProblem, withSaid } from "../tool.ts";
import type { ToolRun } from "../tool.ts";
import { amdDriver, amdSmiGpus } from "./amd-smi.ts";
import { jsonIn } from "./json.ts";
import type { Json } from "./json.ts";
import { ROCM_QUERY, rocmDriver, rocmGpus, rocmProcesses } from "./rocm-smi.ts";

/** Reads AMD GPUs through amd-smi, asking only once for what does not change. */
export class AmdSmiReader {
  readonly #fixed = new Map<"list" | "static", Json>();
  #asked = 0;

  async read(run: ToolRun, inContainer: boolean, at: number): Promise<GpuSnapshot | Problem> {
    const answer = await run(["metric", "--json"]);
    const metric = answered(answer);
    if (metric === undefined) return amdFailure("amd-smi", answer);
    await this.#ask(run);
    const fixed = { list: this.#fixed.get("list"), static: this.#fixed.get("static") };
    const process = answered(await run(["process", "--json"]));
    const gpus = amdSmiGpus({ ...fixed, metric, process });
    if (gpus === undefined) return amdFailure("amd-smi", answer);
    if (gpus.length === 0) return noGpu();
    const none = gpus.every(({ processes }) => processes.length === 0);
    return {
      at,
      gpus,
      driver: amdDriver(fixed.static),
      processesHidden: process === undefined || (inContainer && none),
      notes: gpus.flatMap(({ uuid, memory }): readonly GpuNote[] =>
        memory.kind === "unified" ? [{ id: "unified-memory", message: unified(), gpu: uuid }] : [],
      ),
    };
  }

  async #ask(run: ToolRun): Promise<void> {
    if (this.#asked === ATTEMPTS) return;
    this.#asked += 1;
    for (const part of ["list", "static"] as const) {
      if (this.#fixed.has(part)) continue;
      const json = answered(await run([part, "--json"]));
      if (json !== undefined) this.#fixed.set(part, json);
    }
    if (this.#fixed.size === 2) this.#asked = ATTEMPTS;
  }
}

/** How often names and identities are asked for where there is no answer; amd-smi is slow. */
const ATTEMPTS = 3;

/** Reads AMD GPUs through rocm-smi, which ROCm before 6 has alone. */
export async function readRocm(run: ToolRun, at: number): Promise<GpuSnapshot | Problem> {
  const result = await run(ROCM_QUERY);
  const answer = answered(result);
  const processes = rocmProcesses(answered(await run(["--showpids", "--json"])));
  const gpus = rocmGpus(answer, processes);
  if (gpus === undefined) return amdFailure("rocm-smi", result);
  const unplaced = gpus.length > 1 && processes?.length !== 0;
  return {
    at,
    gpus,
    driver: rocmDriver(answer),
    processesHidden: unplaced || processes === undefined,
    notes: [],
  };
}

/** What a tool of AMD printed in place of JSON. */
export function amdFailure(tool: "amd-smi" | "rocm-smi", result: ProgramResult): Problem {
  const own = toolProblem(tool, result);
  if (own !== undefined) return own;
  const text = `${result.stdout.slice(0, 16_384)}\n${result.stderr.slice(0, 16_384)}`;
  const known = FAILURES.find(({ pattern }) => pattern.test(text))?.problem();
  if (known !== undefined) return withSaid(known, text);
  return withSaid(
    result.code === 0
      ? {
          id: "gpu-output-unreadable",
          message: l10n.t("{0} answered in a way that this version cannot read.", tool),
          remedy: l10n.t("Check which program {0} on the PATH is, and report the output below.", tool),
        }
      : {
          id: "gpu-tool-failed",
          message: l10n.t("{0} failed.", tool),
          remedy: l10n.t("Run {0} in a terminal to see what it lacks.", tool),
        },
    text,
  );
}

function unified(): string {
  return l10n.t(
    "CPU and GPU share one memory: its figures count what is reserved for the GPU and what it can borrow.",
  );
}

function noGpu(): Problem {
  return {
    id: "gpu-none",
    message: l10n.t("amd-smi finds no GPU."),
    remedy: l10n.t("Check that the amdgpu driver supports the GPU of this machine."),
  };
}

const FAILURES: readonly { readonly pattern: RegExp; readonly problem: () => Problem }[] = [
  {
    pattern:
      /permission denied|no permission|AMDSMI_STATUS_NO_PERM|\brender\b.*\bgroup\b|\bgroup\b.*\brender\b/i,
    problem: () => ({
      id: "gpu-no-permission",
      message: l10n.t("This user may not use the devices of the AMD GPU."),
      remedy: l10n.t("Add this user to the groups render and video, and log in again."),
    }),
  },
  {
    pattern:
      /driver not (?:initialized|loaded)|amdgpu not found|AMDSMI_STATUS_DRIVER_NOT_LOADED|AMDSMI_STATUS_NOT_INIT\b/i,
    problem: () => ({
      id: "driver-not-loaded",
      message: l10n.t("The amdgpu driver is not loaded."),
      remedy: l10n.t("Load it with modprobe amdgpu, or install it for the kernel that runs."),
    }),
  },
  {
    pattern: /no (?:amd )?(?:gpus?|devices?)\b.*(?:found|available)|no supported devices/i,
    problem: () => ({ ...noGpu(), message: l10n.t("The tool of AMD finds no GPU.") }),
  },
];

function answered(result: ProgramResult): Json | undefined {
  return result.outcome === "exited" && result.code === 0 ? jsonIn(result.stdout) : undefined;
}
