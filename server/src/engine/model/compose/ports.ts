import { perService } from "../memo.ts";
import type { Resolved } from "../resolved.ts";
import { known, knownText, unknown } from "../resolved.ts";
import type { ComposeService } from "./project.ts";
import type { ComposeMap, ComposeScalar, ComposeValue, Place } from "./value.ts";
import { listOf, scalarOf, textOf } from "./value.ts";

/** A port, or a range of them, both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** One item of `ports`. */
export interface ServicePort {
  readonly form: "short" | "long";
  readonly value: ComposeValue;
  readonly at: Place;
  readonly place: Place;
  /** As written, without the brackets of IPv6; undefined where none is: then every address of the host. */
  readonly hostIp: Resolved | undefined;
  /** Undefined where the engine chooses a free one. A range that is wider than `target` means one free port of it. */
  readonly published: PortRange | undefined | "unknown";
  readonly target: PortRange | "unknown";
  /** In small letters; tcp where none is named, undefined where that is unknown. */
  readonly protocol: string | undefined;
}

/** The ports that a service publishes; none with the host's or another container's network. Items that Compose refuses are left out. */
export const portsOf = perService((service): readonly ServicePort[] => {
  const mode = textOf(service.value, "network_mode");
  if (mode !== undefined && /^(?:host|none|service:|container:)/.test(mode)) return [];
  return writtenPorts(service);
});

/** The items of `ports`, whether the network mode lets them have an effect or not. */
export const writtenPorts = perService((service): readonly ServicePort[] => {
  const ports: ServicePort[] = [];
  for (const item of listOf(service.value, "ports")?.items ?? []) {
    const port = item.kind === "scalar" ? short(item) : item.kind === "map" ? long(item) : undefined;
    if (port !== undefined) ports.push(port);
  }
  return ports;
});

/** Whether others than the host itself can reach the port. */
export function publishedBeyondLoopback({ hostIp }: ServicePort): boolean | "unknown" {
  if (hostIp === undefined) return true;
  return hostIp.known ? !isLoopback(hostIp.text) : "unknown";
}

/** 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(address: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|::1|(?:0+:){7}0*1|localhost)$/i.test(address);
}

/** Whether a service publishes one of its ports, by the container's number; "unknown" where variables decide. */
export function publishesTarget(service: ComposeService, target: number): boolean | "unknown" {
  const ports = portsOf(service);
  if (ports.some((port) => port.target !== "unknown" && contains(port.target, target))) return true;
  return ports.some((port) => port.target === "unknown") ? "unknown" : false;
}

export function contains({ from, to }: PortRange, port: number): boolean {
  return from <= port && port <= to;
}

/** `[ip:][published:]target[/protocol]`, each of the ports perhaps a range; read from the right, as an IPv6 address holds colons. */
function short(scalar: ComposeScalar): ServicePort | undefined {
  const { at, place, value } = scalar;
  const parts = value.known ? [value.text] : value.parts;
  const text = parts.map((part) => (typeof part === "string" ? part : HOLE)).join("");
  const [ports = "", protocol = ""] = text.split("/", 2);
  const [container = "", host, ...address] = ports.split(":").toReversed();
  // What `$BIND:80` and `$PORT` hold may be an address, a port, or both.
  const isOpen = address.length === 0 && (host ?? container).startsWith(HOLE);
  const ip = address
    .toReversed()
    .join(":")
    .replace(/^\[(.*)\]$/, "$1");
  const target = portOf(container);
  const published = host === undefined || host === "" ? undefined : portOf(host);
  if (target === undefined || (published === undefined && host !== undefined && host !== ""))
    return undefined;
  return {
    form: "short",
    value: scalar,
    at,
    place,
    hostIp:
      isOpen || ip.includes(HOLE)
        ? unknown("host", value.known ? ip : value.name)
        : ip === ""
          ? undefined
          : known(ip),
    published: isOpen ? "unknown" : published,
    target,
    protocol:
      protocol === ""
        ? defaultProtocol(container)
        : protocol.includes(HOLE)
          ? undefined
          : protocol.toLowerCase(),
  };
}

/** Stands for an unknown part. */
const HOLE = "\0";

function defaultProtocol(container: string): string | undefined {
  return container.endsWith(HOLE) ? undefined : "tcp";
}

function portOf(text: string): PortRange | "unknown" | undefined {
  return text.includes(HOLE) ? "unknown" : rangeOf(text);
}

function long(map: ComposeMap): ServicePort | undefined {
  const { at, place } = map;
  const target = longPort(map, "target");
  if (target === undefined) return undefined;
  const protocol = scalarOf(map, "protocol");
  const ip = scalarOf(map, "host_ip")?.value;
  return {
    form: "long",
    value: map,
    at,
    place,
    hostIp: ip?.known === true ? (ip.text === "" ? undefined : known(ip.text.replaceAll(/[[\]]/g, ""))) : ip,
    published: longPort(map, "published"),
    target,
    protocol: protocol === undefined ? "tcp" : knownText(protocol.value)?.toLowerCase(),
  };
}

function longPort(map: ComposeMap, key: string): PortRange | "unknown" | undefined {
  const scalar = scalarOf(map, key);
  if (scalar === undefined) return undefined;
  const text = knownText(scalar.value);
  return text === undefined ? "unknown" : rangeOf(text);
}

function rangeOf(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  return from <= to && to <= 65_535 ? { from, to } : undefined;
}
