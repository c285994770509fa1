import { commandsOf } from "../../model/command.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt, serviceCommands } from "../../model/compose/command.ts";
import { imageFactsOf } from "../../model/compose/image.ts";
import type { ServicePort } from "../../model/compose/ports.ts";
import { contains, portsOf, publishedBeyondLoopback } from "../../model/compose/ports.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { textOf } from "../../model/compose/value.ts";
import type { Dockerfile } from "../../model/dockerfile.ts";
import { stageInstructions } from "../../model/query.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { JupyterStart } from "../shared/jupyter.ts";
import { emptiedToken, jupyterPort, jupyterStart, listensEverywhere } from "../shared/jupyter.ts";
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
    for (const keyword of ["ENTRYPOINT", "CMD"]) {
      const at = stageInstructions(stage, keyword).at(-1);
      for (const command of at === undefined ? [] : commandsOf(dockerfile, at)) {
        const start = jupyterStart(command);
        if (start === undefined || !isExposed(start, factsOf(stage)?.family)) continue;
        const finding = reportStart(start);
        if (finding !== undefined) yield finding;
      }
    }
  }
}

function reportStart(start: JupyterStart): Finding | undefined {
  const token = emptiedToken(start);
  if (token === undefined) return undefined;
  const root = hasRoot(start) ? ", as root" : "";
  return {
    at: token.span,
    severity: "warning",
    message: `The token is empty and the server listens on every interface: whoever reaches the port runs code in the container${root}. Leave the token on; Jupyter makes one at every start.`,
  };
}

function* inProject(project: ComposeProject): Generator<Finding> {
  for (const service of project.services.values()) {
    for (const command of serviceCommands(service)) {
      const start = jupyterStart(command);
      if (start === undefined || !isExposed(start, imageFactsOf(service)?.family)) continue;
      const finding = reportService(service, command, start, project);
      if (finding !== undefined) yield finding;
    }
  }
}

function reportService(
  service: ComposeService,
  command: ComposeCommand,
  start: JupyterStart,
  project: ComposeProject,
): Finding | undefined {
  const token = emptiedToken(start);
  const number = jupyterPort(start);
  if (token === undefined || number === undefined) return undefined;
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

/** The configuration of the Jupyter Docker Stacks has the server listen everywhere, whatever starts it. */
function isExposed(start: JupyterStart, family: string | undefined): boolean {
  const isStack = start.kind === "stacks" || family === "jupyter/*" || family === "quay.io/jupyter/*";
  return listensEverywhere(start, isStack);
}

function hasRoot({ args }: JupyterStart): boolean {
  return args.some(({ raw }) => raw.startsWith("--allow-root"));
}
