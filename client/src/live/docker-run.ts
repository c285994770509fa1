import * as l10n from "@vscode/l10n";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import type { ProgramResult, Programs } from "../../../workbench/src/services.ts";
import { said } from "../../../workbench/src/text/said.ts";
import { composeMissing } from "./compose-run.ts";
import { dockerVariables } from "./engine-address.ts";

/** A call of the docker command that a person may wait for, hear and cancel. */
export interface DockerCall {
  readonly words: readonly string[];
  readonly endpoint: Endpoint;
  readonly signal: AbortSignal;
  readonly heard?: (text: string) => void;
  /** Where it runs; relative paths in what it reads may go by it. */
  readonly cwd?: string;
  /** What is said of it when it fails: one sentence. */
  readonly failure: string;
}

/** Runs it to its end; undefined where it was cancelled. What it printed on its standard output comes back. */
export async function runDocker(
  programs: Programs,
  { words, endpoint, signal, heard, cwd, failure }: DockerCall,
): Promise<string | Problem | undefined> {
  const variables = Object.entries(dockerVariables(endpoint)).map(([name, value]) => [
    name,
    value ?? undefined,
  ]);
  const env = { ...Object.fromEntries(variables), BUILDKIT_PROGRESS: "plain" };
  const result = await programs.run(words, {
    timeout: TIMEOUT,
    signal,
    env,
    ...(heard === undefined ? {} : { heard }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (result.outcome === "cancelled") return undefined;
  const left = leftBehind(words, result);
  if (left !== undefined) await programs.run(["docker", "rm", "--", left], { timeout: 30_000, env });
  return result.code === 0 ? result.stdout : problemOf(words, result, failure);
}

/** The container that a refused `docker run` made and could not start; the engine keeps it otherwise. */
function leftBehind(words: readonly string[], { code, stdout }: ProgramResult): string | undefined {
  const isRefused = words[1] === "run" && code === 125;
  return isRefused ? /^[0-9a-f]{64}$/m.exec(stdout)?.[0] : undefined;
}

/** Milliseconds. A base image may be large and the network slow; a person cancels what takes too long. */
const TIMEOUT = 6 * 60 * 60_000;

function problemOf(
  command: readonly string[],
  { outcome, stdout, stderr }: ProgramResult,
  failure: string,
): Problem {
  if (outcome === "missing" || outcome === "not-permitted") {
    return {
      id: "docker-cli-missing",
      message: l10n.t("The docker command was not found."),
      remedy: l10n.t("Install the docker command line, or put its folder on the PATH."),
    };
  }
  const missing = composeMissing(command, stderr);
  if (missing !== undefined) return missing;
  const words = lastLines(stderr.trim() === "" ? stdout : stderr);
  return {
    id: "engine-refused",
    message: failure,
    remedy: remedyOf(stderr),
    ...(words === undefined ? {} : { said: words }),
  };
}

function remedyOf(stderr: string): string {
  if (NO_GPU.test(stderr)) return l10n.t("Run the command Check GPU Setup.");
  if (PORT_TAKEN.test(stderr)) return l10n.t("Stop what uses the port, or publish another one.");
  return l10n.t("Look into the output.");
}

const PORT_TAKEN = /port is already allocated|address already in use/i;

/** A program says what it does before it says why it failed. */
function lastLines(text: string): string | undefined {
  const lines = text
    .slice(-10 * LAST)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "");
  const last = lines.slice(-3).join("\n");
  return said(last.length <= LAST ? last : `…${last.slice(1 - LAST)}`);
}

/** UTF-16 units; the end of a long line says more than its beginning. */
const LAST = 400;

/** What engines say where nothing gives containers a GPU, or the one that was asked for is not there. */
const NO_GPU =
  /could not select device driver|nvidia-container-cli|unresolvable CDI devices|unknown or invalid runtime name/i;
