/**
 * Use of /dev/shm by what `df -kP /dev/shm` prints (POSIX output: one line a file system, in units of 1,024 bytes); undefined for
 * anything else, as from an image without `df`.
 */
export function readDf(
  stdout: string,
): { readonly usedBytes: number; readonly totalBytes: number } | undefined {
  const fields = stdout.trim().split("\n").at(-1)?.trim().split(/\s+/) ?? [];
  // The source's name may hold spaces; the five fields after it never do, and the mount point is known.
  const [total, used] = fields.slice(-5, -3).map(Number);
  if (fields.at(-1) !== "/dev/shm" || total === undefined || used === undefined) return undefined;
  if (!Number.isSafeInteger(total) || !Number.isSafeInteger(used)) return undefined;
  return { usedBytes: used * 1024, totalBytes: total * 1024 };
}

/** The words to run in a container for it. */
export const DF_ARGV: readonly string[] = ["df", "-kP", "/dev/shm"];
