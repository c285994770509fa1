import type { Facts } from "./facts.ts";
import { valueOf } from "./facts.ts";
import { engineIsHere, isDesktop, isPodman, nvidiaDriver } from "./relevance.ts";
import { plainVersion } from "./version.ts";

/** What the facts tell of the machine that the containers run on, in the forms that `host` in `.ml-containers.yaml` takes. */
export interface HostProfile {
  readonly host: {
    /** The Linux driver's version, `550.54.15`. */
    readonly driver?: string;
    /** NVIDIA GPUs. */
    readonly gpus?: number;
    /** Docker Engine's version. */
    readonly engine?: string;
    readonly compose?: string;
    /** Compute capabilities of its NVIDIA GPUs, as `8.9`, where all of them are known. */
    readonly architectures?: readonly string[];
  };
}

/**
 * Only what is certain: nothing of a GPU where the engine is elsewhere, no driver of Windows (its numbers are not those of Linux), no
 * engine where it is Podman (whose versions are not Docker's), and never `gpus: 0`, for who writes for GPUs elsewhere has none here.
 */
export function hostProfile(facts: Facts): HostProfile {
  const here = engineIsHere(facts) || (isDesktop(facts) && facts.wsl === 2);
  const { snapshot } = facts.nvidia;
  const gpus =
    here && snapshot.state === "ready" ? snapshot.value.gpus.filter((gpu) => gpu.vendor === "nvidia") : [];
  const driver =
    here && facts.platform === "linux" && facts.wsl === undefined ? version(nvidiaDriver(facts)) : undefined;
  const engine = isPodman(facts) ? undefined : version(valueOf(facts.engine.version)?.version);
  const compose = version(valueOf(facts.compose));
  const architectures = gpus.map(({ computeCapability }) => computeCapability ?? "");
  const areKnown = architectures.length > 0 && architectures.every((one) => /^\d{1,2}\.\d$/.test(one));
  return {
    host: {
      ...(driver === undefined ? {} : { driver }),
      ...(gpus.length === 0 ? {} : { gpus: gpus.length }),
      ...(engine === undefined ? {} : { engine }),
      ...(compose === undefined ? {} : { compose }),
      ...(areKnown ? { architectures: [...new Set(architectures)].toSorted() } : {}),
    },
  };
}

function version(text: string | undefined): string | undefined {
  return text === undefined ? undefined : plainVersion(text);
}
