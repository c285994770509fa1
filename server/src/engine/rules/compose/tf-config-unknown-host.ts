import { serviceCommands } from "../../model/compose/command.ts";
import { hostsOf, ownHostsOf, serviceByHost } from "../../model/compose/hosts.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { perService } from "../../model/memo.ts";
import { networkModeOf } from "../../model/compose/settings.ts";
import { booleanOf, mapOf, valueOf } from "../../model/compose/value.ts";
import { nearest } from "../../text/nearest.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { matchesAny } from "../shared/allowed.ts";
import { tfConfigOf } from "../shared/tf-config.ts";
import type { TfConfig } from "../shared/tf-config.ts";

export default defineRule({
  name: "tf-config-unknown-host",
  subject: "compose",
  category: "training",
  severity: "warning",
  since: "0.2.0",
  summary: "an address in TF_CONFIG at which no task of the file listens, or another one than the task's own",
  sources: ["TensorFlow documentation, distributed training, TF_CONFIG"],
  *check({ project, allow }) {
    if (project.isFragment || !hostsOf(project).isComplete || hasExternalNetwork(project)) return;
    for (const service of project.services.values()) {
      const config = tfConfigOf(service);
      if (config?.cluster === undefined || networkModeOf(service) !== undefined) continue;
      yield* unknownHosts(service, config, allow.hosts);
      yield* deafPorts(service, config);
      const own = foreignAddress(service, config);
      if (own !== undefined) yield own;
    }
  },
});

function* unknownHosts(
  service: ComposeService,
  config: TfConfig,
  allowed: readonly string[],
): Generator<Finding> {
  const seen = new Map<string, number>();
  let reported = 0;
  for (const addresses of config.cluster?.types.values() ?? []) {
    for (const address of addresses.values()) {
      const host = hostOf(address);
      const times = seen.get(address) ?? 0;
      seen.set(address, times + 1);
      if (host === undefined || isOutside(host) || matchesAny(allowed, host)) continue;
      if (serviceByHost(service.project, host) !== undefined || ownHostsOf(service).has(host.toLowerCase()))
        continue;
      reported += 1;
      if (reported > MOST_FINDINGS) return;
      const found = config.locate(JSON.stringify(address), times);
      const fix = renaming(service, found.place, address, host);
      yield {
        at: found.at,
        message: `No service of the file is reached as "${shortened(host, 60)}": the tasks wait for it forever. Use the name of a service, its container_name, hostname or alias.`,
        fixes: fix === undefined ? [] : [fix],
      };
    }
  }
}

/** Who has as many wrong addresses has them all from one mistake. */
const MOST_FINDINGS = 20;

/** Addresses of other services with a port on which their own tasks do not listen. */
function* deafPorts(service: ComposeService, config: TfConfig): Generator<Finding> {
  const seen = new Map<string, number>();
  const ports = portsByOwner(service, config);
  let reported = 0;
  for (const addresses of config.cluster?.types.values() ?? []) {
    for (const address of addresses.values()) {
      const times = seen.get(address) ?? 0;
      seen.set(address, times + 1);
      const owner = ownerOf(service, address);
      if (owner === undefined || owner === service) continue;
      const listens = ownPort(owner);
      const wanted = ports.get(owner);
      if (listens === undefined || wanted === undefined || wanted.includes(listens)) continue;
      reported += 1;
      if (reported > MOST_FINDINGS) return;
      const { at, place } = config.locate(JSON.stringify(address), times);
      const fix = wanted.length === 1 ? portFix(service, place, address, listens) : undefined;
      yield {
        at,
        message: `By its own TF_CONFIG ${shortened(owner.name, 60)} listens on port ${listens}, and not on ${portOf(address) ?? ""}: the tasks wait for it forever. Give all tasks the same cluster.`,
        fixes: fix === undefined ? [] : [fix],
      };
    }
  }
}

