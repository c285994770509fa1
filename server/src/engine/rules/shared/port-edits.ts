import type { ComposeProject } from "../../model/compose/project.ts";
import type { ServicePort } from "../../model/compose/ports.ts";
import type { ComposeScalar, Place } from "../../model/compose/value.ts";
import { entryOf, scalarOf } from "../../model/compose/value.ts";
import { partAt, writtenText } from "../../model/compose/written.ts";
import { sourceSpan } from "../../text/logical.ts";
import type { PlacedEdit } from "./yaml-edits.ts";
import { addEntry, replaceScalar } from "./yaml-edits.ts";

/** Where to report what a port is published as: the host's part of the short form, `published` of the long one. */
export function publishedAt(port: ServicePort, project: ComposeProject): Place {
  if (port.value.kind === "map") return entryOf(port.value, "published")?.value.at ?? port.at;
  const end = port.value.kind === "scalar" ? port.value.raw.lastIndexOf(":") : -1;
  if (port.value.kind !== "scalar" || end <= 0 || port.value.raw.includes("}", end)) return port.at;
  return partAt(port.value, sourceSpan(writtenText(port.value, project), 0, end));
}

/** The edit that publishes a port under another number; undefined where a variable gives the number. */
export function publishAs(
  port: ServicePort,
  published: number,
  project: ComposeProject,
): PlacedEdit | undefined {
  const { value } = port;
  if (value.kind === "map") {
    const scalar = scalarOf(value, "published");
    return scalar === undefined || scalar.raw.includes("$")
      ? undefined
      : replaceScalar(project.yaml.source, scalar, String(published));
  }
  const match =
    value.kind === "scalar" ? /^((?:[\d.]+:|\[[\da-fA-F:]+\]:)?)(\d+):\d+(?:\/\w+)?$/.exec(value.raw) : null;
  if (match === null || value.kind !== "scalar") return undefined;
  const start = match[1]?.length ?? 0;
  return { span: part(value, start, start + (match[2]?.length ?? 0), project), text: String(published) };
}

/** The edit that publishes a port on the loopback address alone; undefined where its form leaves no plain place for that. */
export function publishOnLoopback(port: ServicePort, project: ComposeProject): PlacedEdit | undefined {
  const { value, hostIp } = port;
  if (value.kind === "map") {
    const written = scalarOf(value, "host_ip");
    if (written !== undefined) return replaceScalar(project.yaml.source, written, "127.0.0.1");
    return addEntry(project.yaml.source, value, "host_ip: 127.0.0.1");
  }
  if (value.kind !== "scalar") return undefined;
  if (hostIp === undefined) return { span: part(value, 0, 0, project), text: "127.0.0.1:" };
  const ip = /^(?:\[[^\]]*\]|[\d.]+)(?=:)/.exec(value.raw)?.[0];
  return ip === undefined ? undefined : { span: part(value, 0, ip.length, project), text: "127.0.0.1" };
}

function part(scalar: ComposeScalar, from: number, to: number, project: ComposeProject): Place {
  const { start, end } = sourceSpan(writtenText(scalar, project), from, to);
  return { file: scalar.place.file, start, end: from === to ? start : end };
}
