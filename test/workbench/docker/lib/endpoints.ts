import type { Endpoint, EndpointAddress } from "../../../../workbench/src/docker/endpoint.ts";

export function endpointAt(address: EndpointAddress): Endpoint {
  return { context: undefined, chosenBy: "option", address, isLocal: address.kind === "unix" };
}

/** `unix:///path` of a real engine. */
export function endpointOf(host: string): Endpoint {
  return endpointAt({ kind: "unix", path: host.replace(/^unix:\/\//, "") });
}
