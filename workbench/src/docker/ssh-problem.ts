import type { Problem } from "../problem.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Failure } from "./failure.ts";
import { said } from "../text/said.ts";

/** What OpenSSH and a remote shell say, and what helps; the first row that fits decides. */
const REASONS: readonly (readonly [words: RegExp, message: string, remedy: string])[] = [
  [
    /host key verification failed/i,
    "does not yet trust the key of",
    "Run `ssh $HOST` once in a terminal and check the key that it shows.",
  ],
  [
    /permission denied \(|too many authentication failures/i,
    "was not let in by",
    "Load your key with `ssh-add`, so that `ssh $HOST` asks for nothing.",
  ],
  [
    /could not resolve hostname/i,
    "does not know a host named",
    "Correct the host's name in the context or in your SSH config.",
  ],
  [
    /connection refused|connection timed out|no route to host|network is unreachable|operation timed out/i,
    "cannot reach",
    "Check with `ssh $HOST` that the machine is up and reachable.",
  ],
  [
    /docker: (?:command )?not found|command not found|docker: no such file/i,
    "found no docker command on",
    "Install the Docker command line there, or put it on the PATH of non-interactive shells.",
  ],
  [
    /permission denied while trying to connect to the docker/i,
    "reached, but you may not use the Docker engine of,",
    "Add your user on that machine to the group docker, then log in again.",
  ],
  [
    /cannot connect to the docker daemon|failed to connect to the docker api/i,
    "reached, but no Docker engine runs on,",
    "Start Docker on that machine.",
  ],
];

/** Why ssh brought no connection to an engine. */
export function sshProblem(
  failure: Extract<Failure, { kind: "ssh" | "ssh-missing" | "ssh-refused" }>,
  endpoint: Endpoint,
): Problem {
  if (failure.kind === "ssh-missing") {
    return {
      id: "ssh-failed",
      message: "The program ssh, which the Docker context needs, was not found.",
      remedy: "Install an OpenSSH client and put it on the PATH.",
    };
  }
  if (failure.kind === "ssh-refused") {
    return {
      id: "ssh-failed",
      message: "The Docker context's SSH address could be taken for an option of ssh, so it is not used.",
      remedy: "Correct the host and user of the address, which must not begin with a hyphen.",
    };
  }
  const { address } = endpoint;
  const host = address.kind === "ssh" ? address.host : "the host";
  const login = address.kind === "ssh" && address.user !== undefined ? `${address.user}@${host}` : host;
  const shown = said(failure.said);
  const [, message, remedy] = REASONS.find(([words]) => words.test(failure.said)) ?? [
    undefined,
    "ended without a connection to the Docker engine on",
    "Check with `ssh $HOST docker version` in a terminal that it works.",
  ];
  return {
    id: "ssh-failed",
    message: `ssh ${message} ${host}.`,
    remedy: remedy.replace("$HOST", () => login),
    ...(shown !== undefined && { said: shown }),
  };
}
