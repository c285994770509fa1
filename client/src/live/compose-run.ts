import * as l10n from "@vscode/l10n";
import type { Problem } from "../../../workbench/src/problem.ts";

/** What is done with one service of a compose project. */
export interface ServiceTarget {
  /** Paths of the project's files, in the order of `docker compose -f`. */
  readonly files: readonly string[];
  readonly service: string;
  readonly profiles: readonly string[];
}

/** The words that start a service with all that it depends on, and do not wait for its end. */
export function upWords(target: ServiceTarget): readonly string[] {
  return [...composeWords(target), "up", "--detach", "--", target.service];
}

export function buildServiceWords(target: ServiceTarget): readonly string[] {
  return [...composeWords(target), "build", "--", target.service];
}

/** Profiles are named for what the service depends on: a service that is asked for by name starts without. */
function composeWords({ files, profiles }: ServiceTarget): readonly string[] {
  return [
    "docker",
    "compose",
    ...files.map((file) => `--file=${file}`),
    ...profiles.map((profile) => `--profile=${profile}`),
  ];
}

/** What it means where the docker command does not know its Compose; undefined for other failures. */
export function composeMissing(words: readonly string[], stderr: string): Problem | undefined {
  if (words[1] !== "compose" || !NO_COMPOSE.test(stderr)) return undefined;
  return {
    id: "docker-cli-missing",
    message: l10n.t("Docker Compose is not installed."),
    remedy: l10n.t("Install the package docker-compose-plugin."),
  };
}

/** A docker command without Compose takes its options for its own. */
const NO_COMPOSE =
  /'compose' is not a docker command|unknown command: docker compose|^unknown flag: --(?:file|profile)\b/m;
