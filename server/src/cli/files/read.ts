import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import type { FileKind } from "../../engine/file-names.ts";
import { kindOfFile } from "../../engine/file-names.ts";
import { MAXIMUM_BYTES, readBytes } from "../../host/read-bytes.ts";
import type { Trouble } from "./problem.ts";
import { systemTrouble } from "./problem.ts";

/** A text with what is needed to write it back as it was. */
export interface Source {
  readonly kind: FileKind;
  /** Without a byte-order mark. Bytes that are no UTF-8 are U+FFFD. */
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly byteOrderMark: boolean;
  /** False where bytes were replaced, so that the text must not be written back. */
  readonly exact: boolean;
}

/** What reading gave: a source, or trouble, or both when the source can be judged all the same. */
export interface Reading {
  readonly source?: Source;
  readonly troubles: readonly Trouble[];
}

/** Reads a file of at most MAXIMUM_BYTES. Never throws, and never waits for a pipe or a device. */
export function readSource(path: string, read: typeof readBytes = readBytes): Reading {
  try {
    const found = read(path);
    if (found.state === "bytes") return decode(found.bytes, path);
    return { troubles: [found.state === "too-big" ? tooBig(found.size, path) : notAFile(path)] };
  } catch (error) {
    return { troubles: [systemTrouble(error)] };
  }
}

/** Turns the bytes of an input into a source, and says what is wrong with them. */
export function decode(bytes: Uint8Array, name: string): Reading {
  const nul = bytes.indexOf(0);
  if (bytes.length > MAXIMUM_BYTES) return { troubles: [tooBig(bytes.length, name)] };
  if (nul >= 0) return { troubles: [binary(bytes, nul, name)] };
  const exact = isUtf8(bytes);
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    byteOrderMark ? bytes.subarray(3) : bytes,
  );
  const kind = kindOfFile(basename(name), text);
  if (text.trim() === "") return { troubles: [WORDS[kind].empty] };
  const source = { kind, text, bytes, byteOrderMark, exact };
  return { source, troubles: [...(exact ? [] : [notUtf8(bytes)]), ...loneCarriageReturn(text)] };
}

/** The bytes of a source with another text: the byte-order mark stays. */
export function encode(source: Source, text: string): Uint8Array {
  return Buffer.from(source.byteOrderMark ? `\uFEFF${text}` : text, "utf8");
}

/** What is wrong with an input of this many bytes. */
export function tooBig(bytes: number, name: string): Trouble {
  return {
    message: `It has ${(bytes / 1_048_576).toFixed(1)} MB; files over 1 MB are not read.`,
    remedy: WORDS[kindOfUnread(name)].split,
  };
}

/** What is said of a file differs with what it should be. */
const WORDS: Readonly<
  Record<FileKind, { readonly name: string; readonly split: string; readonly empty: Trouble }>
> = {
  dockerfile: {
    name: "Dockerfile",
    split: "Check that it is a Dockerfile; if it is, split it or move its data into files that it copies.",
    empty: {
      message: "It is empty; a build refuses it.",
      remedy: "Begin with a FROM line, or delete the file.",
    },
  },
  compose: {
    name: "compose file",
    split:
      "Check that it is a compose file; if it is, split it with include, or move its data into files that it mounts.",
    empty: {
      message: "It is empty; Compose refuses it.",
      remedy: "Begin with services:, or delete the file.",
    },
  },
};

function kindOfUnread(name: string): FileKind {
  return kindOfFile(basename(name), "");
}

function notAFile(path: string): Trouble {
  return {
    message: "It is a pipe, a socket or a device, not a file.",
    remedy: `Give its content on standard input: ml-containers lint - < ${path}`,
  };
}

function binary(bytes: Uint8Array, nul: number, name: string): Trouble {
  const mark = `${bytes[0]} ${bytes[1]}`;
  if (mark === "255 254" || mark === "254 255") {
    return { line: 1, message: "It is UTF-16, which is not read.", remedy: "Save it as UTF-8." };
  }
  return {
    line: lineOf(bytes, nul),
    message: "It holds a NUL byte, so it is no text file.",
    remedy: `Replace it by the ${WORDS[kindOfUnread(name)].name} that it should be, or leave it out.`,
  };
}

function notUtf8(bytes: Uint8Array): Trouble {
  // No byte of a longer character is a line feed, so each line stands for itself.
  let start = 0;
  for (;;) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    if (feed === -1 || !isUtf8(bytes.subarray(start, end))) break;
    start = feed + 1;
  }
  return {
    line: lineOf(bytes, start),
    message: "It is not UTF-8; the bytes that are not are read as U+FFFD, and --fix leaves the file alone.",
    remedy: "Save it as UTF-8.",
  };
}

function loneCarriageReturn(text: string): readonly Trouble[] {
  const at = text.search(/\r(?![\r\n])/);
  if (at === -1) return [];
  const line = text.slice(0, at).split(/\r\n?|\n/).length;
  return [
    {
      line,
      message: "A carriage return without a line feed stands in this line; it is not taken for a line's end.",
      remedy: "Save the file with LF line ends.",
    },
  ];
}

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let feed = bytes.indexOf(10); feed !== -1 && feed < offset; feed = bytes.indexOf(10, feed + 1))
    line += 1;
  return line;
}
