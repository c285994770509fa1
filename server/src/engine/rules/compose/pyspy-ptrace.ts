import { builtStage } from "../../model/compose/built.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt, serviceCommands } from "../../model/compose/command.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { addedCapabilities, privilegedOf, userOf } from "../../model/compose/settings.ts";
import type { Place } from "../../model/compose/value.ts";
import { entryOf, listOf, textOf } from "../../model/compose/value.ts";
import { lineage } from "../../model/dockerfile.ts";
import { hasOption } from "../../model/options.ts";
import { inheritedInstructions, pipInstalls } from "../../model/query.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { addEntry, addItem } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "pyspy-ptrace",
  subject: "compose",
  category: "training",
  severity: "hint",
  since: "0.2.0",
  summary: "py-spy in a container that may not look into other processes",
  sources: [
    "py-spy README, Frequently Asked Questions",
    "capabilities(7), CAP_SYS_PTRACE",
    "ptrace(2), ptrace_scope",
  ],
  preset: "all",
  *check({ project, source }) {
    if (project.isFragment) return;
    for (const service of project.services.values()) {
      if (mayTrace(service)) continue;
      const use = attachingCommand(service) ?? installed(service);
      if (use === undefined) continue;
      const fix = addCapability(source, service);
      yield {
        at: service.at,
        message: `${use.what}, and without SYS_PTRACE it cannot attach to a running process where the kernel restricts ptrace, as Ubuntu's does. Add SYS_PTRACE to cap_add.`,
        related: [{ at: use.at, message: "Where py-spy comes from." }],
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
});

/** Whether the container has the capability, may have it, or would not get it by cap_add. */
function mayTrace(service: ComposeService): boolean {
  const added = addedCapabilities(service);
  if (added.has("SYS_PTRACE") || added.has("ALL") || privilegedOf(service) !== false) return true;
  const items = listOf(service.value, "cap_add")?.items ?? [];
  if (items.some((item) => textOf(item) === undefined)) return true;
  // What a user other than root runs has none of the capabilities.
  return userOf(service) !== undefined;
}

interface Use {
  readonly at: Place;
  /** A clause. */
  readonly what: string;
}

/** `py-spy record --pid 1`; with a program behind it, it starts that itself, and may look into it. */
function attachingCommand(service: ComposeService): Use | undefined {
  const command: ComposeCommand | undefined = serviceCommands(service).find(
    ({ name, args }) => name === "py-spy" && hasOption({ args }, "--pid", "-p"),
  );
  if (command === undefined) return undefined;
  return { at: commandAt(command, command.span), what: "The service runs py-spy on another process" };
}

function installed(service: ComposeService): Use | undefined {
  const built = builtStage(service);
  if (built === undefined || inheritedInstructions(built.stage, "USER").length > 0) return undefined;
  const stages = new Set(lineage(built.stage));
  for (const { command, packages, verb } of pipInstalls(built.dockerfile)) {
    if (verb !== "install" || !stages.has(command.at.stage)) continue;
    const found = packages.find(({ name }) => name === "py-spy");
    if (found !== undefined) return { at: built.at(found.argument.span), what: "The image has py-spy" };
  }
  return undefined;
}

function addCapability(source: string, { value }: ComposeService): Fix | undefined {
  const list = listOf(value, "cap_add");
  const has = entryOf(value, "cap_add") !== undefined;
  const edit = has
    ? list === undefined
      ? undefined
      : addItem(source, list, "SYS_PTRACE")
    : addEntry(source, value, "cap_add: [SYS_PTRACE]");
  return edit === undefined
    ? undefined
    : { title: "Add SYS_PTRACE to cap_add", safety: "suggested", edits: [edit] };
}