/** The ports at which a cluster looks for each service. */
function portsByOwner(
  service: ComposeService,
  { cluster }: TfConfig,
): ReadonlyMap<ComposeService, readonly string[]> {
  const ports = new Map<ComposeService, string[]>();
  for (const addresses of cluster?.types.values() ?? []) {
    for (const address of addresses.values()) {
      const [owner, port] = [ownerOf(service, address), portOf(address)];
      if (owner === undefined || port === undefined) continue;
      const known = ports.get(owner);
      if (known === undefined) ports.set(owner, [port]);
      else known.push(port);
    }
  }
  return ports;
}

/** The port on which TensorFlow listens in a service: that of its own task. Undefined where a command may say otherwise. */
const ownPort = perService((service): string | undefined => {
  const config = tfConfigOf(service);
  const task = config?.task;
  if (task?.type === undefined || task.index === undefined || networkModeOf(service) !== undefined)
    return undefined;
  const address = config?.cluster?.types.get(task.type)?.get(task.index);
  if (address === undefined || ownerOf(service, address) !== service) return undefined;
  const setsAnother = serviceCommands(service).some(
    ({ environment, args }) =>
      environment.has("TF_CONFIG") || args.some(({ raw }) => raw.includes("TF_CONFIG")),
  );
  return setsAnother ? undefined : portOf(address);
});

function ownerOf(service: ComposeService, address: string): ComposeService | undefined {
  const host = hostOf(address);
  if (host === undefined || isOutside(host) || ownHostsOf(service).has(host.toLowerCase())) return undefined;
  return serviceByHost(service.project, host);
}

function portOf(address: string): string | undefined {
  return /:(\d{1,5})$/.exec(address)?.[1];
}

function portFix(
  { project }: ComposeService,
  place: { readonly start: number; readonly end: number } | undefined,
  address: string,
  port: string,
): Fix | undefined {
  if (place === undefined) return undefined;
  const start = place.start + 1 + address.lastIndexOf(":") + 1;
  const span = { file: project.path, start, end: place.start + 1 + address.length };
  return { title: `Use port ${port}`, safety: "suggested", edits: [{ span, text: port }] };
}

function foreignAddress(service: ComposeService, config: TfConfig): Finding | undefined {
  const { cluster, task } = config;
  const address =
    task?.type === undefined || task.index === undefined
      ? undefined
      : cluster?.types.get(task.type)?.get(task.index);
  const host = address === undefined ? undefined : hostOf(address);
  if (address === undefined || host === undefined || isOutside(host)) return undefined;
  const owner = serviceByHost(service.project, host);
  if (owner === undefined || owner === service || ownHostsOf(service).has(host.toLowerCase()))
    return undefined;
  const [type, index] = [shortened(task?.type ?? "", 40), task?.index ?? 0];
  return {
    at: config.locate('"task"').at,
    message: `${service.name} is said to be ${type} ${index}, whose address "${shortened(address, 60)}" is the service ${owner.name}: it is not reached there. Give each service its own index.`,
    related: [{ at: config.locate(JSON.stringify(address)).at, message: "The address of the task." }],
  };
}

/** `worker-0:2222`, in any case; undefined for what is no such address. */
function hostOf(address: string): string | undefined {
  return /^(?:grpc:\/\/)?([A-Za-z0-9_][\w.-]*):\d{1,5}$/.exec(address)?.[1];
}

/** Names with a dot and addresses are of the world outside; `localhost` is for a cluster within one container. */
function isOutside(host: string): boolean {
  return host.includes(".") || host.toLowerCase() === "localhost" || host === "host-gateway";
}

function renaming(
  { project }: ComposeService,
  place: { readonly start: number; readonly end: number } | undefined,
  address: string,
  host: string,
): Fix | undefined {
  const name = nearest(host, [...project.services.keys()]);
  if (place === undefined || name === undefined) return undefined;
  const start = place.start + 1 + address.indexOf(host);
  const span = { file: project.path, start, end: start + host.length };
  return { title: `Use ${name}`, safety: "suggested", edits: [{ span, text: name }] };
}

/** Services of other projects may be reached in a network that is not the project's own. */
function hasExternalNetwork(project: ComposeProject): boolean {
  return [...(mapOf(project.root, "networks")?.entries.values() ?? [])].some(({ value }) => {
    const external = valueOf(value, "external");
    return external !== undefined && booleanOf(external) !== false;
  });
}
