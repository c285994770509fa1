import * as l10n from "@vscode/l10n";

/** `1.5 GiB`, `512 MiB`; for amounts of memory. */
export function bytesText(bytes: number): string {
  let value = bytes;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (value < 1024) return `${rounded(value)} ${unit}`;
    value /= 1024;
  }
  return `${rounded(value)} TiB`;
}

/** `17.8 GiB`; for amounts that tools give in MiB. */
export function mibText(mib: number): string {
  return bytesText(mib * 1024 * 1024);
}

/** `45s`, `12m`, `3h 20m`, `2d 4h`; for times that pass. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  if (seconds < 60) return l10n.t("{0}s", seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return l10n.t("{0}m", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 === 0 ? l10n.t("{0}h", hours) : l10n.t("{0}h {1}m", hours, minutes % 60);
  }
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? l10n.t("{0}d", days) : l10n.t("{0}d {1}h", days, hours % 24);
}

function rounded(value: number): string {
  return value >= 100 || Number.isInteger(value)
    ? String(Math.round(value))
    : value.toPrecision(2 + (value >= 10 ? 1 : 0));
}
