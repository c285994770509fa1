import * as l10n from "@vscode/l10n";
import type { Problem } from "../problem.ts";
import { addressText } from "./address.ts";
import type { Endpoint } from "./endpoint.ts";
import { EngineError } from "./engine.ts";
import type { Failure } from "./failure.ts";
import { failureOf } from "./failure.ts";
import { secondCount } from "../text/counts.ts";
import { said } from "../text/said.ts";
import { sshProblem } from "./ssh-problem.ts";

/** The only error that leaves an Engine: whatever was thrown, in words. */
export function engineError(error: unknown, endpoint: Endpoint): EngineError {
  return error instanceof EngineError ? error : new EngineError(engineProblem(failureOf(error), endpoint));
}

/** One sentence and one remedy for each way in which an engine fails. */
export function engineProblem(failure: Failure, endpoint: Endpoint): Problem {
  const where = addressText(endpoint.address);
  switch (failure.kind) {
    case "system":
      return systemProblem(failure.code, failure.said, endpoint);
    case "timeout":
      return {
        id: "engine-hangs",
        message: l10n.t(
          "The Docker engine at {0} did not answer within {1}.",
          where,
          secondCount(Math.round(failure.milliseconds / 1000)),
        ),
        remedy: l10n.t("Restart the Docker engine, or choose another context."),
      };
    case "status":
      return statusProblem(failure.status, failure.said, where);
    case "cut":
      return {
        id: "engine-unreachable",
        message: l10n.t(
          "The Docker engine at {0} ended the connection before its answer was complete.",
          where,
        ),
        remedy: l10n.t("Check that the Docker engine is still running."),
      };
    case "unreadable":
      return withSaid(failure.what === "size" ? tooLarge() : unreadable(failure.what, where), failure.said);
    case "ssh":
    case "ssh-missing":
    case "ssh-refused":
      return sshProblem(failure, endpoint);
    case "tls-file":
      return {
        id: "tls-failed",
        message: l10n.t("The TLS file {0} for the Docker engine cannot be read.", failure.path),
        remedy: l10n.t("Correct DOCKER_CERT_PATH or the context's TLS files."),
      };
    default:
      return {
        id: "engine-unreachable",
        message: l10n.t("The connection to the Docker engine at {0} was closed.", where),
        remedy: l10n.t("Refresh the view."),
      };
  }
}

function tooLarge(): Problem {
  return {
    id: "engine-unreadable",
    message: l10n.t("The Docker engine's answer is too large to be read."),
    remedy: l10n.t("Ask for less of it, for example fewer lines of a log."),
  };
}

function unreadable(what: "html" | "json" | "shape", where: string): Problem {
  return {
    id: "engine-unreadable",
    message:
      what === "html"
        ? l10n.t("A web page answered at {0}, not a Docker engine.", where)
        : l10n.t("The answer from {0} is not what a Docker engine says.", where),
    remedy: l10n.t("Check the engine's address, and that no proxy stands between."),
  };
}

/** Names of Node's errors that speak of certificates or of the TLS handshake. */
const TLS =
  /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH)/;

function systemProblem(code: string, words: string, endpoint: Endpoint): Problem {
  const { address } = endpoint;
  const where = addressText(address);
  if (TLS.test(code)) {
    return withSaid(
      {
        id: "tls-failed",
        message: l10n.t("No secure connection to the Docker engine at {0} could be made.", where),
        remedy: l10n.t("Check the CA, the certificate and the key of the context or of DOCKER_CERT_PATH."),
      },
      words,
    );
  }
  if (address.kind === "unix" && ["EACCES", "EPERM"].includes(code)) {
    return {
      id: "engine-no-permission",
      message: l10n.t("You may not open the Docker engine's socket {0}.", where),
      remedy: l10n.t("Add your user to the group that owns the socket (usually docker), then log in again."),
    };
  }
  if (address.kind === "npipe" && ["EACCES", "EPERM"].includes(code)) {
    return {
      id: "engine-no-permission",
      message: l10n.t("You may not open the Docker engine's pipe {0}.", where),
      remedy: l10n.t("Add your user to the group docker-users, then sign in again."),
    };
  }
  if (["ENOENT", "ENOTSOCK", "ENOTDIR"].includes(code)) {
    return {
      id: "engine-missing",
      message: l10n.t("No Docker engine listens at {0}.", where),
      remedy: l10n.t("Start Docker, or choose another context."),
    };
  }
  if (code === "ECONNREFUSED") {
    return {
      id: "engine-unreachable",
      message: l10n.t("No Docker engine runs at {0}.", where),
      remedy: l10n.t("Start Docker, or choose another context."),
    };
  }
  if (["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"].includes(code)) {
    return withSaid(
      {
        id: "engine-unreachable",
        message: l10n.t("The machine of the Docker engine at {0} cannot be reached.", where),
        remedy: l10n.t("Check the address and the network, or choose another context."),
      },
      words,
    );
  }
  return withSaid(
    {
      id: "engine-unreachable",
      message: l10n.t("The connection to the Docker engine at {0} failed.", where),
      remedy: l10n.t("Check that the Docker engine is running, or choose another context."),
    },
    words,
  );
}

function statusProblem(status: number, words: string, where: string): Problem {
  if (status === 404 && /no such (?:container|exec)|no container with/i.test(words)) {
    return {
      id: "container-gone",
      message: l10n.t("The container is gone."),
      remedy: l10n.t("Refresh the list of containers."),
    };
  }
  if (status === 400 && /HTTP request to an HTTPS server/i.test(words)) {
    return {
      id: "tls-failed",
      message: l10n.t("The Docker engine at {0} wants a secure connection.", where),
      remedy: l10n.t("Set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or use a context with TLS files."),
    };
  }
  if (status === 401 || status === 403) {
    return withSaid(
      {
        id: "engine-refused",
        message: l10n.t("The Docker engine at {0} does not allow this (status {1}).", where, status),
        remedy: l10n.t("Ask whoever runs the engine for the right to do it."),
      },
      words,
    );
  }
  return withSaid(
    {
      id: "engine-refused",
      message:
        status >= 500
          ? l10n.t("The Docker engine at {0} failed to do this (status {1}).", where, status)
          : l10n.t("The Docker engine at {0} refused this (status {1}).", where, status),
      remedy: l10n.t("Read what the engine said, and try again."),
    },
    words,
  );
}

function withSaid(problem: Problem, words: string): Problem {
  const shown = said(words);
  return shown === undefined ? problem : { ...problem, said: shown };
}
