import type { ComposeProject } from "../../model/compose/project.ts";
import type { Place } from "../../model/compose/value.ts";

/**
 * Where to report what is wrong with a text by itself, whichever service an anchor gives it to: where the text is written, which
 * is where it is mended; in another file than the analysed one, at what brings it in.
 */
export function ownPlace({ path }: ComposeProject, at: Place, place: Place): Place {
  return place.file === path ? place : at;
}
