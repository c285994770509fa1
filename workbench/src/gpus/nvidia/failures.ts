import * as l10n from "@vscode/l10n";
import type { Problem, ProblemId } from "../../problem.ts";
import type { ProgramResult } from "../../services.ts";
import { toolProblem, withSaid } from "../tool.ts";

/**
 * The failures of nvidia-smi, by what it prints (on stdout as a rule) and else by its exit status, which is a number of nvmlReturn_t. An
 * exit status of 0 with a text that is none of its answers is a failure as well.
 */
export function nvidiaFailure(result: ProgramResult): Problem {
  const text = `${result.stdout.slice(0, CONSIDERED)}\n${result.stderr.slice(0, CONSIDERED)}`;
  const own = toolProblem("nvidia-smi", result);
  if (own !== undefined) return own;
  const failure =
    FAILURES.find(({ pattern }) => pattern.test(text)) ??
    FAILURES.find(({ codes }) => codes.includes(result.code ?? -1));
  const { id, words } = failure ?? (result.code === 0 ? UNREADABLE : OTHER);
  return withSaid({ id, ...words() }, text);
}

/** The bus addresses of GPUs that the text calls lost, as `0000:09:00.0`. */
export function lostGpus(text: string): readonly string[] {
  return text
    .slice(0, CONSIDERED)
    .split(/\r?\n/)
    .filter((line) => LOST.test(line))
    .flatMap((line) => /([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])/i.exec(line)?.[1] ?? []);
}

export function lostProblem(text: string): Problem {
  return withSaid({ id: GPU_LOST.id, ...GPU_LOST.words() }, text);
}

/** Characters in which a message is looked for. */
const CONSIDERED = 16 * 1024;

/** What one of many GPUs is called that no longer answers. */
const LOST =
  /unable to determine the device handle|gpu is lost|fallen off the bus|\[?gpu is lost\]?|requires? (?:a )?reset/i;

interface Failure {
  readonly id: ProblemId;
  /** Asked for when they are shown: only then the editor's language is known. */
  readonly words: () => Pick<Problem, "message" | "remedy">;
  readonly pattern: RegExp;
  /** Of nvmlReturn_t (nvml.h). */
  readonly codes: readonly number[];
}

const GPU_LOST = {
  id: "gpu-lost",
  words: () => ({
    message: l10n.t("A GPU no longer answers: it has fallen off the bus or needs a reset."),
    remedy: l10n.t(
      "Restart the machine; if it happens again, check the power, the cooling and the seat of the card.",
    ),
  }),
} as const;

/** The first that matches is meant: what is more particular comes first. */
const FAILURES: readonly Failure[] = [
  {
    id: "driver-mismatch",
    words: () => ({
      message: l10n.t("The NVIDIA driver was updated, but the kernel still runs the old one."),
      remedy: l10n.t("Restart the machine, or unload and load the kernel modules of NVIDIA."),
    }),
    pattern: /driver\/library version mismatch/i,
    codes: [18],
  },
  {
    id: "driver-not-loaded",
    words: () => ({
      message: l10n.t("nvidia-smi is there, but the NVIDIA driver is not loaded."),
      remedy: l10n.t("Load or install the NVIDIA driver for the kernel that runs, and restart the machine."),
    }),
    pattern: /couldn't communicate with the nvidia driver|driver not loaded|driver is not loaded/i,
    codes: [9],
  },
  {
    id: "nvml-missing",
    words: () => ({
      message: l10n.t("nvidia-smi does not find libnvidia-ml, the library of the driver that it reads."),
      remedy: l10n.t("Install the NVIDIA driver anew; in a container, give it the utility capability."),
    }),
    pattern: /libnvidia-ml|nvml shared library|nvidia-ml\.dll/i,
    codes: [12, 13],
  },
  { ...GPU_LOST, pattern: LOST, codes: [15, 16] },
  {
    id: "gpu-none",
    words: () => ({
      message: l10n.t("The NVIDIA driver is loaded, but finds no GPU."),
      remedy: l10n.t("Check that the GPU is in this machine, and that the driver is not too old for it."),
    }),
    pattern: /no devices were found/i,
    codes: [6],
  },
  {
    id: "gpu-lost",
    words: () => ({
      message: l10n.t(
        "The NVIDIA driver refuses access with an unknown error, as it does in a container that has lost its GPU.",
      ),
      remedy: l10n.t("Restart the container; outside of one, restart the machine."),
    }),
    pattern: /failed to initialize nvml: unknown error/i,
    codes: [],
  },
  {
    id: "gpu-no-permission",
    words: () => ({
      message: l10n.t("This user, or this container, may not use the devices of the GPU."),
      remedy: l10n.t(
        "Allow access to /dev/nvidiactl and /dev/nvidia0; for a container, ask for GPUs when it is made.",
      ),
    }),
    pattern: /insufficient permissions?|no permission|blocked by the operating system/i,
    codes: [4, 17],
  },
];

const UNREADABLE = {
  id: "gpu-output-unreadable",
  words: () => ({
    message: l10n.t("nvidia-smi answered in a way that this version cannot read."),
    remedy: l10n.t("Check which program nvidia-smi on the PATH is, and report the output below."),
  }),
} as const;

const OTHER = {
  id: "gpu-tool-failed",
  words: () => ({
    message: l10n.t("nvidia-smi failed."),
    remedy: l10n.t("Run nvidia-smi in a terminal to see what the driver lacks."),
  }),
} as const;
