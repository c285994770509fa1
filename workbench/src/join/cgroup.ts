/**
 * The container that a process of this machine lives in, by its `/proc/PID/cgroup`; undefined where it is in none, or where a
 * private cgroup namespace hides it (`0::/`). The patterns are those of Docker with the cgroupfs and the systemd driver,
 * rootless ones below `user.slice`, Podman, containerd and CRI-O under Kubernetes; the innermost wins, as for Docker in Docker.
 */
export function containerOfCgroup(text: string): string | undefined {
  // The unified hierarchy (`0::`) is right on every system; the others agree with it where it is empty.
  const lines = text.split("\n").slice(0, MOST_LINES);
  const unified = lines.filter((line) => line.startsWith("0::"));
  for (const line of [...unified, ...lines]) {
    const path = line.slice(line.indexOf(":", line.indexOf(":") + 1) + 1);
    const id = containerOfPath(path);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** The PID that a process has in its own, innermost PID namespace, from `/proc/PID/status`; undefined on kernels before 4.1. */
export function innerPid(status: string): number | undefined {
  const last = /^NSpid:[\t ]*([\d\t ]+)$/m.exec(status)?.[1]?.trim().split(/\s+/).at(-1);
  return last === undefined ? undefined : Number(last);
}

const MOST_LINES = 100;

/** The deepest part of the path that names a container decides. */
function containerOfPath(path: string): string | undefined {
  for (const part of path.split("/").toReversed()) {
    const id = SCOPE.exec(part)?.[1] ?? BARE.exec(part)?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}

/** `docker-ID.scope`, `libpod-ID.scope`, `cri-containerd-ID.scope`, `crio-ID.scope`; Podman's `libpod-payload-ID` without a suffix. */
const SCOPE =
  /^(?:docker|libpod|libpod-payload|cri-containerd|crio|containerd|nerdctl)-([0-9a-f]{64})(?:\.scope)?$/;

/** `/docker/ID`, `/kubepods/…/ID`, and a bare identity below any other folder. */
const BARE = /^([0-9a-f]{64})$/;
