/** One requirement of PEP 508, as pip takes it on the command line or in a requirements file. */
export interface Requirement {
  /** Normalised after PEP 503: lower case, runs of `-_.` as one hyphen. */
  readonly name: string;
  /** As written. */
  readonly writtenName: string;
  readonly extras: readonly string[];
  /** The version clauses without white space, such as `>=2.1,<3`; empty without any. */
  readonly specifier: string;
  /** The version of an exact pin (`==2.1.0`, `===2.1.0`), local part included; undefined for ranges and `==2.1.*`. */
  readonly pin: string | undefined;
  /** What follows `@`. */
  readonly url: string | undefined;
  /** What follows `;`. */
  readonly marker: string | undefined;
}

const REQUIREMENT =
  /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(?:@\s*(\S+?)|\(?\s*((?:(?:~=|===?|!=|<=?|>=?)\s*[^\s,;()]+\s*,?\s*)*)\)?)\s*(?:;\s*(.*))?$/;

/** Reads a requirement; undefined for paths, URLs, options and anything that is none. */
export function parseRequirement(text: string): Requirement | undefined {
  if (text.length > 500) return undefined;
  const match = REQUIREMENT.exec(text);
  const writtenName = match?.[1];
  if (match === null || writtenName === undefined || isPath(text)) return undefined;
  const specifier = (match[4] ?? "").replaceAll(/\s+/g, "").replace(/,$/, "");
  const pin = /^={2,3}([^,*]+)$/.exec(specifier)?.[1];
  return {
    name: normalizeName(writtenName),
    writtenName,
    extras: (match[2] ?? "")
      .split(",")
      .map((extra) => extra.trim().toLowerCase())
      .filter((extra) => extra !== ""),
    specifier,
    pin,
    url: match[3],
    marker: match[5],
  };
}

/** A package name as PEP 503 compares it. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/** `./x`, `.`, `dist/x.whl` and archives are files, not names. */
function isPath(text: string): boolean {
  return text.startsWith(".") || /^[^@;\s]*\/|\.(?:whl|zip|tar\.gz|tgz)$/.test(text);
}
