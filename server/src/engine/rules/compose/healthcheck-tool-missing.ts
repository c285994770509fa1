import { withoutTools } from "../../knowledge/index.ts";
import type { WithoutTools } from "../../knowledge/index.ts";
import type { Command } from "../../model/command.ts";
import { commandsOf } from "../../model/command.ts";
import { builtStage } from "../../model/compose/built.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt, serviceCommands } from "../../model/compose/command.ts";
import type { HealthTest } from "../../model/compose/health.ts";
import { healthOf } from "../../model/compose/health.ts";
import { imageOf } from "../../model/compose/image.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { lineage } from "../../model/dockerfile.ts";
import { stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { baseOf } from "../../model/stage-facts.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "healthcheck-tool-missing",
  subject: "compose",
  category: "stacks",
  severity: "warning",
  since: "0.2.0",
  summary: "a health check with curl or wget in an image that has neither",
  sources: ["mlflow-image", "ollama-image", "python-slim-image", "qdrant-image"],
  *check({ project }) {
    for (const service of project.services.values()) {
      const health = healthOf(service);
      const test = health?.test;
      if (test === undefined || health?.disabled !== false) continue;
      const command = test.commands.find(({ name }) => TOOLS.test(name));
      if (command === undefined || !test.commands.every(isHarmless)) continue;
      const image = imageWithout(service, command.name);
      if (image === undefined || test.commands.some(({ name }) => TOOLS.test(name) && !image.lacks(name)))
        continue;
      const { row, text, isBase } = image;
      yield {
        at: commandAt(command, command.nameSpan),
        message: `${isBase ? "The service is built on " : ""}${text}${isBase ? ", which" : ""} has no ${command.name}${isBase ? ", and nothing installs it" : ""}: the check always fails, and the service is never healthy. ${advice(row)}`,
        fixes: fixes(row, test, command, project),
      };
    }
  },
});

const TOOLS = /^(?:curl|wget)$/;

/** What stands beside the tool in a check without another way to succeed. */
function isHarmless({ name, args }: ComposeCommand): boolean {
  if (name === "exit") return knownText(args[0]?.value) !== "0";
  return TOOLS.test(name) || name === "grep" || name === "jq";
}

interface Image {
  readonly row: WithoutTools;
  readonly text: string;
  /** The service is built on it. */
  readonly isBase: boolean;
  readonly lacks: (tool: string) => boolean;
}

/** The image of a service, or the one that it is built on, if it surely lacks a tool. */
function imageWithout(service: ComposeService, tool: string): Image | undefined {
  // What starts the service may install the tool, or run in another way altogether.
  if (serviceCommands(service).some((command) => installs(command))) return undefined;
  const image = imageOf(service);
  if (image !== undefined && !image.namesResult) {
    const row = image.reference === undefined ? undefined : withoutTools(image.reference);
    if (row === undefined || !row.tools.includes(tool)) return undefined;
    return { row, text: image.reference?.text ?? "", isBase: false, lacks: (one) => row.tools.includes(one) };
  }
  return baseWithout(service, tool);
}

function installs({ name, args }: ComposeCommand): boolean {
  return (
    /^(?:apt|apt-get|apk|curl|wget|conda|mamba)$/.test(name) ||
    args.some(({ raw }) => /\b(?:curl|wget)\b/.test(raw))
  );
}

function baseWithout(service: ComposeService, tool: string): Image | undefined {
  const built = builtStage(service);
  const base = built === undefined || built.hasArguments ? undefined : baseOf(built.stage);
  const row = base?.reference === undefined ? undefined : withoutTools(base.reference);
  if (built === undefined || row === undefined || !row.tools.includes(tool)) return undefined;
  const { dockerfile, stage } = built;
  for (const one of lineage(stage)) {
    for (const at of stageInstructions(one)) {
      const { keyword, args } = at.instruction;
      // A folder of another image may hold the tool, a script may install it.
      if (/\b(?:curl|wget)\b/.test(args.text) && keyword !== "HEALTHCHECK") return undefined;
      if (
        keyword === "COPY" &&
        /--from=\S+(?:\s+--\S+)*\s+\/(?:\s|usr(?:\/bin)?\/?\s|bin\/?\s)/.test(args.text)
      )
        return undefined;
      if (keyword === "RUN" && commandsOf(dockerfile, at).some(isOpaque)) return undefined;
    }
  }
  return {
    row,
    text: base?.reference?.text ?? "",
    isBase: true,
    lacks: (other) => row.tools.includes(other),
  };
}

/** A command that may install anything: a script, or a name that is not known. */
function isOpaque({ name, args, shell }: Command): boolean {
  if (name === "" || SCRIPTS.test(name) || shell?.words[0]?.raw.startsWith("./") === true) return true;
  return name !== "chmod" && args.some(({ raw }) => raw.endsWith(".sh"));
}

const SCRIPTS =
  /^(?:sh|bash|make|source|\.|xargs|playwright|conda|mamba|micromamba|nix|brew)$|\.(?:sh|py|bash)$/;

function advice({ python, instead }: WithoutTools): string {
  if (instead !== undefined) return `Ask with "${instead.join(" ")}".`;
  return python === undefined ? "Install it, or ask in another way." : "Ask with Python, which is there.";
}

function fixes(
  { python, instead }: WithoutTools,
  test: HealthTest,
  command: ComposeCommand,
  project: ComposeProject,
): readonly Fix[] {
  const { place, at } = test;
  if (place.file !== project.path || at.start !== place.start || at.file !== place.file) return [];
  if (instead !== undefined) {
    const words = ["CMD", ...instead];
    return [{ title: `Ask with ${instead.join(" ")}`, safety: "suggested", edits: [written(test, words)] }];
  }
  const url = python === undefined ? undefined : plainUrl(test, command);
  if (python === undefined || url === undefined) return [];
  const script = `import urllib.request; urllib.request.urlopen('${url}')`;
  return [
    { title: "Ask with Python", safety: "safe", edits: [written(test, ["CMD", python, "-c", script])] },
  ];
}

/** The address of a plain request, with options that change nothing but what is shown. */
function plainUrl(test: HealthTest, { args }: ComposeCommand): string | undefined {
  if (test.commands.some(({ name }) => name === "grep" || name === "jq")) return undefined;
  let url: string | undefined;
  for (const { value } of args) {
    const text = knownText(value);
    if (text === undefined) return undefined;
    if (/^https?:\/\/[^\s'"\\$]+$/.test(text) && url === undefined) url = text;
    else if (!QUIET.test(text)) return undefined;
  }
  return url;
}

const QUIET =
  /^(?:-[fsSqL]+|-[qO]*O-?|-qO-|-|--fail|--silent|--show-error|--quiet|--spider|--no-verbose|-nv|--location|--tries=\d+|-O|\/dev\/null|-o|--output)$/;

function written({ place }: HealthTest, words: readonly string[]): PlacedEdit {
  return { span: place, text: `[${words.map((word) => `"${word}"`).join(", ")}]` };
}
