import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import type { Place } from "../../model/compose/value.ts";

/**
 * Whether other services, too, are given what is written at the same place, by an anchor, a merge key or `extends`. What is of no
 * use to one of them may be what another needs. `placeOf` says where the thing of a service is written; undefined where a
 * service has none, or would lose nothing.
 */
export function givenToOthers(
  project: ComposeProject,
  placeOf: (service: ComposeService) => Place | undefined,
): (service: ComposeService) => boolean {
  let counts: ReadonlyMap<string, number> | undefined;
  return (service) => {
    const place = placeOf(service);
    counts ??= counted(project, placeOf);
    const others = place === undefined ? 0 : (counts.get(keyOf(place)) ?? 0);
    return others > 1;
  };
}

function counted(
  project: ComposeProject,
  placeOf: (service: ComposeService) => Place | undefined,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const service of project.services.values()) {
    const place = placeOf(service);
    if (place !== undefined) counts.set(keyOf(place), (counts.get(keyOf(place)) ?? 0) + 1);
  }
  return counts;
}

function keyOf({ file, start }: Place): string {
  return `${start} ${file}`;
}
