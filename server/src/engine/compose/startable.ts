import type { ComposeAnalysis } from "../analyze.ts";
import { namedHere } from "../model/compose/declared.ts";
import { profilesOf } from "../model/compose/profiles.ts";
import type { Place } from "../model/compose/value.ts";
import { valueOf } from "../model/compose/value.ts";

/** A service that can be started by its name. */
export interface Startable {
  readonly name: string;
  /** Its key in the analysed file. */
  readonly at: Place;
  readonly isBuilt: boolean;
  /** None where it has none, or variables hide one. */
  readonly profiles: readonly string[];
}

/** The services that a file names and that have, with all that it is used with, something to run. */
export function startableServices({ project }: ComposeAnalysis): readonly Startable[] {
  const found: Startable[] = [];
  for (const [name, at] of namedHere(project)) {
    const service = project.services.get(name);
    if (service === undefined) continue;
    const isBuilt = valueOf(service.value, "build") !== undefined;
    const runs = ["image", "provider"].some((key) => valueOf(service.value, key) !== undefined);
    if (isBuilt || runs) found.push({ name, at, isBuilt, profiles: [...(profilesOf(service) ?? [])] });
  }
  return found;
}
