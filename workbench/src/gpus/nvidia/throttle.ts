import * as l10n from "@vscode/l10n";

/**
 * Why clocks are below what they could be, from the bit mask of `clocks_event_reasons.active` (nvml.h, nvmlClocksEventReasons). That a GPU
 * idles is no reason worth a word. Bits without a name are told by their number; undefined for what is no mask.
 */
export function throttleReasons(mask: string | undefined): readonly string[] | undefined {
  if (mask === undefined || !/^0x[0-9a-f]{1,16}$/i.test(mask)) return undefined;
  const bits = BigInt(mask);
  const reasons: string[] = [];
  for (let bit = 0n; bit < 64n; bit += 1n) {
    const value = 1n << bit;
    if ((bits & value) !== 0n && value !== IDLE) {
      reasons.push(NAMES.get(value)?.() ?? l10n.t("reason {0}", `0x${value.toString(16)}`));
    }
  }
  return reasons;
}

const IDLE = 0x1n;

const NAMES: ReadonlyMap<bigint, () => string> = new Map([
  [0x2n, () => l10n.t("application clocks setting")],
  [0x4n, () => l10n.t("power limit")],
  [0x8n, () => l10n.t("hardware slowdown")],
  [0x10n, () => l10n.t("sync boost")],
  [0x20n, () => l10n.t("temperature limit")],
  [0x40n, () => l10n.t("hardware: too hot")],
  [0x80n, () => l10n.t("hardware: power brake")],
  [0x100n, () => l10n.t("display clocks setting")],
]);
