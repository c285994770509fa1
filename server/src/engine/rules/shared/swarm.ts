import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { entryOf, mapOf, textOf } from "../../model/compose/value.ts";
import { perProject } from "../../model/memo.ts";
import { nameOf } from "../../text/path.ts";

/** Whether a file is for `docker stack deploy`: its name says so, or it holds what only a Swarm heeds. */
export function isSwarmStack(project: ComposeProject, path: string | undefined): boolean {
  return isSwarmName(path) || holdsSwarmKeys(project);
}

const holdsSwarmKeys = perProject((project) => {
  if ([...project.services.values()].some(isForSwarm)) return true;
  const networks = mapOf(project.root, "networks")?.entries.values() ?? [];
  return [...networks].some(({ value }) => textOf(value, "driver") === "overlay");
});

export function isSwarmName(path: string | undefined): boolean {
  return /swarm|stack/i.test(nameOf(path ?? ""));
}

/** Whether a service holds keys of `deploy` that only a Swarm heeds. */
export function isForSwarm({ value }: ComposeService): boolean {
  return SWARM.some((key) => entryOf(value, "deploy", key) !== undefined);
}

const SWARM: readonly string[] = ["placement", "update_config", "rollback_config", "endpoint_mode"];
