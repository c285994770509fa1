import { isUtf8 } from "node:buffer";
import { readdirSync, statSync } from "node:fs";
import type { FileText, Files } from "../engine/model/files.ts";
import { MAXIMUM_BYTES, readBytes } from "./read-bytes.ts";

/**
 * The files of this machine's disks, for one analysis: each path is looked at once and then remembered. Links are followed, as the
 * engine and Compose follow them. Nothing is read from the network, so no Windows share either, and no more than ALL_BYTES in all:
 * a file may name thousands of others.
 */
export function diskFiles(): Files {
  const texts = new Map<string, FileText>();
  const lists = new Map<string, readonly string[] | undefined>();
  let left = ALL_BYTES;
  return {
    read(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const found = isShare(path)
        ? unreadable("it lies on the network")
        : left < 0
          ? unreadable("too many files are read for this one")
          : readText(path);
      left -= found.state === "text" ? found.text.length + COST : COST;
      texts.set(path, found);
      return found;
    },
    list(folder) {
      if (!lists.has(folder)) lists.set(folder, isShare(folder) ? undefined : listFolder(folder));
      return lists.get(folder);
    },
  };
}

/** Files of which some have another text than what lies below: those that an editor shows, or that are about to be written. */
export function overlaid(below: Files, textOf: (path: string) => string | undefined): Files {
  return {
    read(path) {
      const text = textOf(path);
      if (text === undefined) return below.read(path);
      return text.length > MAXIMUM_BYTES ? unreadable(TOO_BIG) : { state: "text", text };
    },
    list: (folder) => below.list(folder),
  };
}

/** What all files of one analysis may come to, in characters. */
const ALL_BYTES = 33_554_432;
/** What looking at a path counts for besides, in characters. */
const COST = 4096;

const TOO_BIG = "it is larger than 1 MB";

function readText(path: string): FileText {
  try {
    // Most of what is looked for is not there, and an error costs ten times what an answer does.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return { state: "missing" };
    const read = readBytes(path);
    if (read.state === "bytes") return decoded(read.bytes);
    return unreadable(
      read.state === "too-big"
        ? TOO_BIG
        : read.state === "folder"
          ? "it is a folder"
          : "it is a pipe, a socket or a device",
    );
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT" || code === "ENOTDIR" ? { state: "missing" } : unreadable(reason(code));
  }
}

/** Without a byte order mark. */
function decoded(bytes: Uint8Array): FileText {
  if (bytes.includes(0)) return unreadable("it is no text file");
  if (!isUtf8(bytes)) return unreadable("it is not UTF-8");
  return { state: "text", text: new TextDecoder().decode(bytes) };
}

function listFolder(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder === "" ? "." : folder, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `${entry.name}/` : entry.name,
    );
  } catch {
    return undefined;
  }
}

function unreadable(why: string): FileText {
  return { state: "unreadable", why };
}

function reason(code: string): string {
  if (code === "EACCES" || code === "EPERM") return "permission is denied";
  if (code === "ELOOP") return "it is a link that leads to itself";
  return code === "" ? "the system refuses it" : `the system says ${code}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Windows opens such a path over the network, and shows the server there who is logged in. */
function isShare(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}
