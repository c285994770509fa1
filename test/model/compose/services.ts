import type { ComposeProject, ComposeService } from "../../../server/src/engine/model/compose/project.ts";
import { loadProject } from "../../../server/src/engine/model/compose/project.ts";

/** A project of one service `a` with these lines, indented as they are, and whatever else stands at the top. */
export function projectOf(lines: string, rest = ""): ComposeProject {
  const body = lines
    .replace(/^\n/, "")
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
  return loadProject(`services:\n  a:\n${body}\n${rest}`, { path: "compose.yaml" });
}

/** The service `a` of such a project. */
export function serviceOf(lines: string, rest = ""): ComposeService {
  return namedService(projectOf(lines, rest), "a");
}

export function namedService(project: ComposeProject, name: string): ComposeService {
  const service = project.services.get(name);
  if (service === undefined) throw new Error(`no service ${name}`);
  return service;
}

/** The text of the file under a span. */
export function under(
  service: ComposeService,
  span: { readonly start: number; readonly end: number },
): string {
  return service.project.yaml.source.slice(span.start, span.end);
}
