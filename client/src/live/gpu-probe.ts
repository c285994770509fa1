import type { Container } from "../../../workbench/src/containers/model.ts";
import type { Engine } from "../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import type { Clock } from "../../../workbench/src/services.ts";

/**
 * Looks now and then whether containers still reach the NVIDIA GPUs that they were given: a reload of systemd may take them away without a word
 * (github.com/NVIDIA/nvidia-container-toolkit/issues/48). To be asked only while the machine itself reads its GPUs.
 */
export class GpuProbe {
  readonly #clock: Clock;
  /** When each container may be asked again, by its id and start. */
  readonly #next = new Map<string, number>();
  #isLooking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Asks one container, the one that has waited longest, and gives it back if it has lost its GPU. A container is asked every five minutes; never
   * again in the same run once it has lost its GPU, has no nvidia-smi or lets it hang, since a program that hangs in a container cannot be ended.
   */
  async look(engine: Pick<Engine, "exec">, containers: readonly Container[]): Promise<Container | undefined> {
    if (this.#isLooking) return undefined;
    this.#isLooking = true;
    try {
      const container = this.#due(containers.filter(isGiven));
      if (container === undefined) return undefined;
      const answer = await ask(engine, container);
      this.#next.set(
        keyOf(container),
        answer === "fine" ? this.#clock.now() + PAUSE : Number.POSITIVE_INFINITY,
      );
      return answer === "lost" ? container : undefined;
    } finally {
      this.#isLooking = false;
    }
  }

  #due(given: readonly Container[]): Container | undefined {
    const keys = new Set(given.map(keyOf));
    for (const key of this.#next.keys()) if (!keys.has(key)) this.#next.delete(key);
    const next = (container: Container): number => this.#next.get(keyOf(container)) ?? 0;
    return given.filter((one) => next(one) <= this.#clock.now()).toSorted((a, b) => next(a) - next(b))[0];
  }
}

/** Milliseconds. */
const PAUSE = 5 * 60_000;
const TIMEOUT = 10_000;

/** What nvidia-smi says where its devices are denied to it, or where the driver was renewed under a container that runs on. */
const LOST = /Failed to initialize NVML: (?:Unknown Error|Driver\/library version mismatch)/;

async function ask(
  engine: Pick<Engine, "exec">,
  { id }: Container,
): Promise<"lost" | "fine" | "cannot tell"> {
  try {
    const { outcome, code, stdout, stderr } = await engine.exec(id, ["nvidia-smi", "-L"], {
      timeout: TIMEOUT,
      limit: 64 * 1024,
    });
    if (outcome !== "exited") return "cannot tell";
    return code !== 0 && LOST.test(stdout + stderr) ? "lost" : "fine";
  } catch (error) {
    // The engine refused: the container has just ended or is paused. The list tells that.
    if (error instanceof EngineError) return "fine";
    throw error;
  }
}

/** A request as `--gpus` makes it names no vendor; the machine's own readings say that there are NVIDIA GPUs. */
function isGiven({ state, gpu }: Container): boolean {
  if (state !== "running" || gpu === undefined || gpu.vendor === "amd") return false;
  return gpu.how === "request" || gpu.how === "runtime";
}

function keyOf({ id, startedAt }: Container): string {
  return `${id} ${startedAt ?? ""}`;
}
