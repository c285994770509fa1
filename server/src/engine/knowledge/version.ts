import { remember } from "./remember.ts";

/**
 * Compares two versions, numbers by value: `3.9` < `3.10`, `2.1rc1` < `2.1`, `2.1` < `2.1.post1`.
 * A light reading of PEP 440; a local part (`+cu124`) is ignored. Negative, zero or positive.
 */
export function compareVersions(left: string, right: string): number {
  const a = parse(left);
  const b = parse(right);
  const length = Math.max(a.release.length, b.release.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a.release[index] ?? 0) - (b.release[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.phase - b.phase || a.serial - b.serial;
}

/** The first number: `12` of `12.4.1`. */
export function majorOf(version: string): number | undefined {
  return parse(version).release[0];
}

/** The first two numbers: `12.4` of `12.4.1`, undefined where there is only one. */
export function minorOf(version: string): string | undefined {
  const [major, minor] = parse(version).release;
  return major === undefined || minor === undefined ? undefined : `${major}.${minor}`;
}

/** The local part without the plus: `cu124` of `2.5.1+cu124`. */
export function localOf(version: string): string | undefined {
  const plus = version.indexOf("+");
  return plus < 0 ? undefined : version.slice(plus + 1);
}

/** The version without its local part. */
export function publicOf(version: string): string {
  const plus = version.indexOf("+");
  return plus < 0 ? version : version.slice(0, plus);
}

/** True for `X.Y.Z` and longer, false for `X.Y`. */
export function hasPatch(version: string): boolean {
  return parse(version).release.length > 2;
}

/** True when `version` equals `prefix` or continues it after a dot: `12.4` holds `12.4.1`, not `12.40`. */
export function isWithin(version: string, prefix: string): boolean {
  return version === prefix || version.startsWith(`${prefix}.`);
}

/** The CUDA version that a wheel variant names: `12.8` for `cu128`, `13.0` for `cu130`. */
export function cudaOfVariant(variant: string): string | undefined {
  const digits = /^cu(\d{1,2})(\d)$/.exec(variant);
  return digits === null ? undefined : `${digits[1]}.${digits[2]}`;
}

/** The wheel variant of a CUDA version: `cu128` for `12.8.1`. */
export function variantOfCuda(version: string): string | undefined {
  const minor = minorOf(version);
  return minor === undefined ? undefined : `cu${minor.replace(".", "")}`;
}

interface Parsed {
  readonly release: readonly number[];
  /** Before the release (dev, a, b, rc), the release itself, after it (post). */
  readonly phase: number;
  readonly serial: number;
}

const PHASES: ReadonlyMap<string, number> = new Map([
  ["dev", -4],
  ["a", -3],
  ["alpha", -3],
  ["b", -2],
  ["beta", -2],
  ["rc", -1],
  ["c", -1],
  ["post", 1],
]);

const parse = remember(readVersion, (version: string) => version, 2048);

function readVersion(version: string): Parsed {
  const found = /^v?(\d{1,9}(?:\.\d{1,9})*)(?:[.-]?(dev|alpha|beta|a|b|rc|c|post)\.?(\d{1,9})?)?/i.exec(
    version,
  );
  return {
    release: found?.[1]?.split(".").map(Number) ?? [],
    phase: PHASES.get(found?.[2]?.toLowerCase() ?? "") ?? 0,
    serial: Number(found?.[3] ?? 0),
  };
}
