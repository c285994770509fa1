import { addressText } from "../../../workbench/src/docker/address.ts";
import type { Endpoint, EndpointAddress } from "../../../workbench/src/docker/endpoint.ts";

/** The name by which a view tells engines apart. */
export function engineName({ context, address }: Endpoint): string {
  return context ?? addressText(address);
}

/** Variables with which the docker command speaks to this engine; null takes one away. */
export function dockerVariables(endpoint: Endpoint): Record<string, string | null> {
  const { context, chosenBy, address } = endpoint;
  if (context !== undefined && chosenBy !== "DOCKER_HOST" && chosenBy !== "found") {
    return { DOCKER_CONTEXT: context, DOCKER_HOST: null };
  }
  // DOCKER_HOST of this process brings its own TLS variables along.
  if (chosenBy === "DOCKER_HOST") return {};
  return { DOCKER_HOST: hostOf(address), DOCKER_CONTEXT: null };
}

function hostOf(address: EndpointAddress): string {
  switch (address.kind) {
    case "unix":
      return `unix://${address.path}`;
    case "npipe":
      return `npipe://${address.path}`;
    case "tcp":
      return `tcp://${addressText(address)}`;
    default: {
      const user = address.user === undefined ? "" : `${address.user}@`;
      return `${addressText(address).replace("ssh://", `ssh://${user}`)}${address.path ?? ""}`;
    }
  }
}

/** Where a published port of this engine is reached from its clients' side. */
export function publishedHost(endpoint: Endpoint, hostIp: string | undefined): string {
  const { address } = endpoint;
  if (address.kind === "tcp" || address.kind === "ssh") return bracketed(address.host);
  const isEvery = hostIp === undefined || hostIp === "" || hostIp === "0.0.0.0" || hostIp === "::";
  return isEvery ? "localhost" : bracketed(hostIp);
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
