import type { ComposeOrigin } from "./model.ts";

/**
 * The service that Compose made a container for, by the labels that it puts on all of them (docker/compose, pkg/api/labels.go).
 * Podman's compose writes the same or its own spelling. Undefined where none are.
 */
export function composeOrigin(labels: Readonly<Record<string, string>>): ComposeOrigin | undefined {
  const label = (name: string): string | undefined =>
    own(labels, `com.docker.compose.${name}`) ?? own(labels, `io.podman.compose.${name}`);
  const project = label("project");
  const service = label("service");
  if (project === undefined || service === undefined) return undefined;
  const workingDirectory = label("project.working_dir");
  const files = (label("project.config_files") ?? "")
    .split(",")
    .map((file) => file.trim())
    // `-` is what Compose notes for standard input.
    .filter((file) => file !== "" && file !== "-")
    .map((file) =>
      isAbsolute(file) || workingDirectory === undefined ? file : `${workingDirectory}/${file}`,
    );
  return { project, service, files, workingDirectory };
}

function own(labels: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^(?:[A-Za-z]:)?[\\/]/.test(path);
}
