import { profilesOf } from "../../model/compose/profiles.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import type { Place } from "../../model/compose/value.ts";
import { shortened } from "../../text/shortened.ts";
import type { Edit } from "../../text/edit.ts";
import type { Finding, Severity } from "../rule.ts";
import type { PlacedEdit } from "./yaml-edits.ts";

/** A place where a service uses a name that the project declares nowhere. */
export interface UndefinedUse {
  readonly service: ComposeService;
  readonly name: string;
  readonly at: Place;
}

/** All the uses of one name. */
export interface UndefinedName<Use extends UndefinedUse> {
  /** The use to report: the first one of the project's own file that stops Compose earliest. */
  readonly first: Use;
  readonly uses: readonly Use[];
  readonly severity: Severity;
  /** `Compose refuses the file`, and when where it is not always. */
  readonly refused: string;
  /** The other users, as a sentence behind the message; empty for none. */
  readonly others: string;
  readonly related: NonNullable<Finding["related"]>;
}

/**
 * The names that are used and not declared, one for each: Compose looks for them once it has left out the services whose
 * profiles are off, so that it takes a file where only such services use the name.
 */
export function undefinedNames<Use extends UndefinedUse>(
  project: ComposeProject,
  uses: readonly Use[],
): readonly UndefinedName<Use>[] {
  const groups = new Map<string, Use[]>();
  for (const use of uses) {
    const group = groups.get(use.name);
    if (group === undefined) groups.set(use.name, [use]);
    else group.push(use);
  }
  return [...groups.values()].flatMap((group) => {
    const always = group.filter(({ service }) => profilesOf(service)?.size === 0);
    const here = [...always, ...group].find(({ at }) => at.file === project.path);
    if (here === undefined) return [];
    const services = new Set(group.map(({ service }) => service));
    return [
      {
        first: here,
        uses: group,
        severity: always.length > 0 ? "error" : "warning",
        refused: `Compose refuses the file${always.length > 0 ? "" : condition(services)}`,
        others: othersOf(services.size - 1),
        related: group
          .filter((use) => use !== here)
          .slice(0, MOST_RELATED)
          .map(({ at }) => ({ at, message: "Used here as well." })),
      },
    ];
  });
}

/** More than anybody reads. */
const MOST_RELATED = 20;
const MOST_PROFILES = 3;

function condition(services: ReadonlySet<ComposeService>): string {
  const known = [...services].map(profilesOf);
  const names = [...new Set(known.flatMap((one) => [...(one ?? [])]))];
  const [only] = names;
  if (only === undefined || known.includes(undefined)) return " as soon as the service's profile is on";
  if (names.length === 1) return ` as soon as the profile ${shortened(only, 40)} is on`;
  const shown = names.slice(0, MOST_PROFILES).map((name) => shortened(name, 40));
  const more = names.length > MOST_PROFILES ? ", …" : "";
  return ` as soon as one of the profiles ${shown.join(", ")}${more} is on`;
}

function othersOf(count: number): string {
  if (count === 0) return "";
  return count === 1 ? " Another service uses it, too." : ` ${count} other services use it, too.`;
}

/** Edits of several uses together, each place once; undefined where one of them has none. */
export function editsOf(edits: readonly (PlacedEdit | undefined)[]): readonly Edit[] | undefined {
  const byPlace = new Map<string, PlacedEdit>();
  for (const edit of edits) {
    if (edit === undefined) return undefined;
    byPlace.set(`${edit.span.start} ${edit.span.file}`, edit);
  }
  return [...byPlace.values()];
}
