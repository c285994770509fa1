import * as l10n from "@vscode/l10n";
import type { Problem } from "../../problem.ts";
import type { ProgramResult } from "../../services.ts";
import type { HostMemory } from "../memory.ts";
import type { GpuProcess, GpuSnapshot } from "../model.ts";
import type { ToolRun } from "../tool.ts";
import { APP_COLUMNS, readApps } from "./apps.ts";
import { smiTable } from "./csv.ts";
import type { SmiTable } from "./csv.ts";
import { listedSlices, withDetails } from "./details.ts";
import { lostGpus, nvidiaFailure } from "./failures.ts";
import { chooseFields, knownFields, refusedField } from "./fields.ts";
import type { ChosenField } from "./fields.ts";
import { lostNote, nvidiaSnapshot } from "./snapshot.ts";
import { readXml } from "./xml.ts";

/** Where nvidia-smi runs. */
export interface NvidiaPlace {
  readonly wsl: boolean;
  /** True in a container, which as a rule does not see the processes of the machine. */
  readonly inContainer: boolean;
  readonly host: HostMemory | undefined;
  /** Addresses of NVIDIA GPUs that the kernel lists, lost ones as well. */
  readonly busIds: readonly string[];
}

/** Reads NVIDIA GPUs through nvidia-smi, and remembers which fields its driver knows. */
export class NvidiaReader {
  #known: ReadonlySet<string> | undefined;
  #probed = false;
  #driver: string | undefined;
  #busIds: readonly string[] = [];
  readonly #refused = new Set<string>();

  async read(run: ToolRun, place: NvidiaPlace, at: number, details: boolean): Promise<GpuSnapshot | Problem> {
    if (!this.#probed) {
      const help = await run(["--help-query-gpu"]);
      if (help.outcome !== "exited") return nvidiaFailure(help);
      this.#known = knownFields(help.stdout);
      this.#probed = this.#known !== undefined;
    }
    const answer = await this.#query(run, place);
    if ("problem" in answer) return answer.problem;
    const apps = await processes(run, place);
    const snapshot = nvidiaSnapshot(answer.fields, answer.table, {
      at,
      wsl: place.wsl,
      host: place.host,
      ...apps,
    });
    if (snapshot.gpus.length === 0) return nvidiaFailure(answer.result);
    this.#remember(snapshot);
    const lost = answer.lost.map((address) => lostNote(address, answer.failed));
    const whole = { ...snapshot, notes: [...snapshot.notes, ...apps.notes, ...lost] };
    return details ? detailed(run, whole) : whole;
  }

  /** A driver that has changed may know other fields. */
  #remember(snapshot: GpuSnapshot): void {
    if (this.#driver !== undefined && this.#driver !== snapshot.driver) {
      this.#probed = false;
      this.#refused.clear();
    }
    this.#driver = snapshot.driver;
    this.#busIds = snapshot.gpus.flatMap(({ busId }) => busId ?? []);
  }

  async #query(run: ToolRun, place: NvidiaPlace): Promise<Answer | { readonly problem: Problem }> {
    for (let attempt = 0; ; attempt += 1) {
      const fields = chooseFields(this.#known, this.#refused);
      const result = await run(queryOf(fields));
      const table = tableOf(result, fields);
      if (table !== undefined) return { fields, table, result, lost: [], failed: "" };
      const refused = refusedField(result.stdout) ?? refusedField(result.stderr);
      if (refused === undefined || this.#refused.has(refused) || attempt === ATTEMPTS) {
        return (await this.#others(run, place, fields, result)) ?? { problem: nvidiaFailure(result) };
      }
      this.#refused.add(refused);
    }
  }

  /** One lost GPU fails the whole query: the others are asked for by their addresses. */
  async #others(
    run: ToolRun,
    place: NvidiaPlace,
    fields: readonly ChosenField[],
    failed: ProgramResult,
  ): Promise<Answer | undefined> {
    const text = `${failed.stdout}\n${failed.stderr}`;
    const lost = lostGpus(text);
    const addresses = place.busIds.length > 0 ? place.busIds : this.#busIds;
    const others = addresses.filter((address) => !lost.some((one) => sameBus(one, address)));
    if (lost.length === 0 || others.length === 0) return undefined;
    const result = await run(["-i", others.join(","), ...queryOf(fields)]);
    const table = tableOf(result, fields);
    return table === undefined ? undefined : { fields, table, result, lost, failed: text };
  }
}

interface Answer {
  readonly fields: readonly ChosenField[];
  readonly table: SmiTable;
  readonly result: ProgramResult;
  /** Addresses of GPUs that were left out, and what nvidia-smi said of them. */
  readonly lost: readonly string[];
  readonly failed: string;
}

/** Fields that one driver may list and refuse all the same. */
const ATTEMPTS = 4;

/** Exit status of an answer that is whole, with a warning that the configuration of a board is damaged (nvml.h). */
const CORRUPTED_INFOROM = 14;

function queryOf(fields: readonly ChosenField[]): readonly string[] {
  return [`--query-gpu=${fields.map(({ name }) => name).join(",")}`, "--format=csv"];
}

function tableOf(result: ProgramResult, fields: readonly ChosenField[]): SmiTable | undefined {
  if (result.outcome !== "exited") return undefined;
  const table = smiTable(
    result.stdout,
    fields.length,
    fields.findIndex(({ key }) => key === "name"),
  );
  if (table === undefined || table.rows.length === 0) return undefined;
  const whole = result.code === 0 || result.code === CORRUPTED_INFOROM;
  return whole || lostGpus(result.stdout).length > 0 ? table : undefined;
}

interface Apps {
  readonly processes: ReadonlyMap<string, readonly GpuProcess[]>;
  readonly processesHidden: boolean;
  readonly notes: GpuSnapshot["notes"];
}

async function processes(run: ToolRun, place: NvidiaPlace): Promise<Apps> {
  const result = await run([`--query-compute-apps=${APP_COLUMNS.join(",")}`, "--format=csv"]);
  const apps = result.outcome === "exited" ? readApps(result.stdout) : undefined;
  if (apps === undefined) {
    const problem = nvidiaFailure(result);
    const note = {
      id: "incomplete",
      message: l10n.t("nvidia-smi did not tell the processes."),
      problem,
    } as const;
    return { processes: new Map(), processesHidden: true, notes: place.wsl ? [] : [note] };
  }
  const hidden = place.wsl || apps.foreign || (place.inContainer && apps.byGpu.size === 0);
  return { processes: apps.byGpu, processesHidden: hidden, notes: [] };
}

async function detailed(run: ToolRun, snapshot: GpuSnapshot): Promise<GpuSnapshot> {
  const xml = await run(["-q", "-x"], XML_LIMIT);
  if (xml.outcome !== "exited" || !xml.stdout.includes("<nvidia_smi_log>")) return snapshot;
  const sliced = snapshot.gpus.some(({ mig }) => mig === "enabled");
  const listed = sliced ? listedSlices((await run(["-L"])).stdout) : [];
  return withDetails(snapshot, readXml(xml.stdout), listed);
}

/** Bytes: one GPU takes 120 KB where it lists all its clocks, a machine has up to 16, each may list hundreds of processes. */
const XML_LIMIT = 16 * 1024 * 1024;

function sameBus(a: string, b: string): boolean {
  return shortBus(a) === shortBus(b);
}

/** The kernel writes the domain with four digits, nvidia-smi with eight. */
function shortBus(address: string): string {
  return address.toLowerCase().replace(/^0{4}(?=[0-9a-f]{4}:)/, "");
}
