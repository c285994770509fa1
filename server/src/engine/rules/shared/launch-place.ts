import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt } from "../../model/compose/command.ts";
import { gpuRequests } from "../../model/compose/gpus.ts";
import type { Place } from "../../model/compose/value.ts";
import type { Span } from "../../text/span.ts";
import type { Finding } from "../rule.ts";

/** Where to report a number of GPUs in a command: there, or at the service's request where the Dockerfile gives the number. */
export function placeOfNumber(command: ComposeCommand, span: Span): Pick<Finding, "at" | "related"> {
  const at = commandAt(command, span);
  if (command.built?.gives(span) !== true) return { at };
  return { at: requestAt(command), related: [{ at, message: "The number in the Dockerfile." }] };
}

/** The number or the list of the first request; the request itself where it has neither. */
function requestAt({ service }: ComposeCommand): Place {
  const [request] = gpuRequests(service);
  return request?.count?.at ?? request?.keys.device_ids?.keyAt ?? request?.at ?? service.at;
}
