import * as l10n from "@vscode/l10n";

/** `1 GPU`, `2 GPUs`. Here and below: one text for one, another for any other number, as the editor's own texts have it. */
export function gpuCount(count: number): string {
  return count === 1 ? l10n.t("1 GPU") : l10n.t("{0} GPUs", count);
}

export function cpuCount(count: number): string {
  return count === 1 ? l10n.t("1 CPU") : l10n.t("{0} CPUs", count);
}

export function processCount(count: number): string {
  return count === 1 ? l10n.t("1 process") : l10n.t("{0} processes", count);
}

/** Devices that an engine names by CDI. */
export function deviceCount(count: number, of: "nvidia" | "amd" | "any"): string {
  switch (of) {
    case "nvidia":
      return count === 1 ? l10n.t("1 NVIDIA device") : l10n.t("{0} NVIDIA devices", count);
    case "amd":
      return count === 1 ? l10n.t("1 AMD device") : l10n.t("{0} AMD devices", count);
    default:
      return count === 1 ? l10n.t("1 GPU device") : l10n.t("{0} GPU devices", count);
  }
}

export function renderNodeCount(count: number): string {
  return count === 1 ? l10n.t("1 render node") : l10n.t("{0} render nodes", count);
}

export function secondCount(count: number): string {
  return count === 1 ? l10n.t("1 second") : l10n.t("{0} seconds", count);
}
