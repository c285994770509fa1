import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { Disk } from "../services.ts";
import type { EndpointAddress, EndpointTls } from "./endpoint.ts";
import { EngineFailure } from "./failure.ts";
import { SshAgent } from "./ssh-agent.ts";
import type { Route } from "./transport.ts";

/** Connections are kept for this long after their last use. */
const IDLE = 30_000;

export interface RouteOptions {
  readonly disk: Disk;
  /** Variables for `ssh`, PATH among them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The way to an engine. Rejects with an EngineFailure where a TLS file cannot be read or an address must not be used. */
export async function routeTo(address: EndpointAddress, options: RouteOptions): Promise<Route> {
  switch (address.kind) {
    case "unix":
    case "npipe":
      return { secure: false, agent: new Agent(KEEP), options: { socketPath: address.path } };
    case "tcp": {
      const where = { host: address.host, port: address.port };
      if (address.tls === undefined) return { secure: false, agent: new Agent(KEEP), options: where };
      const files = await tlsFiles(address.tls, options.disk);
      return { secure: true, agent: new SecureAgent({ ...KEEP, ...files }), options: where };
    }
    default:
      return {
        secure: false,
        agent: new SshAgent(address, options.environment, KEEP),
        options: { host: "docker" },
      };
  }
}

const KEEP = { keepAlive: true, timeout: IDLE, maxFreeSockets: 4 };

interface TlsFiles {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

async function tlsFiles(tls: EndpointTls, disk: Disk): Promise<TlsFiles> {
  const read = async (path: string | undefined): Promise<string | undefined> => {
    if (path === undefined) return undefined;
    const content = await disk.read(path);
    if (content === undefined) throw new EngineFailure({ kind: "tls-file", path });
    return content;
  };
  const [ca, cert, key] = await Promise.all([read(tls.ca), read(tls.certificate), read(tls.key)]);
  return {
    rejectUnauthorized: tls.verify,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}
