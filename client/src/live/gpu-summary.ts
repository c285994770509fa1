import * as l10n from "@vscode/l10n";
import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import { bytesText } from "../../../workbench/src/text/quantities.ts";
import { visible } from "../../../workbench/src/text/visible.ts";

/** All GPUs in a few characters, as `81 %  19.4 GiB of 79.6 GiB`, and a line for each; undefined where nothing is known. */
export function gpuSummary({
  gpus,
}: GpuSnapshot): { readonly text: string; readonly lines: readonly string[] } | undefined {
  const use = gpus.flatMap(({ utilizationPercent }) => utilizationPercent ?? []);
  const known = gpus.filter(({ memory }) => memory.usedMiB !== undefined && memory.totalMiB !== undefined);
  const parts = [
    use.length === 0 ? undefined : `${Math.round(sum(use) / use.length)} %`,
    known.length === 0
      ? undefined
      : memoryText(
          sum(known.map(({ memory }) => memory.usedMiB ?? 0)),
          sum(known.map(({ memory }) => memory.totalMiB ?? 0)),
        ),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const lines = gpus.map(({ index, name, utilizationPercent, memory }) =>
    [
      `${index}  ${visible(name)}`,
      utilizationPercent === undefined ? undefined : `${utilizationPercent} %`,
      memory.usedMiB === undefined || memory.totalMiB === undefined
        ? undefined
        : memoryText(memory.usedMiB, memory.totalMiB),
    ]
      .filter((part) => part !== undefined)
      .join("  "),
  );
  return { text: parts.join("  "), lines };
}

function memoryText(usedMiB: number, totalMiB: number): string {
  return l10n.t("{0} of {1}", bytesText(usedMiB * MIB), bytesText(totalMiB * MIB));
}

const MIB = 1024 * 1024;

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
