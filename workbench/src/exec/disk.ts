import type { Stats } from "node:fs";
import { constants } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";

import type { Disk } from "../services.ts";

/** The files of this machine. Links are followed; what is no regular file is never opened, since a pipe would block. */
export const systemDisk: Disk = { read, list, kind };

const LARGEST = 1024 * 1024;

async function read(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > LARGEST) return undefined;
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await upTo(LARGEST, (buffer) => file.read(buffer, 0, buffer.length, null));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** Files of /proc and /sys say that they are empty, so their end is found by reading. */
async function upTo(
  limit: number,
  read: (buffer: Buffer) => Promise<{ readonly bytesRead: number }>,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const buffer = Buffer.alloc(16 * 1024);
    const { bytesRead } = await read(buffer);
    if (bytesRead === 0) return Buffer.concat(chunks).toString("utf8");
    size += bytesRead;
    if (size > limit) return undefined;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

async function list(path: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(path);
  } catch {
    return undefined;
  }
}

async function kind(path: string): ReturnType<Disk["kind"]> {
  try {
    return kindOf(await stat(path));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "EACCES" || code === "EPERM" ? "denied" : "missing";
  }
}

function kindOf(found: Stats): "file" | "folder" | "socket" | "other" {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "folder";
  return found.isSocket() ? "socket" : "other";
}
