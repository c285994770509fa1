import { hostsOf, ownHostsOf, serviceByHost } from "../../model/compose/hosts.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
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
  summary: "an address in TF_CONFIG that is no service of the file, or another one than the task's own",
  sources: ["TensorFlow documentation, distributed training, TF_CONFIG"],
  *check({ project, allow }) {
    if (project.isFragment || !hostsOf(project).isComplete || hasExternalNetwork(project)) return;
    for (const service of project.services.values()) {
      const config = tfConfigOf(service);
      if (config?.cluster === undefined || networkModeOf(service) !== undefined) continue;
      yield* unknownHosts(service, config, allow.hosts);
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
