import { startableServices } from "../../engine/compose/startable.ts";
import type { ComposeServices } from "../../protocol.ts";
import { toRange } from "../convert.ts";
import type { Opened } from "./opened.ts";

/** The services of a compose file that can be started; null where none can, since the document lies on no disk. */
export function composeServices({ analysis, document, path }: Opened): ComposeServices | null {
  if (analysis.kind !== "compose" || path === undefined) return null;
  const services = startableServices(analysis).map(({ name, at, isBuilt, profiles }) => ({
    name,
    range: toRange(document, at),
    isBuilt,
    profiles,
  }));
  return { files: analysis.project.files, services };
}
