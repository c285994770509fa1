import { declarationOf } from "../../engine/model/compose/declared.ts";
import type { ServiceLocation, ServiceLocationParams } from "../../protocol.ts";
import { locationIn } from "../documents.ts";
import { pathOf } from "../places.ts";
import type { Session } from "../session.ts";

/** Where files declare a service. The files are named by labels of containers, which anybody may write. */
export function serviceLocation(
  session: Session,
  { files: uris, service }: ServiceLocationParams,
): ServiceLocation {
  try {
    const files = session.files();
    const paths = uris.slice(0, MOST_FILES).flatMap((uri) => pathOf(uri) ?? []);
    const declared = declarationOf(paths, service, files);
    if (declared.state === "unreadable") return declared;
    if (declared.state === "undeclared") {
      return { state: "undeclared", uri: session.addressOf(declared.file) };
    }
    const { at } = declared;
    const location = locationIn(files, session.addressOf(at.file), at.file, at);
    return location === undefined ? { state: "unreadable" } : { state: "found", ...location };
  } catch (error) {
    session.troubles.request("service location", error);
    return { state: "unreadable" };
  }
}

const MOST_FILES = 20;
