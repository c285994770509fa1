import type { Uri } from "vscode";
import { l10n, window, workspace } from "vscode";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import type { Gpu } from "../../../workbench/src/gpus/model.ts";
import { commandLine } from "../live/command-line.ts";
import type { GpuChoice, Run } from "../live/images.ts";
import { SHARED_MEMORY, commandWords, isMemorySize, runWords } from "../live/images.ts";
import type { Workbench } from "../live/workbench.ts";
import { lastOf } from "../live/workbench.ts";
import type { FormRow } from "./form.ts";
import { askForm, shown } from "./form.ts";

/** What is known of an image before it runs. */
export interface RunnableImage {
  readonly image: string;
  readonly workdir: string | undefined;
  /** TCP ports that it exposes. */
  readonly ports: readonly number[];
  /** The Dockerfile, where it is built from one. */
  readonly dockerfile: Uri | undefined;
}

/** What shall run; undefined where a person breaks off. */
export async function askRun(
  { image, workdir, ports, dockerfile }: RunnableImage,
  workbench: Workbench,
  { isLocal }: Endpoint,
): Promise<Run | undefined> {
  const { vendor, gpus } = await gpusFor(workbench, isLocal);
  const root = (dockerfile && workspace.getWorkspaceFolder(dockerfile)) ?? workspace.workspaceFolders?.[0];
  const folder = root?.uri.scheme === "file" && isLocal ? root.uri.fsPath : undefined;
  const run: { -readonly [Key in keyof Run]: Run[Key] } = {
    image,
    vendor,
    gpus: "all",
    mount: undefined,
    ports,
    sharedMemory: SHARED_MEMORY,
    command: [],
  };
  const rows = (): readonly FormRow[] => [
    {
      label: l10n.t("GPUs"),
      value: gpuText(run.gpus),
      change: async () => void (run.gpus = (await askGpus(vendor, gpus)) ?? run.gpus),
    },
    ...(folder === undefined
      ? []
      : [
          {
            label: l10n.t("Workspace folder"),
            value: mountText(run.mount),
            change: async (): Promise<void> => {
              const picked = await askMount(folder, workdir ?? "/workspace");
              if (picked !== undefined) run.mount = picked.mount;
            },
          },
        ]),
    {
      label: l10n.t("Ports on 127.0.0.1"),
      value: run.ports.length === 0 ? l10n.t("none") : run.ports.join(", "),
      change: async () => void (run.ports = (await askPorts(run.ports)) ?? run.ports),
    },
    {
      label: l10n.t("Shared memory (/dev/shm)"),
      value: run.sharedMemory,
      change: async () => void (run.sharedMemory = (await askMemory(run.sharedMemory)) ?? run.sharedMemory),
    },
    {
      label: l10n.t("Command"),
      value: run.command.length === 0 ? l10n.t("what the image runs") : commandLine(run.command),
      change: async () => void (run.command = (await askCommand(run.command)) ?? run.command),
    },
  ];
  const go = l10n.t("Run");
  const goes = await askForm({ title: l10n.t("Run with GPUs"), go, rows, words: () => runWords(run) });
  return goes ? run : undefined;
}

/** The GPUs of a vendor. Those of another machine are not known here. */
async function gpusFor(
  workbench: Workbench,
  isLocal: boolean,
): Promise<{ readonly vendor: Gpu["vendor"]; readonly gpus: readonly Gpu[] }> {
  if (isLocal && lastOf(workbench.gpus) === undefined) await workbench.refreshGpus();
  const all = isLocal ? (lastOf(workbench.gpus)?.gpus ?? []) : [];
  const vendor = all.length > 0 && all.every((gpu) => gpu.vendor === "amd") ? "amd" : "nvidia";
  return { vendor, gpus: all.filter((gpu) => gpu.vendor === vendor) };
}

function gpuText(choice: GpuChoice): string {
  if (choice === "all") return l10n.t("all");
  if (choice === "none") return l10n.t("none");
  if (typeof choice === "number") return l10n.t("{0} of them", choice);
  return choice.map(({ index, name }) => `${index} ${name}`).join(", ");
}

