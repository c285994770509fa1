import type { PortRange, ServicePort } from "../../model/compose/ports.ts";
import { portsOf } from "../../model/compose/ports.ts";
import { canRunTogether, profilesOf } from "../../model/compose/profiles.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { integerOf, textOf, valueOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { fixedRange, overlap, waitsForEnd } from "../shared/host-ports.ts";
import { publishAs, publishedAt } from "../shared/port-edits.ts";
import { isSwarmStack } from "../shared/swarm.ts";

export default defineRule({
  name: "port-published-twice",
  subject: "compose",
  category: "run-time",
  severity: "error",
  since: "0.2.0",
  summary: "a port of the host that is published twice, so that the second container does not start",
  sources: ["Measured with Docker Engine 26.1: port is already allocated"],
  // What a fragment's services are used with may keep them apart by profiles.
  check: ({ project, path }) => (project.isFragment || isSwarmStack(project, path) ? [] : find(project)),
});

/** A port of the host that a service takes. */
interface Taken {
  readonly service: ComposeService;
  readonly port: ServicePort;
  readonly protocol: string;
  readonly ip: string | undefined;
}

function* find(project: ComposeProject): Generator<Finding> {
  const taken = new Map<string, Taken[]>();
  const clashes = clashesOf(project, taken);
  // What else takes a port of the host that variants share is one more of them.
  const shared = new Set(clashes.filter((clash) => areAlternatives(clash)).map(({ key }) => key));
  const variants = new Set<ComposeService>();
  for (const clash of clashes) {
    const { one, other, key } = clash;
    if (!shared.has(key) || needOneAnother(clash)) yield report(clash, taken, project);
    else if (!variants.has(one.service) && !hasProfiles(one) && !hasProfiles(other)) {
      variants.add(one.service);
      yield reportVariant(clash, project);
    }
  }
}

/** Two that take one port of the host. */
interface Clash {
  readonly one: Taken;
  /** The one that is written first. */
  readonly other: Taken;
  readonly number: number;
  readonly key: string;
}

function clashesOf(project: ComposeProject, taken: Map<string, Taken[]>): readonly Clash[] {
  const clashes: Clash[] = [];
  for (const service of project.services.values()) {
    if (neverRuns(service)) continue;
    for (const port of portsOf(service)) {
      const range = fixedRange(port);
      const { protocol, hostIp } = port;
      if (range === undefined || protocol === undefined || (hostIp !== undefined && !hostIp.known)) continue;
      const clash = take({ service, port, protocol, ip: knownText(hostIp) }, range, taken);
      if (clash !== undefined) clashes.push(clash);
    }
  }
  return clashes;
}

/** Notes what a port takes, and gives the first that has taken some of it before; rather one that it is an alternative to. */
function take(one: Taken, { from, to }: PortRange, taken: Map<string, Taken[]>): Clash | undefined {
  let clash: Clash | undefined;
  for (let number = from; number <= to; number += 1) {
    const key = `${number}/${one.protocol}`;
    const before = taken.get(key) ?? [];
    if (clash === undefined) {
      const all = before.filter((was) => excludes(was, one)).map((other) => ({ one, other, number, key }));
      clash = all.find((each) => areAlternatives(each)) ?? all[0];
    }
    if (before.length === 0) taken.set(key, [one]);
    else if (before.length < MOST) before.push(one);
  }
  return clash;
}

/** No real file has as many services on one port. */
const MOST = 20;

function neverRuns({ value }: ComposeService): boolean {
  return integerOf(value, "scale") === 0 || integerOf(value, "deploy", "replicas") === 0;
}

function excludes(one: Taken, other: Taken): boolean {
  if (!overlap(one.ip, other.ip)) return false;
  if (one.service === other.service) return !isSamePort(one.port, other.port);
  if (!canRunTogether(one.service, other.service)) return false;
  return !waitsForEnd(one.service, other.service) && !waitsForEnd(other.service, one.service);
}

/**
 * Whether two services look like variants of a server, of which people start one by its name: the same port inside and outside, or
 * one variable for both, and neither needs the other.
 */
function areAlternatives(clash: Clash): boolean {
  const { one, other } = clash;
  if (!isSamePort(one.port, other.port) && !isSameVariable(one.port, other.port)) return false;
  return !needOneAnother(clash);
}

function needOneAnother({ one: { service: one }, other: { service: other } }: Clash): boolean {
  return one === other || dependsOn(one, other) || dependsOn(other, one);
}

/** Directly or by way of others, as far as real projects go. */
function dependsOn(service: ComposeService, other: ComposeService): boolean {
  const seen = new Set<string>();
  const open = [service.name];
  for (const name of open) {
    if (seen.has(name)) continue;
    if (seen.size > MOST_SERVICES) break;
    seen.add(name);
    const wanted = valueOf(service.project.services.get(name)?.value, "depends_on");
    if (wanted?.kind === "map") open.push(...wanted.entries.keys());
    if (wanted?.kind === "list") open.push(...wanted.items.flatMap((item) => textOf(item) ?? []));
  }
  return seen.has(other.name);
}

const MOST_SERVICES = 100;

function isSameVariable({ value: a }: ServicePort, { value: b }: ServicePort): boolean {
  if (a.kind !== "scalar" || b.kind !== "scalar") return false;
  const variable = /^\$\{\w+/.exec(a.raw)?.[0];
  return variable !== undefined && /^\$\{\w+/.exec(b.raw)?.[0] === variable;
}

function hasProfiles({ service }: Taken): boolean {
  return profilesOf(service)?.size !== 0;
}

/** Compose takes an item that stands there twice as one. */
function isSamePort({ target: a }: ServicePort, { target: b }: ServicePort): boolean {
  return a !== "unknown" && b !== "unknown" && a.from === b.from && a.to === b.to;
}

function report(
  { one: { service, port }, other, number }: Clash,
  taken: ReadonlyMap<string, unknown>,
  project: ComposeProject,
): Finding {
  const free = nextFree(number, taken);
  const edit = free === undefined ? undefined : publishAs(port, free, project);
  const who =
    other.service === service
      ? "The service publishes another of its ports under it"
      : `The service ${shortened(other.service.name, 60)} publishes it, too`;
  const advice = free === undefined ? "Publish another one." : `Publish another one, such as ${free}.`;
  return {
    at: publishedAt(port, project),
    message: `Port ${number} of the host can be taken once. ${who}, and the container that comes second fails with "port is already allocated". ${advice}`,
    related: [{ at: publishedAt(other.port, project), message: "Published here as well." }],
    fixes:
      edit === undefined || free === undefined
        ? []
        : [{ title: `Publish on port ${free}`, safety: "suggested", edits: [edit] }],
  };
}

function reportVariant(
  { one: { service, port }, other: { service: other, port: first }, number }: Clash,
  project: ComposeProject,
): Finding {
  const [name, before] = [shortened(service.name, 60), shortened(other.name, 60)];
  return {
    at: publishedAt(port, project),
    severity: "info",
    message: `${name} and ${before} both publish port ${number}, so that "docker compose up" fails with "port is already allocated". Give services of which one runs at a time profiles of their own.`,
    related: [{ at: publishedAt(first, project), message: "Published here as well." }],
  };
}

function nextFree(number: number, taken: ReadonlyMap<string, unknown>): number | undefined {
  for (let free = number + 1; free <= Math.min(number + 100, 65_535); free += 1)
    if (!taken.has(`${free}/tcp`) && !taken.has(`${free}/udp`)) return free;
  return undefined;
}
