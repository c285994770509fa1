/** Where an engine listens, and by what name the user knows it. */
export interface Endpoint {
  /** The context's name; undefined where `DOCKER_HOST` or a socket found by us says where. */
  readonly context: string | undefined;
  /** What chose it, for a view to say. */
  readonly chosenBy: "option" | "DOCKER_HOST" | "DOCKER_CONTEXT" | "config" | "default" | "found";
  readonly address: EndpointAddress;
  /** True for an engine whose processes and files are this machine's own. */
  readonly isLocal: boolean;
}

/** Whether the engine is reached over a network, so that this machine's GPUs are not its own. A virtual machine on this one is not meant. */
export function isElsewhere({ address }: Endpoint): boolean {
  if (address.kind === "ssh") return true;
  return address.kind === "tcp" && !/^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(address.host);
}

export type EndpointAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "npipe"; readonly path: string }
  | {
      readonly kind: "tcp";
      readonly host: string;
      readonly port: number;
      readonly tls: EndpointTls | undefined;
    }
  /** `docker system dial-stdio` on the other side of ssh. */
  | {
      readonly kind: "ssh";
      readonly user: string | undefined;
      readonly host: string;
      readonly port: number | undefined;
      readonly path: string | undefined;
    };

/** Paths of PEM files; each may be absent. */
export interface EndpointTls {
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly verify: boolean;
}
