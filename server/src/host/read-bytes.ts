import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";

/** The largest input that is read, in bytes. */
export const MAXIMUM_BYTES = 1_048_576;

/** What a path held: its bytes, or why there are none to be had. */
export type Bytes =
  | { readonly state: "bytes"; readonly bytes: Uint8Array }
  | { readonly state: "too-big"; readonly size: number }
  /** A folder. */
  | { readonly state: "folder" }
  /** A pipe, a socket or a device. */
  | { readonly state: "special" };

/** Reads a file of at most MAXIMUM_BYTES, without waiting for a pipe or a device. Throws what the system throws. */
export function readBytes(path: string): Bytes {
  // Asked before opening: opening a pipe waits for its writer, and opening a device may do anything.
  const before = statSync(path);
  if (before.isDirectory()) return { state: "folder" };
  if (!before.isFile()) return { state: "special" };
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return { state: "special" };
    if (status.size > MAXIMUM_BYTES) return { state: "too-big", size: status.size };
    const bytes = readUpTo(file, MAXIMUM_BYTES + 1);
    return bytes.length > MAXIMUM_BYTES
      ? { state: "too-big", size: bytes.length }
      : { state: "bytes", bytes };
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
