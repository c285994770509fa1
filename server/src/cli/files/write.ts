import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Trouble } from "./problem.ts";
import { systemTrouble } from "./problem.ts";

/**
 * Replaces a file's content in one step: nobody ever sees half of it. A symbolic link stays one, and the mode stays. Nothing
 * is written when the file no longer holds `before`. Answers what went wrong, if anything did.
 */
export function replaceFile(path: string, before: Uint8Array, after: Uint8Array): Trouble | undefined {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    accessSync(target, constants.W_OK);
    const { mode, uid, gid } = statSync(target);
    const beside = join(dirname(target), `.${basename(target).slice(0, 100)}.${process.pid}.tmp`);
    const file = openSync(beside, "wx", 0o600);
    temporary = beside;
    try {
      writeFileSync(file, after);
      keepOwner(file, uid, gid);
      fchmodSync(file, mode & 0o7777);
    } finally {
      closeSync(file);
    }
    if (!readFileSync(target).equals(before)) {
      return {
        message: "It changed while it was being fixed, and was left as it is.",
        remedy: "Run the command again.",
      };
    }
    renameSync(temporary, target);
    temporary = undefined;
    return undefined;
  } catch (error) {
    return unwritable(error);
  } finally {
    if (temporary !== undefined) rmSync(temporary, { force: true });
  }
}

/** Root fixes other people's files, and they stay theirs; nobody else may change an owner. */
function keepOwner(file: number, uid: number, gid: number): void {
  if (process.getuid?.() !== 0) return;
  try {
    fchownSync(file, uid, gid);
  } catch {
    // Some file systems know no owners; the content matters more.
  }
}

function unwritable(error: unknown): Trouble {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return {
      message: "It cannot be written: permission denied.",
      remedy: "Give yourself the right to write it and its folder (chmod u+w), or run without --fix.",
    };
  }
  const { remedy } = systemTrouble(error);
  return {
    message: `It cannot be written (${error instanceof Error ? error.message : String(error)}).`,
    remedy,
  };
}
