import type { Problem } from "../problem.ts";
import { addressText } from "./address.ts";
import type { Endpoint } from "./endpoint.ts";
import { EngineError } from "./engine.ts";
import type { Failure } from "./failure.ts";
import { failureOf } from "./failure.ts";
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
        message: `The Docker engine at ${where} did not answer within ${Math.round(failure.milliseconds / 1000)} seconds.`,
        remedy: "Restart the Docker engine, or choose another context.",
      };
    case "status":
      return statusProblem(failure.status, failure.said, where);
    case "cut":
      return {
        id: "engine-unreachable",
        message: `The Docker engine at ${where} ended the connection before its answer was complete.`,
        remedy: "Check that the Docker engine is still running.",
      };
    case "unreadable":
      return withSaid(failure.what === "size" ? TOO_LARGE : unreadable(failure.what, where), failure.said);
    case "ssh":
    case "ssh-missing":
    case "ssh-refused":
      return sshProblem(failure, endpoint);
    case "tls-file":
      return {
        id: "tls-failed",
        message: `The TLS file ${failure.path} for the Docker engine cannot be read.`,
        remedy: "Correct DOCKER_CERT_PATH or the context's TLS files.",
      };
    default:
      return {
        id: "engine-unreachable",
        message: `The connection to the Docker engine at ${where} was closed.`,
        remedy: "Refresh the view.",
      };
  }
}

const TOO_LARGE: Problem = {
  id: "engine-unreadable",
  message: "The Docker engine's answer is too large to be read.",
  remedy: "Ask for less of it, for example fewer lines of a log.",
};

function unreadable(what: "html" | "json" | "shape", where: string): Problem {
  return {
    id: "engine-unreadable",
    message:
      what === "html"
        ? `A web page answered at ${where}, not a Docker engine.`
        : `The answer from ${where} is not what a Docker engine says.`,
    remedy: "Check the engine's address, and that no proxy stands between.",
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
        message: `No secure connection to the Docker engine at ${where} could be made.`,
        remedy: "Check the CA, the certificate and the key of the context or of DOCKER_CERT_PATH.",
      },
      words,
    );
  }
  if (address.kind === "unix" && ["EACCES", "EPERM"].includes(code)) {
    return {
      id: "engine-no-permission",
      message: `You may not open the Docker engine's socket ${where}.`,
      remedy: "Add your user to the group that owns the socket (usually docker), then log in again.",
    };
  }
  if (address.kind === "npipe" && ["EACCES", "EPERM"].includes(code)) {
    return {
      id: "engine-no-permission",
      message: `You may not open the Docker engine's pipe ${where}.`,
      remedy: "Add your user to the group docker-users, then sign in again.",
    };
  }
  if (["ENOENT", "ENOTSOCK", "ENOTDIR"].includes(code)) {
    return {
      id: "engine-missing",
      message: `No Docker engine listens at ${where}.`,
      remedy: "Start Docker, or choose another context.",
    };
  }
  if (code === "ECONNREFUSED") {
    return {
      id: "engine-unreachable",
      message: `The Docker engine at ${where} is not running.`,
      remedy: "Start Docker, or choose another context.",
    };
  }
  if (["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"].includes(code)) {
    return withSaid(
      {
        id: "engine-unreachable",
        message: `The machine of the Docker engine at ${where} cannot be reached.`,
        remedy: "Check the address and the network, or choose another context.",
      },
      words,
    );
  }
  return withSaid(
    {
      id: "engine-unreachable",
      message: `The connection to the Docker engine at ${where} failed.`,
      remedy: "Check that the Docker engine is running, or choose another context.",
    },
    words,
  );
}

function statusProblem(status: number, words: string, where: string): Problem {
  if (status === 404 && /no such (?:container|exec)|no container with/i.test(words)) {
    return {
      id: "container-gone",
      message: "The container is gone.",
      remedy: "Refresh the list of containers.",
    };
  }
  if (status === 400 && /HTTP request to an HTTPS server/i.test(words)) {
    return {
      id: "tls-failed",
      message: `The Docker engine at ${where} wants a secure connection.`,
      remedy: "Set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or use a context with TLS files.",
    };
  }
  if (status === 401 || status === 403) {
    return withSaid(
      {
        id: "engine-refused",
        message: `The Docker engine at ${where} does not allow this (status ${status}).`,
        remedy: "Ask whoever runs the engine for the right to do it.",
      },
      words,
    );
  }
  return withSaid(
    {
      id: "engine-refused",
      message:
        status >= 500
          ? `The Docker engine at ${where} failed to do this (status ${status}).`
          : `The Docker engine at ${where} refused this (status ${status}).`,
      remedy: "Read what the engine said, and try again.",
    },
    words,
  );
}

function withSaid(problem: Problem, words: string): Problem {
  const shown = said(words);
  return shown === undefined ? problem : { ...problem, said: shown };
}
