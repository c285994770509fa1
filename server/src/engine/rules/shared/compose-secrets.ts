import type { EnvEntry } from "../../model/compose/environment.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import { buildOf } from "../../model/compose/image.ts";
import type { Pair } from "../../model/compose/pairs.ts";
import type { ComposeProject } from "../../model/compose/project.ts";
import type { ComposeValue } from "../../model/compose/value.ts";
import { valueOf } from "../../model/compose/value.ts";
import { perProject } from "../../model/memo.ts";
import { firstBehind } from "../../text/span.ts";

/** A variable that a service, or the build of its image, is given in the analysed file. */
export interface GivenVariable {
  readonly to: "container" | "build";
  readonly pair: Pair | EnvEntry;
  /** The map or list that holds it. */
  readonly around: ComposeValue | undefined;
}

/** What `environment` and `build.args` of all services give, each place once: services may share it by an anchor. */
export const givenVariables = perProject((project): readonly GivenVariable[] => {
  const given = new Map<string, GivenVariable>();
  const add = (one: GivenVariable): void => {
    const { file, start } = one.pair.place;
    if (one.pair.form === "env_file" || one.pair.at.file !== project.path) return;
    const key = `${start} ${file}`;
    if (!given.has(key)) given.set(key, one);
  };
  for (const service of project.services.values()) {
    const environment = valueOf(service.value, "environment");
    for (const pair of environmentOf(service).values()) add({ to: "container", pair, around: environment });
    const args = valueOf(buildOf(service)?.value, "args");
    for (const pair of buildOf(service)?.args.values() ?? []) add({ to: "build", pair, around: args });
  }
  return [...given.values()];
});

/** The variable whose value is written around an offset of the analysed file. */
export function variableAround(project: ComposeProject, offset: number): GivenVariable | undefined {
  const found = firstBehind(writtenHere(project), offset);
  return found !== undefined && found.start <= offset ? found.given : undefined;
}

const writtenHere = perProject((project) =>
  givenVariables(project)
    .filter(({ pair }) => pair.valuePlace.file === project.path)
    .map((given) => ({ start: given.pair.valuePlace.start, end: given.pair.valuePlace.end, given }))
    .toSorted((a, b) => a.start - b.start),
);
