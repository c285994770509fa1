import { commandAt } from "../../model/compose/command.ts";
import type { ServicePort } from "../../model/compose/ports.ts";
import { contains, portsOf, publishedBeyondLoopback } from "../../model/compose/ports.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { textOf } from "../../model/compose/value.ts";
import type { Dockerfile } from "../../model/dockerfile.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { JupyterStart } from "../shared/jupyter.ts";
import { openInService, openInStage } from "../shared/jupyter-open.ts";
import { jupyterPort } from "../shared/jupyter.ts";
import { publishOnLoopback, publishedAt } from "../shared/port-edits.ts";

export default defineRule({
  name: "stack-jupyter-open",
  subject: "any",
  category: "stacks",
  severity: "error",
  since: "0.2.0",
  summary: "a Jupyter server without token and password that others can reach",
  sources: ["Jupyter Server documentation, Security in the Jupyter Server"],
  supersedes: ["service-published-open"],
  check: (input) => (input.kind === "compose" ? inProject(input.project) : inDockerfile(input.dockerfile)),
});

function* inDockerfile(dockerfile: Dockerfile): Generator<Finding> {
  for (const stage of dockerfile.stages) {
    if (!stage.shipped) continue;
    for (const { start, token } of openInStage(dockerfile, stage)) {
      const root = hasRoot(start) ? ", as root" : "";
      yield {
        at: token.span,
        severity: "warning",
        message: `The token is empty and the server listens on every interface: whoever reaches the port runs code in the container${root}. Leave the token on; Jupyter makes one at every start.`,
      };
    }
  }
}

function* inProject(project: ComposeProject): Generator<Finding> {
  for (const service of project.services.values()) {
    for (const open of openInService(service)) {
      const finding = reportService(service, open, project);
      if (finding !== undefined) yield finding;
    }
  }
}

function reportService(
  service: ComposeService,
  { command, start, token }: ReturnType<typeof openInService>[number],
  project: ComposeProject,
): Finding | undefined {
  const number = jupyterPort(start);
  if (number === undefined) return undefined;
  const root = hasRoot(start) ? ", as root" : "";
  const common = { at: commandAt(command, token.span) };
  if (textOf(service.value, "network_mode") === "host")
    return {
      ...common,
      message: `The token is empty and the network is the host's: whoever reaches port ${number} of the host runs code in the container${root}. Leave the token on, or write --ip=127.0.0.1.`,
    };
  const ports = portsOf(service).filter((port) => isPublished(port, number));
  const [first] = ports;
  if (first === undefined) return undefined;
  const edits = ports.flatMap((port) => publishOnLoopback(port, project) ?? []);
  return {
    ...common,
    message: `The token is empty and the port is published on every interface of the host: whoever reaches it runs code in the container${root}. Publish it on 127.0.0.1, or leave the token on.`,
    related: [{ at: publishedAt(first, project), message: "Published here." }],
    fixes:
      edits.length < ports.length ? [] : [{ title: "Publish on 127.0.0.1 only", safety: "suggested", edits }],
  };
}

function isPublished(port: ServicePort, number: number): boolean {
  const { target } = port;
  return target !== "unknown" && contains(target, number) && publishedBeyondLoopback(port) === true;
}

function hasRoot({ args }: JupyterStart): boolean {
  return args.some(({ raw }) => raw.startsWith("--allow-root"));
}
