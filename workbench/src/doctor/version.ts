/** The version in a text, as digits between dots: `28.5.1` of `28.5.1+dfsg1`, `2.40.0` of `v2.40.0-desktop.1`. */
export function plainVersion(text: string): string | undefined {
  return /(?<![\d.])\d{1,6}(?:\.\d{1,6}){1,3}/.exec(text.slice(0, 200))?.[0];
}

/** Negative, zero or positive; a part that is missing counts as zero. */
export function compareVersions(left: string, right: string): number {
  const a = numbers(left);
  const b = numbers(right);
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the version in a text is the floor or newer; undefined where the text holds none. */
export function isAtLeast(text: string, floor: string): boolean | undefined {
  const version = plainVersion(text);
  return version === undefined ? undefined : compareVersions(version, floor) >= 0;
}

function numbers(version: string): readonly number[] {
  return version.split(".").map(Number);
}
