import { normalizePackageName } from "../knowledge/package-name.ts";

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

/** Reads a requirement; undefined for paths, URLs, options and anything that is none. */
export function parseRequirement(text: string): Requirement | undefined {
  if (text.length > MAXIMUM_LENGTH || isPath(text)) return undefined;
  const head = HEAD.exec(text);
  const writtenName = head?.[1];
  if (head === null || writtenName === undefined) return undefined;
  const rest = text.slice(head[0].length);
  // A URL may hold a semicolon, so white space must stand between it and the marker's.
  const semicolon = rest.startsWith("@") ? rest.search(/(?<=\s);/) : rest.indexOf(";");
  const clauses = semicolon === -1 ? rest : rest.slice(0, semicolon);
  const marker = semicolon === -1 ? undefined : rest.slice(semicolon + 1).trim();
  const url = /^@\s*(\S+)\s*$/.exec(clauses)?.[1];
  const specifier = url === undefined ? specifierOf(clauses) : "";
  if (specifier === undefined) return undefined;
  return {
    name: normalizePackageName(writtenName),
    writtenName,
    extras: (head[2] ?? "")
      .split(",")
      .map((extra) => extra.trim().toLowerCase())
      .filter((extra) => extra !== ""),
    specifier,
    pin: /^={2,3}([^,*]+)$/.exec(specifier)?.[1],
    url,
    marker,
  };
}

const MAXIMUM_LENGTH = 500;
const HEAD = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\]\s*)?/;
const CLAUSE = /^\s*(?:~=|===?|!=|<=?|>=?)\s*[^\s,;()<>=!~]+\s*$/;

/** The clauses without white space, parentheses and a comma at the end; undefined where one is none. */
function specifierOf(text: string): string | undefined {
  const inner = /^\((.*)\)\s*$/.exec(text)?.[1] ?? text;
  if (inner.trim() === "") return "";
  const clauses = inner.replace(/,\s*$/, "").split(",");
  return clauses.every((clause) => CLAUSE.test(clause))
    ? clauses.map((clause) => clause.replaceAll(/\s+/g, "")).join(",")
    : undefined;
}

/** `./x`, `.`, `dist/x.whl` and archives are files, not names; `name @ URL` is a name. */
function isPath(text: string): boolean {
  return text.startsWith(".") || /^[^@;\s]*\/|^[^@]*\.(?:whl|zip|tar\.(?:gz|bz2|xz)|tgz)$/.test(text);
}
