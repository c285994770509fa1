/** A package's name as PEP 503 compares it: lower case, and one dash for every run of dashes, dots and underscores. */
export function normalizePackageName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}
