import * as l10n from "@vscode/l10n";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import type { ProgramResult, Programs } from "../../../workbench/src/services.ts";
import { said } from "../../../workbench/src/text/said.ts";
import { dockerVariables } from "./engine-address.ts";

/** A call of the docker command that a person may wait for, hear and cancel. */
export interface DockerCall {
  readonly words: readonly string[];
  readonly endpoint: Endpoint;
  readonly signal: AbortSignal;
  readonly heard?: (text: string) => void;
  /** What is said of it when it fails: one sentence. */
  readonly failure: string;
}

/** Runs it to its end; undefined where it was cancelled. What it printed on its standard output comes back. */
export async function runDocker(
  programs: Programs,
  { words, endpoint, signal, heard, failure }: DockerCall,
): Promise<string | Problem | undefined> {
  const variables = Object.entries(dockerVariables(endpoint)).map(([name, value]) => [
    name,
    value ?? undefined,
  ]);
  const result = await programs.run(words, {
    timeout: TIMEOUT,
    signal,
    env: { ...Object.fromEntries(variables), BUILDKIT_PROGRESS: "plain" },
    ...(heard === undefined ? {} : { heard }),
  });
  if (result.outcome === "cancelled") return undefined;
  return result.code === 0 ? result.stdout : problemOf(result, failure);
}

/** Milliseconds. A base image may be large and the network slow; a person cancels what takes too long. */
const TIMEOUT = 6 * 60 * 60_000;

function problemOf({ outcome, stdout, stderr }: ProgramResult, failure: string): Problem {
  if (outcome === "missing" || outcome === "not-permitted") {
    return {
      id: "docker-cli-missing",
      message: l10n.t("The docker command was not found."),
      remedy: l10n.t("Install the docker command line, or put its folder on the PATH."),
    };
  }
  const words = said(stderr === "" ? stdout : stderr);
  return {
    id: "engine-refused",
    message: failure,
    remedy: NO_GPU.test(stderr)
      ? l10n.t("Run the command Check GPU Setup.")
      : l10n.t("Look into the output."),
    ...(words === undefined ? {} : { said: words }),
  };
}

/** What engines say where nothing gives containers a GPU, or the one that was asked for is not there. */
const NO_GPU =
  /could not select device driver|nvidia-container-cli|unresolvable CDI devices|unknown or invalid runtime name/i;
