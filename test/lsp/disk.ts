import type { FileText, Files } from "../../server/src/engine/model/files.ts";
import { folderOf } from "../../server/src/engine/text/path.ts";

/** A disk that a test changes. */
export class Disk implements Files {
  readonly texts: Map<string, string>;

  constructor(texts: Readonly<Record<string, string>> = {}) {
    this.texts = new Map(Object.entries(texts));
  }

  read(path: string): FileText {
    const text = this.texts.get(path);
    if (text !== undefined) return { state: "text", text };
    const isFolder = [...this.texts.keys()].some((one) => one.startsWith(`${path}/`));
    return isFolder ? { state: "unreadable", why: "it is a folder" } : { state: "missing" };
  }

  list(folder: string): readonly string[] {
    return [...this.texts.keys()]
      .filter((path) => folderOf(path) === folder)
      .map((path) => path.slice(folder.length + 1));
  }
}
