import { isAuthenticatingProxy, openServices } from "../../knowledge/index.ts";
import { imageOf } from "../../model/compose/image.ts";
import type { ServicePort } from "../../model/compose/ports.ts";
import { contains, portsOf, publishedBeyondLoopback } from "../../model/compose/ports.ts";
import type { ComposeProject } from "../../model/compose/project.ts";
import type { Allow } from "../../settings.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { publishOnLoopback, publishedAt } from "../shared/port-edits.ts";
import { openPorts } from "../shared/servers.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "service-published-open",
  subject: "compose",
  category: "security",
  severity: "warning",
  since: "0.2.0",
  summary: "a server without authentication, published on every interface of the host",
  sources: [
    "mlflow-auth",
    "tensorboard-auth",
    "ray-security",
    "ollama-auth",
    "dask-security",
    "pgadmin-desktop",
  ],
  *check({ project, allow }) {
    if (hasAuthentication(project)) return;
    const found = openlyPublished(project, allow);
    const here = found.filter(({ port }) => port.at.file === project.path);
    const [first, ...others] = here;
    if (first === undefined) return;
    const { port, title, lets, number } = first;
    yield {
      at: publishedAt(port, project),
      message: `${title} asks nobody for a password, and port ${number} is published on every interface of the host: whoever reaches it can ${lets}. Publish it on 127.0.0.1, or behind a proxy that authenticates.`,
      related: others.map((one) => ({
        at: publishedAt(one.port, project),
        message: `${one.title}, too.`,
      })),
      fixes: fixOf(here, project),
    };
  },
});

interface Published {
  readonly title: string;
  readonly lets: string;
  readonly port: ServicePort;
  /** On the host. */
  readonly number: number;
}

function openlyPublished(
  project: ComposeProject,
  { openPorts: allowed }: Pick<Allow, "openPorts">,
): readonly Published[] {
  const found: Published[] = [];
  for (const service of project.services.values()) {
    const ports = portsOf(service).filter((port) => publishedBeyondLoopback(port) === true);
    if (ports.length === 0) continue;
    for (const server of openServices()) {
      const numbers = openPorts(service, server);
      for (const port of ports) {
        const number = numbers.find((one) => port.target !== "unknown" && contains(port.target, one));
        const onHost = number === undefined ? undefined : hostPort(port, number);
        if (onHost === undefined || allowed.includes(onHost) || port.protocol !== "tcp") continue;
        found.push({ title: server.service, lets: server.lets, port, number: onHost });
      }
    }
  }
  return found;
}

function hostPort({ published, target }: ServicePort, number: number): number | undefined {
  if (published === undefined || published === "unknown" || target === "unknown") return undefined;
  if (published.to - published.from !== target.to - target.from) return undefined;
  return published.from + number - target.from;
}

/** A proxy that authenticates, or a setting of one that asks for passwords. */
function hasAuthentication(project: ComposeProject): boolean {
  if (AUTHENTICATION.test(project.yaml.source)) return true;
  return [...project.services.values()].some((service) => {
    const reference = imageOf(service)?.reference;
    return reference !== undefined && isAuthenticatingProxy(reference);
  });
}

const AUTHENTICATION = /basic-?auth|forward-?auth|htpasswd|auth_basic/i;

function fixOf(found: readonly Published[], project: ComposeProject): readonly Fix[] {
  const edits = new Map<number, PlacedEdit>();
  for (const { port } of found) {
    const edit = publishOnLoopback(port, project);
    if (edit === undefined) return [];
    // Services that share a list by an alias are edited once.
    edits.set(edit.span.start, edit);
  }
  return [{ title: "Publish on 127.0.0.1 only", safety: "suggested", edits: [...edits.values()] }];
}
