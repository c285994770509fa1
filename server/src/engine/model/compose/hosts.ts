import { perProject, perService } from "../memo.ts";
import { knownText } from "../resolved.ts";
import type { ComposeProject, ComposeService } from "./project.ts";
import type { ComposeValue } from "./value.ts";
import { listOf, mapOf, scalarOf, textOf, valueOf } from "./value.ts";

/** The names by which services of a project can be reached in its networks. */
export interface Hosts {
  /** Service names, container names, host names and aliases, in small letters. */
  readonly services: ReadonlyMap<string, ComposeService>;
  /** Whether there are no names that variables hide. */
  readonly isComplete: boolean;
}

export const hostsOf = perProject((project): Hosts => {
  const services = new Map<string, ComposeService>();
  let isComplete = true;
  const add = (name: string | undefined, service: ComposeService): void => {
    if (name === undefined) isComplete = false;
    else if (!services.has(name.toLowerCase())) services.set(name.toLowerCase(), service);
  };
  for (const [name, service] of project.services) services.set(name.toLowerCase(), service);
  for (const service of project.services.values()) {
    for (const value of namesOf(service)) add(textOf(value), service);
  }
  return { services, isComplete };
});

/** The service that a host name of a project's networks means; `project-name-1` and the like are replicas of `name`. */
export function serviceByHost(project: ComposeProject, host: string): ComposeService | undefined {
  const { services } = hostsOf(project);
  const name = host.toLowerCase();
  const found = services.get(name);
  if (found !== undefined) return found;
  if (!/[-_]\d+$/.test(name)) return undefined;
  let rest = name.replace(/[-_]\d+$/, "");
  for (;;) {
    const service = services.get(rest);
    if (service !== undefined) return service;
    const cut = rest.search(/[-_]/);
    if (cut === -1) return undefined;
    rest = rest.slice(cut + 1);
  }
}

/** The names that only this service can use: of `links` and `extra_hosts`, and its own. In small letters. */
export const ownHostsOf = perService((service): ReadonlySet<string> => {
  const names = new Set(["localhost"]);
  for (const item of listOf(service.value, "links")?.items ?? []) {
    const alias = textOf(item)?.split(":").at(-1);
    if (alias !== undefined) names.add(alias.toLowerCase());
  }
  const hosts = valueOf(service.value, "extra_hosts");
  for (const name of hosts?.kind === "map" ? hosts.entries.keys() : []) names.add(name.toLowerCase());
  for (const item of hosts?.kind === "list" ? hosts.items : []) {
    const name = textOf(item)?.split(/[:=]/, 1)[0];
    if (name !== undefined) names.add(name.toLowerCase());
  }
  return names;
});

/** The ports that a service's image is said to listen on: known numbers of `expose`. */
export function exposedPorts(service: ComposeService): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const item of listOf(service.value, "expose")?.items ?? []) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/\w+)?$/.exec(textOf(item) ?? "");
    if (match === null) continue;
    const from = Number(match[1]);
    const to = Math.min(Number(match[2] ?? from), 65_535);
    for (let port = from; port <= to; port += 1) ports.add(port);
  }
  return ports;
}

/** The networks that a service is attached to; `default` where it names none, nothing with a network mode. */
export const networksOf = perService((service): ReadonlySet<string> => {
  if (knownText(scalarOf(service.value, "network_mode")?.value) !== undefined) return new Set();
  const networks = valueOf(service.value, "networks");
  if (networks?.kind === "map") return new Set(networks.entries.keys());
  const names = networks?.kind === "list" ? networks.items.map((item) => textOf(item)) : ["default"];
  return new Set(names.filter((name) => name !== undefined));
});

function namesOf(service: ComposeService): readonly ComposeValue[] {
  const names: ComposeValue[] = [];
  for (const key of ["container_name", "hostname"]) {
    const value = scalarOf(service.value, key);
    if (value !== undefined) names.push(value);
  }
  for (const { value } of mapOf(service.value, "networks")?.entries.values() ?? [])
    names.push(...(listOf(value, "aliases")?.items ?? []));
  return names;
}
