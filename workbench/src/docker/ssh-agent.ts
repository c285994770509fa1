import type { AgentOptions } from "node:http";
import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import type { EndpointAddress } from "./endpoint.ts";
import { EngineFailure } from "./failure.ts";
import { SshSocket } from "./ssh-socket.ts";

type SshAddress = Extract<EndpointAddress, { kind: "ssh" }>;

/**
 * Connections over `ssh … docker system dial-stdio`, as the docker command line makes them: the user's own SSH config, agent and known hosts
 * count. Each connection is one ssh; they are kept for the next request, and end with the agent.
 */
export class SshAgent extends Agent {
  readonly #argv: readonly string[];
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #open = new Set<SshSocket>();

  /** Throws an EngineFailure for an address that ssh could take for options. */
  constructor(
    address: SshAddress,
    environment: Readonly<Record<string, string | undefined>>,
    options: AgentOptions,
  ) {
    super(options);
    this.#argv = sshCommand(address);
    this.#environment = environment;
  }

  override createConnection(): Duplex {
    const socket = new SshSocket(this.#argv, this.#environment);
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
    return socket;
  }

  override destroy(): void {
    super.destroy();
    for (const socket of this.#open) socket.destroy();
  }
}

/** The words of the command. ssh asks nobody for anything: a password or an unknown host key is a failure with a name. */
export function sshCommand(address: SshAddress): readonly string[] {
  const { user, host, port, path } = address;
  for (const word of [host, user ?? ""]) {
    // A control character or space belongs to no name, and a leading hyphen makes an option.
    if (/^-|[\p{Cc}\s]/u.test(word)) throw new EngineFailure({ kind: "ssh-refused", host });
  }
  return [
    "ssh",
    "-T",
    "-o",
    "ConnectTimeout=30",
    "-o",
    "BatchMode=yes",
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    "--",
    host,
    "docker",
    ...(path === undefined ? [] : ["--host", shellWord(`unix://${path}`)]),
    "system",
    "dial-stdio",
  ];
}

/** sshd hands the words to a shell on the other side. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
