import { groupBy, lazy, osFile, pythonFile } from "./facts.ts";
import type { Distribution, OsRelease, PythonRelease } from "./types.ts";
import { minorOf } from "./version.ts";

/** A release of a distribution by version (`22.04`, `12`, `9.4`) or codename (`jammy`, `bookworm`). */
export function osRelease(id: string, version: string): OsRelease | undefined {
  const rows = releasesById().get(id);
  const wanted = version.toLowerCase();
  const exact = rows?.find((row) => row.version === wanted || row.codename === wanted);
  if (exact !== undefined || rows === undefined) return exact;
  // A point release belongs to its row: `9.4` to `9`, `12.5` to `12`, `3.19.1` to `3.19`.
  return rows.find((row) => wanted.startsWith(`${row.version}.`));
}

/** Releases of a distribution, newest first. */
export function osReleases(id: string): readonly OsRelease[] {
  return releasesById().get(id) ?? [];
}

/** The distribution of an id: its C library, shell and package manager. */
export function distribution(id: string): Distribution | undefined {
  return osFile.distributions.find((row) => row.id === id);
}

/** The distribution and release of a codename: `bookworm` is Debian 12, `jammy` Ubuntu 22.04. */
export function osOfCodename(codename: string): OsRelease | undefined {
  return osFile.rows.find((row) => row.codename === codename.toLowerCase() && CODENAMED.has(row.id));
}

/** The system that a word of a tag names: `ubuntu22.04`, `ubi9`, `rockylinux8`, `amzn2023`, `alpine3.20`. */
export function osOfWord(word: string): { readonly id: string; readonly version?: string } | undefined {
  const found = /^([a-z]+)[-_]?(stream\d+|[\d.]*)$/.exec(word.toLowerCase());
  const name = found?.[1];
  if (name === undefined) return undefined;
  const version = found?.[2] ?? "";
  const id = WORDS.get(name) ?? (distribution(name) === undefined ? undefined : name);
  if (id !== undefined) return version === "" ? { id } : { id, version };
  const release = version === "" ? osOfCodename(name) : undefined;
  return release === undefined ? undefined : { id: release.id, version: release.version };
}

/** The CPython release of a version: `3.11` and `3.11.4` give the row of 3.11. */
export function pythonRelease(version: string): PythonRelease | undefined {
  const minor = minorOf(version);
  return pythonFile.rows.find((row) => row.minor === minor);
}

/** CPython releases, newest first. */
export function pythonReleases(): readonly PythonRelease[] {
  return pythonFile.rows;
}

const CODENAMED: ReadonlySet<string> = new Set(["debian", "ubuntu"]);

const WORDS: ReadonlyMap<string, string> = new Map([
  ["ubi", "rhel"],
  ["amzn", "amazonlinux"],
  ["amazon", "amazonlinux"],
  ["azl", "azurelinux"],
  ["cm", "mariner"],
  ["leap", "opensuse"],
]);

const releasesById = lazy(() => groupBy(osFile.rows, (row) => row.id));
