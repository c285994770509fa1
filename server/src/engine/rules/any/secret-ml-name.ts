import { isSecretVariable } from "../../knowledge/index.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import { stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { Definition } from "../../model/scope.ts";
import type { ComposeInput, DockerfileInput, Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { GivenVariable } from "../shared/compose-secrets.ts";
import { givenVariables } from "../shared/compose-secrets.ts";
import { literalOf, takeFromDotenv } from "../shared/dotenv-edits.ts";
import { openInService, openInStage } from "../shared/jupyter-open.ts";
import { ownPlace } from "../shared/own-place.ts";
import { mountInstead } from "../shared/secret-mounts.ts";
import { isSecretAssignment } from "../shared/secrets.ts";

export default defineRule({
  name: "secret-ml-name",
  subject: "any",
  category: "security",
  severity: "warning",
  since: "0.2.0",
  summary: "a variable such as HF_TOKEN or WANDB_API_KEY whose value the image or the compose file keeps",
  sources: [
    "Dockerfile reference, ARG: build arguments show in docker history",
    "Docker documentation, Build secrets",
    "Docker documentation, Secrets in Compose",
    "hf-hub-env",
    "wandb-env",
    "kaggle-api",
    "langchain-hf",
    "aws-cli-env",
  ],
  check: (input) => (input.kind === "dockerfile" ? inDockerfile(input) : inCompose(input)),
});

function* inDockerfile({ dockerfile, source }: DockerfileInput): Generator<Finding> {
  for (const definition of dockerfile.globals.own()) {
    if (isLiteral(definition)) yield literalFinding(definition, []);
  }
  for (const stage of dockerfile.stages) {
    const secrets = [...stage.scope.own()].filter(
      ({ name }) => isSecretVariable(name) && !(name === "JUPYTER_TOKEN" && overruled(dockerfile).has(stage)),
    );
    if (secrets.length > 0) yield* findingsOf({ dockerfile, source, stage, fixes: new Map() }, secrets);
  }
}

/** The stages whose images start a server with an emptied token: what a variable gives it counts no more. */
const overruled = perDockerfile((dockerfile): ReadonlySet<Stage> => {
  const open = dockerfile.stages.filter(
    (stage) => stage.shipped && openInStage(dockerfile, stage).length > 0,
  );
  return new Set(open.flatMap((stage) => lineage(stage)));
});

interface Place {
  readonly dockerfile: Dockerfile;
  readonly source: string;
  readonly stage: Stage;
  /** By the name of the variable: the same for all its places in the stage. */
  readonly fixes: Map<string, readonly Fix[]>;
}

function* findingsOf(place: Place, secrets: readonly Definition[]): Generator<Finding> {
  const { stage } = place;
  const lastRun = stageInstructions(stage, "RUN").at(-1)?.order ?? -1;
  const passedOn = new Set<Definition>();
  for (const definition of secrets) {
    if (definition.kind !== "env") continue;
    const behind = argumentsBehind(place, definition);
    for (const argument of behind) passedOn.add(argument);
    const [argument] = behind;
    if (behind.some((one) => isSecretVariable(one.name) && isLiteral(one))) continue;
    if (isLiteral(definition) && (argument !== undefined || isWrittenOut(place, definition)))
      yield literalFinding(definition, fixesOf(place, definition));
    else if (argument !== undefined && stage.shipped) yield passedFinding(place, definition, argument);
  }
  for (const definition of secrets) {
    if (definition.kind !== "arg") continue;
    if (isLiteral(definition)) {
      if (definition.valueSpan !== undefined) yield literalFinding(definition, fixesOf(place, definition));
    } else if (stage.shipped && definition.order < lastRun && !passedOn.has(definition))
      yield historyFinding(place, definition);
  }
}

/** Whether the file gives the variable a value that may be real. Of `ARG NAME` it is the one from before the first FROM. */
function isLiteral({ name, variable }: Definition): boolean {
  const text = variable.state === "set" ? knownText(variable.value) : undefined;
  return text !== undefined && isSecretAssignment(name, text);
}

/** The ARGs of the stage that the value of an ENV names. */
function argumentsBehind({ source, stage }: Place, { valueSpan, order }: Definition): readonly Definition[] {
  if (valueSpan === undefined) return [];
  const names = source.slice(valueSpan.start, valueSpan.end).matchAll(/\$\{?([A-Za-z_]\w*)/g);
  return [...names].flatMap(([, name = ""]) => {
    const found = stage.scope.definition(name, order);
    return found?.kind === "arg" ? [found] : [];
  });
}

function isWrittenOut({ source }: Place, { valueSpan }: Definition): boolean {
  return valueSpan !== undefined && !source.slice(valueSpan.start, valueSpan.end).includes("$");
}

function literalFinding(definition: Definition, fixes: readonly Fix[]): Finding {
  const who =
    definition.kind === "env"
      ? "everybody who can read this file or inspect the image has it"
      : "everybody who can read this file or the image's history has it";
  return {
    at: definition.valueSpan ?? definition.nameSpan,
    message: `${definition.name} is a credential, and with this value ${who}. ${remedy(definition)}`,
    fixes,
  };
}

function passedFinding(place: Place, definition: Definition, argument: Definition): Finding {
  const { name } = definition;
  return {
    at: definition.valueSpan ?? definition.nameSpan,
    message: `What a build passes as ${argument.name} stays in the image as ${name}, and everybody who can pull the image can read it. ${remedy(definition)}`,
    fixes: argument.name === name ? fixesOf(place, definition) : [],
    related: [{ at: argument.nameSpan, message: "The build argument." }],
  };
}

function historyFinding(place: Place, definition: Definition): Finding {
  const { name, nameSpan } = definition;
  return {
    at: nameSpan,
    message: `What a build passes as ${name} stays in the image's history, and everybody who can pull the image can read it there. ${remedy(definition)}`,
    fixes: fixesOf(place, definition),
  };
}

function remedy({ kind, name }: Definition): string {
  const mount = `--mount=type=secret,id=${name},env=${name}`;
  return kind === "env"
    ? `Pass it in when the container starts, or to the RUN that needs it with ${mount}.`
    : `Pass it to the RUN that needs it with ${mount}, or in when the container starts.`;
}

function fixesOf({ dockerfile, stage, fixes }: Place, { name }: Definition): readonly Fix[] {
  const known = fixes.get(name);
  if (known !== undefined) return known;
  const instead = mountInstead(dockerfile, stage, name);
  const title =
    instead?.isMounted === true ? `Take ${name} as a build secret` : `Take ${name} out of the image`;
  const made: readonly Fix[] =
    instead === undefined ? [] : [{ title, safety: "suggested", edits: instead.edits }];
  fixes.set(name, made);
  return made;
}

function* inCompose({ project, source }: ComposeInput): Generator<Finding> {
  const tokens = new Set<GivenVariable["pair"]>(
    [...project.services.values()].flatMap((service) => {
      const pair = environmentOf(service).get("JUPYTER_TOKEN");
      return pair !== undefined && openInService(service).length > 0 ? [pair] : [];
    }),
  );
  for (const { to, pair, around } of givenVariables(project)) {
    const { name, valueAt, valuePlace } = pair;
    if (name === "JUPYTER_TOKEN" && to === "container" && tokens.has(pair)) continue;
    const literal = isSecretVariable(name) ? literalOf(pair) : undefined;
    if (literal === undefined || isWord(literal.text) || !isSecretAssignment(name, literal.text)) continue;
    const who = to === "build" ? "the image's history" : "inspect the container";
    yield {
      at: ownPlace(project, valueAt, valuePlace),
      message: `${name} is a credential, and with this value everybody who can read this file or ${who} has it. ${place(to)}`,
      fixes: takeFromDotenv(source, pair, around),
    };
  }
}

/** `sk-llamacpp`, `user_provided`: what local servers are given for want of a key. What an issuer makes up holds digits. */
function isWord(text: string): boolean {
  return /^[a-z]+(?:[-_.][a-z]+)*$/i.test(text) && text.length < 30;
}

function place(to: GivenVariable["to"]): string {
  return to === "build"
    ? "Give it to the build as a secret."
    : "Keep it in .env, which stays out of the repository, or in a secret of Compose.";
}
