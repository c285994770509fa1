import { isEngineTool, isEngineToolCommand } from "../../knowledge/index.ts";
import { serviceCommands } from "../../model/compose/command.ts";
import { requestsGpu } from "../../model/compose/gpus.ts";
import { imageFactsOf, imageOf } from "../../model/compose/image.ts";
import { volumesOf } from "../../model/compose/mounts.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { runtimeOf } from "../../model/compose/settings.ts";
import { knownText } from "../../model/resolved.ts";
import { defineRule } from "../rule.ts";
import { jupyterStart } from "../shared/jupyter.ts";

export default defineRule({
  name: "docker-socket-mounted",
  subject: "compose",
  category: "security",
  severity: "warning",
  since: "0.2.0",
  summary: "the engine's socket inside a service that trains, serves models or runs notebooks",
  sources: ["Docker documentation, Docker daemon attack surface"],
  *check({ project }) {
    for (const service of project.services.values()) {
      const work = workOf(service);
      if (work === undefined || isTool(service)) continue;
      for (const { source, at, readOnly } of volumesOf(service)) {
        if (!SOCKET.test(knownText(source) ?? "")) continue;
        const mayDrive = work === OWN_WORK;
        yield {
          at,
          severity: mayDrive ? "info" : "warning",
          message: `The engine's socket makes this ${work} root on the host: whoever runs code in it starts any container with any folder of the host.${readOnly === true ? READ_ONLY : ""} ${mayDrive ? FOR_DRIVERS : TAKE_OUT}`,
        };
      }
    }
  },
});

const SOCKET =
  /^(?:\/var)?\/run\/(?:docker|user\/\d+\/docker|podman\/podman)\.sock$|^\/\/var\/run\/docker\.sock$/;

const READ_ONLY =
  " The read-only mount changes nothing: requests go through the socket all the same, with every right.";

const TAKE_OUT = "Take it out; what starts containers belongs in a service of its own.";

const FOR_DRIVERS =
  "If it does not start containers, take the socket out; if it does, give it a proxy that lets just those requests through.";

/** A program that no file names uses a GPU and may start containers: nobody mounts the socket by accident. */
const OWN_WORK = "GPU service";

/** What the service does with models, in a word; undefined where that is not sure. */
function workOf(service: ComposeService): string | undefined {
  const commands = serviceCommands(service);
  const facts = imageFactsOf(service);
  if (commands.some((command) => jupyterStart(command) !== undefined)) return "notebook";
  if (facts?.family === "jupyter/*" || facts?.family === "quay.io/jupyter/*") return "notebook";
  if (commands.some(({ name }) => TRAINERS.test(name))) return "training service";
  if (!requestsGpu(service) && knownText(runtimeOf(service)?.value) !== "nvidia") return undefined;
  // An image of a framework or a model server, as it comes from its registry, starts no containers.
  return facts !== undefined && facts.accelerator !== "cpu" ? `${facts.title} service` : OWN_WORK;
}

const TRAINERS = /^(?:torchrun|accelerate|deepspeed|horovodrun)$/;

/** A tool whose purpose is to drive or watch the engine. */
function isTool(service: ComposeService): boolean {
  const reference = imageOf(service)?.reference;
  if (reference !== undefined && isEngineTool(reference)) return true;
  return serviceCommands(service).some(({ name }) => isEngineToolCommand(name));
}
