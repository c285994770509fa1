import type { ProblemId } from "../../../workbench/src/problem.ts";
import { COMMANDS } from "./commands.ts";

/** What an empty view says: one sentence, and the one thing to do. */
export interface Welcome {
  readonly view: "gpus" | "containers";
  readonly problem: ProblemId;
  readonly contents: string;
}

const link = (title: string, command: string): string => `[${title}](command:${command})`;

const TRUST = link("Manage Workspace Trust", "workbench.trust.manage");
const READ_AGAIN = link("Read the GPUs Again", COMMANDS.refreshGpus);
const CONNECT = link("Connect Again", COMMANDS.refreshContainers);
const CHOOSE = link("Choose Docker Engine…", COMMANDS.chooseEngine);
const LOG = link("Show Log", COMMANDS.showLog);

const gpus: readonly (readonly [ProblemId, string, string])[] = [
  [
    "gpu-none",
    "This machine has no GPU of NVIDIA or AMD. Open the folder on the machine that has the GPUs, through Remote-SSH for example.",
    READ_AGAIN,
  ],
  [
    "gpu-tool-missing",
    "The tool of the GPU's driver, nvidia-smi or amd-smi, was not found. Install the driver, or put the tool's folder on the PATH.",
    READ_AGAIN,
  ],
  [
    "driver-not-loaded",
    "The GPU driver is installed, but not loaded. Load it, or restart the machine.",
    READ_AGAIN,
  ],
  [
    "driver-mismatch",
    "The GPU driver was updated, and the old one is still loaded. Restart the machine.",
    READ_AGAIN,
  ],
  [
    "nvml-missing",
    "The library NVML of the NVIDIA driver is missing. Install the driver's libraries; in a container, ask for GPUs when it is made.",
    READ_AGAIN,
  ],
  ["gpu-lost", "The GPU has fallen off the bus. Restart the machine.", READ_AGAIN],
  [
    "gpu-no-permission",
    "This user may not use the GPUs. Add it to the group that owns their devices, then log in again.",
    READ_AGAIN,
  ],
  [
    "gpu-suspended",
    "The GPU sleeps to save power, and reading it would wake it.",
    link("Wake It and Read It", COMMANDS.refreshGpus),
  ],
  [
    "gpu-tool-hangs",
    "The GPU tool did not answer in time; the driver or a GPU may hang. Restart the machine if the tool hangs in a terminal as well.",
    READ_AGAIN,
  ],
  ["gpu-tool-failed", "The GPU tool failed. The log holds its words.", LOG],
  ["gpu-output-unreadable", "What the GPU tool printed cannot be read. The log holds its words.", LOG],
  [
    "gpu-elsewhere",
    "The chosen engine runs on another machine, and no running container of it can tell of the GPUs there. Start one with GPUs, or open the folder on that machine.",
    READ_AGAIN,
  ],
  ["untrusted-workspace", "In a workspace that is not trusted no program is run to read the GPUs.", TRUST],
  ["nothing-there", "No GPU is listed.", READ_AGAIN],
];

const containers: readonly (readonly [ProblemId, string, string])[] = [
  ["engine-missing", "No Docker engine was found. Start Docker, or choose another engine.", CHOOSE],
  [
    "engine-no-permission",
    "You may not open the Docker engine's socket. Add your user to the group that owns it (usually docker), then log in again.",
    CONNECT,
  ],
  [
    "engine-unreachable",
    "The Docker engine does not answer. Start Docker, or choose another engine.",
    CHOOSE,
  ],
  ["engine-hangs", "The Docker engine did not answer in time. Restart it, or choose another engine.", CHOOSE],
  ["engine-refused", "The Docker engine refused to list its containers. The log holds its words.", LOG],
  ["engine-unreadable", "What answered is no Docker engine. Check its address, or choose another.", CHOOSE],
  ["context-unknown", "The chosen Docker context does not exist. Choose another one.", CHOOSE],
  ["context-broken", "The chosen Docker context or address cannot be used. The log says why.", CHOOSE],
  [
    "ssh-failed",
    "The connection through ssh to the Docker engine failed. The log holds the words of ssh.",
    CHOOSE,
  ],
  [
    "tls-failed",
    "No secure connection to the Docker engine could be made. Check the TLS files of its context.",
    CHOOSE,
  ],
  [
    "docker-cli-missing",
    "The docker command, which this connection needs, was not found on the engine's machine. Install it there.",
    CONNECT,
  ],
  ["untrusted-workspace", "In a workspace that is not trusted no connection to an engine is made.", TRUST],
  ["nothing-there", "This engine has no containers. Run one, or choose another engine.", CHOOSE],
];

export const welcomes: readonly Welcome[] = [
  ...gpus.map(([problem, text, action]) => welcome("gpus", problem, text, action)),
  ...containers.map(([problem, text, action]) => welcome("containers", problem, text, action)),
];

/** A link on a line of its own becomes a button. */
function welcome(view: Welcome["view"], problem: ProblemId, text: string, action: string): Welcome {
  return { view, problem, contents: `${text}\n${action}` };
}
