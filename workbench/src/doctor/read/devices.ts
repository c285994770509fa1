/** A device file. */
export interface DeviceFile {
  readonly path: string;
  /** Undefined where only its name is known. */
  readonly access: DeviceAccess | undefined;
}

export interface DeviceAccess {
  /** Permission bits. */
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
  readonly groupName: string;
}

/** The format for `stat -c`: mode in octal, owner, group, the group's name, path. */
export const STAT_FORMAT = "%a %u %g %G %n";

/** Lines of `stat -c` in that format, by path. */
export function readStat(output: string): ReadonlyMap<string, DeviceAccess> {
  const files = new Map<string, DeviceAccess>();
  for (const line of output.slice(0, 64 * 1024).split("\n")) {
    const found = /^([0-7]{1,5}) (\d{1,10}) (\d{1,10}) (\S{1,64}) (\/.{1,300})$/.exec(line);
    if (found === null) continue;
    const [, mode = "", owner, group, groupName = "", path = ""] = found;
    files.set(path, {
      mode: Number.parseInt(mode, 8) & 0o777,
      owner: Number(owner),
      group: Number(group),
      groupName,
    });
  }
  return files;
}

/** Whether somebody may read and write a file of this access. */
export function mayUse(access: DeviceAccess, uid: number, groups: readonly number[]): boolean {
  if (uid === 0) return true;
  const bits =
    access.owner === uid ? access.mode >> 6 : groups.includes(access.group) ? access.mode >> 3 : access.mode;
  return (bits & 0o6) === 0o6;
}

/** Names in /dev by which programs reach a GPU. */
export function isGpuDevice(name: string): boolean {
  return /^(?:nvidia(?:\d{1,3}|ctl|-uvm|-uvm-tools|-modeset)|kfd)$/.test(name);
}
