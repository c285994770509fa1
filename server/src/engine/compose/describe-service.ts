import type { ComposeProject, ComposeService } from "../model/compose/project.ts";
import { gpuCount } from "../model/compose/gpus.ts";
import { imageOf } from "../model/compose/image.ts";
import { portsOf } from "../model/compose/ports.ts";
import { nameOf } from "../text/path.ts";
import { blocks, code, plain } from "../features/markdown.ts";

/** A service in one line of plain text: its image and the ports that it listens on. */
export function serviceSummary(service: ComposeService): string {
  const ports = portNumbers(service);
  return [imageText(service) ?? "built here", ...(ports === "" ? [] : [ports])].join(", ");
}

/** A service that something names, as Markdown. */
export function describeService(service: ComposeService, project: ComposeProject): string {
  const image = imageText(service);
  const file = service.at.file === project.path ? "" : ` (${plain(nameOf(service.at.file))})`;
  const what = image === undefined ? "is built here" : `runs ${code(image)}`;
  const ports = portNumbers(service);
  const gpus = gpuCount(service);
  const facts = [
    ...(ports === "" ? [] : [ports]),
    ...(gpus === 0 || gpus === "unknown"
      ? []
      : [gpus === "all" ? "every GPU of the host" : `${gpus} GPU${gpus === 1 ? "" : "s"}`]),
  ];
  return blocks(
    `The service ${code(service.name)}${file} ${what}.`,
    facts.length === 0 ? undefined : `It has ${facts.join(" and ")}.`,
  );
}

function imageText(service: ComposeService): string | undefined {
  const image = imageOf(service);
  return image === undefined ? undefined : (image.reference?.text ?? image.scalar.raw);
}

function portNumbers(service: ComposeService): string {
  const numbers = portsOf(service).flatMap(({ target }) =>
    target === "unknown"
      ? []
      : [target.from === target.to ? String(target.from) : `${target.from}-${target.to}`],
  );
  const all = [...new Set(numbers)];
  if (all.length === 0) return "";
  const shown = all.slice(0, 5).join(", ");
  return `port${all.length === 1 ? "" : "s"} ${shown}${all.length > 5 ? "…" : ""}`;
}
