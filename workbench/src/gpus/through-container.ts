import * as l10n from "@vscode/l10n";
import { gpuAccess } from "../containers/gpu-access.ts";
import type { Engine } from "../docker/engine.ts";
import { EngineError } from "../docker/engine.ts";
import type { Problem } from "../problem.ts";
import type { Clock } from "../services.ts";
import type { GpuSnapshot } from "./model.ts";
import { NvidiaReader } from "./nvidia/reader.ts";
import type { GpuReadOptions } from "./source.ts";
import type { ToolRun } from "./tool.ts";

/**
 * The GPUs of an engine's machine, where that is another one: nvidia-smi asked inside a running container of that engine that has NVIDIA GPUs. It
 * shows those that the container was given, and the processes only as far as they can be seen from there. Never rejects.
 */
export class ContainerGpuSource {
  readonly #engine: Pick<Engine, "list" | "inspect" | "exec">;
  readonly #clock: Clock;
  #asked: Asked | undefined;
  /** Containers that cannot tell, by their id and start: without nvidia-smi, or with one that hangs, which nobody can end there. */
  readonly #useless = new Set<string>();

  constructor(engine: Pick<Engine, "list" | "inspect" | "exec">, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  async read({ details }: GpuReadOptions = {}): Promise<GpuSnapshot | Problem> {
    try {
      this.#asked ??= await this.#find();
      if (this.#asked === undefined) return nobody();
      const asked = this.#asked;
      const answer = await asked.reader.read(this.#run(asked), PLACE, this.#clock.now(), details === true);
      if (!("id" in answer)) return asked.hasAll ? answer : withNote(answer, asked);
      // Another container may know more the next time.
      this.#asked = undefined;
      if (answer.id === "gpu-tool-missing" || answer.id === "gpu-tool-hangs") {
        this.#useless.add(asked.key);
        return answer.id === "gpu-tool-missing" ? nobody() : answer;
      }
      return answer;
    } catch (error) {
      this.#asked = undefined;
      if (!(error instanceof EngineError)) throw error;
      const { message, remedy, said } = error.problem;
      return { id: "gpu-elsewhere", message, remedy, ...(said === undefined ? {} : { said }) };
    }
  }

  #run({ id }: Asked): ToolRun {
    return (words, limit) =>
      this.#engine.exec(id, ["nvidia-smi", ...words], {
        timeout: TIMEOUT,
        ...(limit === undefined ? {} : { limit }),
      });
  }

  /** A container that was given all GPUs shows most. */
  async #find(): Promise<Asked | undefined> {
    const running = (await this.#engine.list()).filter(({ state }) => state === "running");
    let some: Asked | undefined;
    for (const { id } of running.slice(0, MOST)) {
      const details = await this.#engine.inspect(id);
      const access = gpuAccess(details);
      const key = `${id} ${details.startedAt ?? ""}`;
      // A request as `--gpus` makes it names no vendor.
      if (access === undefined || access.vendor === "amd" || access.how === "privileged") continue;
      if (this.#useless.has(key)) continue;
      const hasAll = access.gpus.kind === "all";
      const found = { id, key, name: details.name, hasAll, reader: new NvidiaReader() };
      if (hasAll) return found;
      some ??= found;
    }
    return some;
  }
}

interface Asked {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly hasAll: boolean;
  readonly reader: NvidiaReader;
}

/** Milliseconds for one call. */
const TIMEOUT = 10_000;

/** Containers that are inspected for one that can tell. */
const MOST = 100;

const PLACE = { wsl: false, inContainer: true, host: undefined, busIds: [] };

function nobody(): Problem {
  return {
    id: "gpu-elsewhere",
    message: l10n.t("No running container of this engine can tell of the GPUs of its machine."),
    remedy: l10n.t("Start a container with GPUs there, or open the folder on that machine."),
  };
}

function withNote(snapshot: GpuSnapshot, { name }: Asked): GpuSnapshot {
  const message = l10n.t(
    "Read inside of the container {0}: the machine may have GPUs that this container was not given.",
    name,
  );
  return { ...snapshot, notes: [...snapshot.notes, { id: "incomplete", message }] };
}
