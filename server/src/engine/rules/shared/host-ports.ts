import type { PortRange, ServicePort } from "../../model/compose/ports.ts";
import { portsOf } from "../../model/compose/ports.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { textOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";

/** The ports that are taken for sure: of a range that is wider than the container's, the engine takes one that is free. */
export function fixedRange({ published, target }: ServicePort): PortRange | undefined {
  if (published === undefined || published === "unknown" || published.from === 0) return undefined;
  const width = published.to - published.from;
  if (width > WIDEST || target === "unknown") return undefined;
  return width === target.to - target.from ? published : undefined;
}

const WIDEST = 1000;

/** Whether two addresses are, or hold, the same one. None means all of both families. */
export function overlap(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true;
  if (a.includes(":") !== b.includes(":")) return false;
  return [a, b].some((ip) => ip === "0.0.0.0" || ip === "::");
}

/** Whether two services surely want one port of the host, so that only one of them runs at a time. */
export function shareHostPort(a: ComposeService, b: ComposeService): boolean {
  return portsOf(a).some((one) => portsOf(b).some((other) => collide(one, other)));
}

function collide(a: ServicePort, b: ServicePort): boolean {
  const [one, other] = [fixedRange(a), fixedRange(b)];
  if (one === undefined || other === undefined || one.to < other.from || other.to < one.from) return false;
  if (a.protocol === undefined || a.protocol !== b.protocol) return false;
  if (a.hostIp?.known === false || b.hostIp?.known === false) return false;
  return overlap(knownText(a.hostIp), knownText(b.hostIp));
}

/** Whether a service starts when the other has ended. */
export function waitsForEnd(service: ComposeService, { name }: ComposeService): boolean {
  return textOf(service.value, "depends_on", name, "condition") === "service_completed_successfully";
}
