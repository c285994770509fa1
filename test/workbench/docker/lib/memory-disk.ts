import type { Disk } from "../../../../workbench/src/services.ts";

type Kind = Awaited<ReturnType<Disk["kind"]>>;

/** A disk of texts by path, of which some are sockets or may not be looked at. */
export function memoryDisk(
  files: Readonly<Record<string, string>>,
  others: Readonly<Record<string, Kind>> = {},
): Disk {
  const paths = [...Object.keys(files), ...Object.keys(others)];
  return {
    read: (path) => Promise.resolve(files[path]),
    list(folder) {
      const prefix = folder.endsWith("/") ? folder : `${folder}/`;
      const names = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
      const first = new Set(names.map((name) => name.split("/")[0] ?? ""));
      return Promise.resolve(first.size === 0 ? undefined : [...first]);
    },
    kind(path) {
      const folder = paths.some((other) => other.startsWith(`${path}/`)) ? "folder" : "missing";
      return Promise.resolve(others[path] ?? (path in files ? "file" : folder));
    },
  };
}
