/** Memory of the machine, in bytes. */
export interface HostMemory {
  readonly totalBytes: number;
  /** What programs can still have, caches that the kernel gives back included. */
  readonly availableBytes: number;
}

/** From the text of /proc/meminfo, whose `kB` are KiB; undefined where either figure is missing. */
export function hostMemory(meminfo: string | undefined): HostMemory | undefined {
  const value = (name: string): number | undefined => {
    const match = new RegExp(`^${name}:\\s+(\\d{1,15}) kB$`, "m").exec(meminfo ?? "");
    return match === null ? undefined : Number(match[1]) * 1024;
  };
  const totalBytes = value("MemTotal");
  const availableBytes = value("MemAvailable");
  return totalBytes === undefined || availableBytes === undefined
    ? undefined
    : { totalBytes, availableBytes };
}

/** Whole MiB. */
export function mib(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.round(bytes / 1024 ** 2);
}
