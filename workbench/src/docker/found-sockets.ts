import { DEFAULT_PIPE, DEFAULT_SOCKET } from "./address.ts";
import type { Machine } from "./machine.ts";
import type { EndpointAddress } from "./endpoint.ts";

/** A socket or pipe of an engine that no context names. */
export interface FoundSocket {
  /** Whose it is: `Docker (rootless)`, `Colima (work)`, `Podman`. */
  readonly product: string;
  readonly address: EndpointAddress;
}

/**
 * The sockets of engines that are there, the likeliest first: the default one, rootless Docker, Docker Desktop, Colima with its
 * profiles, OrbStack, Rancher Desktop, Podman. On Windows the named pipes.
 */
export async function foundSockets(machine: Machine): Promise<readonly FoundSocket[]> {
  if (machine.platform === "win32") return foundPipes(machine);
  const found: FoundSocket[] = [];
  for (const [product, path] of await candidates(machine)) {
    const kind = await machine.disk.kind(path);
    if (kind !== "socket" && !(kind === "denied" && path === DEFAULT_SOCKET)) continue;
    found.push({ product, address: { kind: "unix", path } });
  }
  return found;
}

/** Whether the engine behind a socket shares processes and files with this machine: those of virtual machines don't. */
export function isOwnMachine(address: EndpointAddress, platform: string): boolean {
  return (
    platform === "linux" &&
    address.kind === "unix" &&
    !/\/\.docker\/(?:desktop|run)\/|\/\.?colima\/|\/\.orbstack\/|\/\.rd\/|\/podman\/machine\//.test(
      address.path,
    )
  );
}

async function candidates(machine: Machine): Promise<readonly (readonly [product: string, path: string])[]> {
  const { home, uid, environment } = machine;
  const given = environment["XDG_RUNTIME_DIR"] ?? "";
  const runtime = given === "" && uid !== undefined ? `/run/user/${uid}` : given;
  return [
    ["Docker", DEFAULT_SOCKET],
    ...(runtime === "" ? [] : [["Docker (rootless)", `${runtime}/docker.sock`] as const]),
    ["Docker (rootless)", `${home}/.docker/run/docker.sock`],
    ["Docker Desktop", `${home}/.docker/desktop/docker.sock`],
    ...(await colima(machine)),
    ["OrbStack", `${home}/.orbstack/run/docker.sock`],
    ["Rancher Desktop", `${home}/.rd/docker.sock`],
    ...(runtime === "" ? [] : [["Podman", `${runtime}/podman/podman.sock`] as const]),
    ["Podman", "/run/podman/podman.sock"],
    ["Podman", `${home}/.local/share/containers/podman/machine/podman.sock`],
  ];
}

/** One socket a profile; folders that begin with `_` are Colima's own. */
async function colima({ disk, home, environment }: Machine): Promise<readonly (readonly [string, string])[]> {
  const config = environment["XDG_CONFIG_HOME"] ?? "";
  const roots = [
    environment["COLIMA_HOME"] ?? "",
    `${home}/.colima`,
    `${config === "" ? `${home}/.config` : config}/colima`,
  ].filter((root) => root !== "");
  const all: (readonly [string, string])[] = [];
  for (const root of roots) {
    const profiles = (await disk.list(root)) ?? [];
    const named = profiles.filter((name) => !/^[._]/.test(name) && name !== "default").slice(0, 50);
    for (const name of [...(profiles.includes("default") ? ["default"] : []), ...named.toSorted()]) {
      all.push([name === "default" ? "Colima" : `Colima (${name})`, `${root}/${name}/docker.sock`]);
    }
  }
  return all;
}

const PIPES: readonly (readonly [product: string, path: string])[] = [
  ["Docker", DEFAULT_PIPE],
  ["Docker Desktop", "//./pipe/dockerDesktopLinuxEngine"],
  ["Podman", "//./pipe/podman-machine-default"],
];

async function foundPipes({ disk }: Machine): Promise<readonly FoundSocket[]> {
  const names = (await disk.list("//./pipe/")) ?? [];
  return PIPES.filter(([, path]) => names.includes(path.slice("//./pipe/".length))).map(
    ([product, path]) => ({
      product,
      address: { kind: "npipe", path },
    }),
  );
}
