import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Trouble } from "./problem.ts";
import { systemTrouble } from "./problem.ts";

/** The largest input that is read, in bytes. */
export const MAXIMUM_BYTES = 1_048_576;

/** A text with what is needed to write it back as it was. */
export interface Source {
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
export function readSource(path: string, read: (path: string) => Uint8Array | Trouble = readBytes): Reading {
  try {
    const bytes = read(path);
    return bytes instanceof Uint8Array ? decode(bytes) : { troubles: [bytes] };
  } catch (error) {
    return { troubles: [systemTrouble(error)] };
  }
}

/** Turns bytes into a source, and says what is wrong with them. */
export function decode(bytes: Uint8Array): Reading {
  const nul = bytes.indexOf(0);
  if (bytes.length > MAXIMUM_BYTES) return { troubles: [tooBig(bytes.length)] };
  if (nul >= 0) return { troubles: [binary(bytes, nul)] };
  const exact = isUtf8(bytes);
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    byteOrderMark ? bytes.subarray(3) : bytes,
  );
  if (text.trim() === "") {
    return {
      troubles: [
        {
          message: "It is empty; a build refuses it.",
          remedy: "Begin with a FROM line, or delete the file.",
        },
      ],
    };
  }
  const source = { text, bytes, byteOrderMark, exact };
  return { source, troubles: [...(exact ? [] : [notUtf8(bytes)]), ...loneCarriageReturn(text)] };
}

/** The bytes of a source with another text: the byte-order mark stays. */
export function encode(source: Source, text: string): Uint8Array {
  return Buffer.from(source.byteOrderMark ? `\uFEFF${text}` : text, "utf8");
}

/** What is wrong with an input of this many bytes. */
export function tooBig(bytes: number): Trouble {
  return {
    message: `It has ${(bytes / 1_048_576).toFixed(1)} MB; files over 1 MB are not read.`,
    remedy: "Check that it is a Dockerfile; if it is, split it or move its data into files that it copies.",
  };
}

function readBytes(path: string): Uint8Array | Trouble {
  // Asked before opening: opening a pipe waits for its writer, and opening a device may do anything.
  if (!statSync(path).isFile()) return notAFile(path);
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return notAFile(path);
    if (status.size > MAXIMUM_BYTES) return tooBig(status.size);
    return readUpTo(file, MAXIMUM_BYTES + 1);
  } finally {
    closeSync(file);
  }
}

/** Reads on to the end, for a file may have grown or (in /proc) claim to be empty, but no further than the limit. */
function readUpTo(file: number, limit: number): Uint8Array {
  let buffer = Buffer.allocUnsafe(16_384);
  let used = 0;
  while (used < limit) {
    if (used === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
    const count = readSync(file, buffer, used, Math.min(buffer.length, limit) - used, null);
    if (count === 0) break;
    used += count;
  }
  return buffer.subarray(0, used);
}

function notAFile(path: string): Trouble {
  return {
    message: "It is a pipe, a socket or a device, not a file.",
    remedy: `Give its content on standard input: ml-containers lint - < ${path}`,
  };
}

function binary(bytes: Uint8Array, nul: number): Trouble {
  const mark = `${bytes[0]} ${bytes[1]}`;
  if (mark === "255 254" || mark === "254 255") {
    return { line: 1, message: "It is UTF-16, which a build cannot read.", remedy: "Save it as UTF-8." };
  }
  return {
    line: lineOf(bytes, nul),
    message: "It holds a NUL byte, so it is no text file.",
    remedy: "Replace it by the Dockerfile that it should be, or leave it out.",
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
      message:
        "A carriage return without a line feed ends this line; a build does not take it for a line's end.",
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
