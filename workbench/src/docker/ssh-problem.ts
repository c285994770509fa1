import * as l10n from "@vscode/l10n";
import type { Problem } from "../problem.ts";
import { addressText } from "./address.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Failure } from "./failure.ts";
import { said } from "../text/said.ts";

/** What OpenSSH and a remote shell say, and what helps; the first row that fits decides. */
const REASONS: readonly (readonly [words: RegExp, told: (host: string, login: string) => Told])[] = [
  [
    /host key verification failed/i,
    (host, login) => ({
      message: l10n.t("ssh does not yet trust the key of {0}.", host),
      remedy: l10n.t("Run `ssh {0}` once in a terminal and check the key that it shows.", login),
    }),
  ],
  [
    /permission denied \(|too many authentication failures/i,
    (host, login) => ({
      message: l10n.t("ssh was not let in by {0}.", host),
      remedy: l10n.t("Load your key with `ssh-add`, so that `ssh {0}` asks for nothing.", login),
    }),
  ],
  [
    /could not resolve hostname/i,
    (host) => ({
      message: l10n.t("ssh does not know a host named {0}.", host),
      remedy: l10n.t("Correct the host's name in the context or in your SSH config."),
    }),
  ],
  [
    /connection refused|connection timed out|no route to host|network is unreachable|operation timed out/i,
    (host, login) => ({
      message: l10n.t("ssh cannot reach {0}.", host),
      remedy: l10n.t("Check with `ssh {0}` that the machine is up and reachable.", login),
    }),
  ],
  [
    /docker: (?:command )?not found|command not found|docker: no such file/i,
    (host) => ({
      message: l10n.t("ssh found no docker command on {0}.", host),
      remedy: l10n.t(
        "Install the Docker command line there, or put it on the PATH of non-interactive shells.",
      ),
    }),
  ],
  [
    /permission denied while trying to connect to the docker/i,
    (host) => ({
      message: l10n.t("ssh reached {0}, but you may not use its Docker engine.", host),
      remedy: l10n.t("Add your user on that machine to the group docker, then log in again."),
    }),
  ],
  [
    /cannot connect to the docker daemon|failed to connect to the docker api/i,
    (host) => ({
      message: l10n.t("ssh reached {0}, but no Docker engine runs there.", host),
      remedy: l10n.t("Start Docker on that machine."),
    }),
  ],
];

type Told = Pick<Problem, "message" | "remedy">;

/** Why ssh brought no connection to an engine. */
export function sshProblem(
  failure: Extract<Failure, { kind: "ssh" | "ssh-missing" | "ssh-refused" }>,
  endpoint: Endpoint,
): Problem {
  if (failure.kind === "ssh-missing") {
    return {
      id: "ssh-failed",
      message: l10n.t("The program ssh, which the Docker context needs, was not found."),
      remedy: l10n.t("Install an OpenSSH client and put it on the PATH."),
    };
  }
  if (failure.kind === "ssh-refused") {
    return {
      id: "ssh-failed",
      message: l10n.t(
        "The Docker context's SSH address could be taken for an option of ssh, so it is not used.",
      ),
      remedy: l10n.t("Correct the host and user of the address, which must not begin with a hyphen."),
    };
  }
  const { address } = endpoint;
  const host = address.kind === "ssh" ? address.host : addressText(address);
  const login = address.kind === "ssh" && address.user !== undefined ? `${address.user}@${host}` : host;
  const shown = said(failure.said);
  const [, told] = REASONS.find(([words]) => words.test(failure.said)) ?? [undefined, endedAtOnce];
  return { id: "ssh-failed", ...told(host, login), ...(shown !== undefined && { said: shown }) };
}

function endedAtOnce(host: string, login: string): Told {
  return {
    message: l10n.t("ssh ended without a connection to the Docker engine on {0}.", host),
    remedy: l10n.t("Check with `ssh {0} docker version` in a terminal that it works.", login),
  };
}