/** AMD's are handed over all together. */
async function askGpus(vendor: Gpu["vendor"], gpus: readonly Gpu[]): Promise<GpuChoice | undefined> {
  const items = [
    { label: l10n.t("All GPUs"), act: "all" as const },
    { label: l10n.t("No GPU"), act: "none" as const },
    ...(vendor === "amd" ? [] : [{ label: l10n.t("A Number of GPUs…"), act: "count" as const }]),
    ...(vendor === "amd" || gpus.length < 2 ? [] : [{ label: l10n.t("These GPUs…"), act: "these" as const }]),
  ];
  const placeHolder = l10n.t("Which GPUs shall the container have?");
  const picked = await window.showQuickPick(items, { placeHolder });
  if (picked?.act === "all" || picked?.act === "none") return picked.act;
  if (picked?.act === "count") return askCount();
  if (picked === undefined) return undefined;
  const chosen = await window.showQuickPick(
    gpus.map((gpu) => ({ label: shown(`${gpu.index}  ${gpu.name}`), description: memoryText(gpu), gpu })),
    { placeHolder, canPickMany: true },
  );
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ gpu }) => gpu);
}

async function askCount(): Promise<number | undefined> {
  const text = await window.showInputBox({
    prompt: l10n.t("How many GPUs? The engine takes the first ones."),
    value: "1",
    validateInput: (value) => (/^[1-9]\d?$/.test(value) ? undefined : l10n.t("Write a number, as 2.")),
  });
  return text === undefined ? undefined : Number(text);
}

function memoryText({ memory: { totalMiB, usedMiB } }: Gpu): string {
  if (totalMiB === undefined || usedMiB === undefined) return "";
  return l10n.t("{0} of {1} MiB in use", usedMiB, totalMiB);
}

function mountText(mount: Run["mount"]): string {
  if (mount === undefined) return l10n.t("not in the container");
  return mount.isReadOnly ? l10n.t("read-only at {0}", mount.at) : l10n.t("at {0}", mount.at);
}

/** None to begin with: the folder hides what the image has at the same place. */
async function askMount(folder: string, at: string): Promise<{ readonly mount: Run["mount"] } | undefined> {
  const picked = await window.showQuickPick(
    [
      { label: l10n.t("Not in the Container"), mount: undefined },
      { label: l10n.t("Read-Only"), detail: shown(at), mount: { folder, at, isReadOnly: true } },
      { label: l10n.t("Read and Write"), detail: shown(at), mount: { folder, at, isReadOnly: false } },
    ],
    { placeHolder: l10n.t("It hides what the image has at the same place.") },
  );
  if (picked?.mount === undefined) return picked;
  const place = await window.showInputBox({
    prompt: l10n.t("The folder in the container"),
    value: at,
    validateInput: (text) =>
      /^\/[^\0]+$/.test(text) ? undefined : l10n.t("Write a path from the root, as /workspace."),
  });
  return place === undefined ? undefined : { mount: { ...picked.mount, at: place } };
}

async function askPorts(ports: readonly number[]): Promise<readonly number[] | undefined> {
  const text = await window.showInputBox({
    prompt: l10n.t("Ports of the container that this machine alone reaches; empty: none"),
    value: ports.join(", "),
    placeHolder: "8888, 6006",
    validateInput: (value) =>
      portsIn(value).every((port) => port > 0 && port < 65_536)
        ? undefined
        : l10n.t("Write numbers of ports, as 8888, 6006."),
  });
  return text === undefined ? undefined : [...new Set(portsIn(text))];
}

/** NaN for what is no number. */
function portsIn(text: string): readonly number[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  return words.map((word) => (/^\d{1,5}$/.test(word) ? Number(word) : Number.NaN));
}

function askMemory(value: string): Thenable<string | undefined> {
  return window.showInputBox({
    prompt: l10n.t("The size of /dev/shm, through which data loaders share their batches"),
    value,
    validateInput: (text) => (isMemorySize(text) ? undefined : l10n.t("Write a size, as 8g or 512m.")),
  });
}

async function askCommand(command: readonly string[]): Promise<readonly string[] | undefined> {
  const text = await window.showInputBox({
    prompt: l10n.t("The command in the container; empty: what the image runs. No shell reads it."),
    value: commandLine(command),
    placeHolder: "python train.py --epochs 3",
    validateInput: (value) =>
      commandWords(value) === undefined ? l10n.t("A quote is left open. Close it.") : undefined,
  });
  return text === undefined ? undefined : commandWords(text);
}
