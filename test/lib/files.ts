import type { Files } from "../../server/src/engine/model/files.ts";

/** Files in memory, by path; folders are what the paths name. */
export function filesOf(texts: ReadonlyMap<string, string> | Readonly<Record<string, string>>): Files {
  const all = texts instanceof Map ? texts : new Map(Object.entries(texts));
  return {
    read: (path) => {
      const text = all.get(path);
      return text === undefined ? { state: "missing" } : { state: "text", text };
    },
    list: (folder) => {
      const prefix = folder === "" ? "" : `${folder}/`;
      const names = [...all.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length).replace(/\/.*$/s, "/"));
      return names.length === 0 && folder !== "" ? undefined : [...new Set(names)];
    },
  };
}
