import type { FileText, Files } from "../engine/model/files.ts";
import { folderOf } from "../engine/text/path.ts";

/** Something that happened to a file or a folder. */
export interface Touched {
  readonly path: string;
  /** Whether it may have come or gone, so that its folder holds something else. */
  readonly isListed: boolean;
}

/** The files beside a document, as one analysis saw them; knows later whether another look would show something else. */
export class Neighbours implements Files {
  readonly #open: () => Files;
  readonly #files: Files;
  readonly #texts = new Map<string, FileText>();
  readonly #lists = new Map<string, readonly string[] | undefined>();

  /** `open` gives the files as they are at that moment. */
  constructor(open: () => Files) {
    this.#open = open;
    this.#files = open();
  }

  read(path: string): FileText {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const found = this.#files.read(path);
    this.#texts.set(path, found);
    return found;
  }

  list(folder: string): readonly string[] | undefined {
    if (!this.#lists.has(folder)) this.#lists.set(folder, this.#files.list(folder));
    return this.#lists.get(folder);
  }

  /** Every file that was asked for, there or not. */
  get paths(): Iterable<string> {
    return this.#texts.keys();
  }

  /** Whether what happened to a file, or to a folder and all in it, changes anything that was seen. */
  isStale({ path, isListed }: Touched): boolean {
    const read = [...this.#texts].filter(([one]) => one === path || one.startsWith(`${path}/`));
    const folder = folderOf(path);
    const listed = isListed && this.#lists.has(folder);
    if (read.length === 0 && !listed) return false;
    const now = this.#open();
    return (
      read.some(([one, before]) => !isSame(before, now.read(one))) ||
      (listed && !isSameList(this.#lists.get(folder), now.list(folder)))
    );
  }
}

function isSame(before: FileText, now: FileText): boolean {
  if (before.state === "text") return now.state === "text" && now.text === before.text;
  return now.state === before.state;
}

function isSameList(before: readonly string[] | undefined, now: readonly string[] | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  const names = new Set(now);
  return names.size === before.length && before.every((name) => names.has(name));
}
