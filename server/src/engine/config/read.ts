import type { Allow, HostFacts, Preset, Severities } from "../settings.ts";
import { LEVELS, PRESETS } from "../settings.ts";
import type { YamlFile, YamlNode } from "../syntax/yaml.ts";
import { parseYaml } from "../syntax/yaml.ts";
import type { ConfigProblem, Value } from "./check.ts";
import { checked } from "./check.ts";
import { ALLOW_KEYS, CONFIG, capabilityOf } from "./form.ts";

export type { ConfigProblem } from "./check.ts";

/** What a config says of the files below its folder. */
export interface Config extends Layer {
  readonly rulesUpTo?: string;
  readonly overrides: readonly Override[];
  /** Patterns of files that are left out. */
  readonly ignore: readonly string[];
  /** Paths from the config's folder. */
  readonly composeFiles: readonly (readonly string[])[];
}

/** What a config says of all files, or of some. */
export interface Layer {
  readonly preset?: Preset;
  readonly severities: Severities;
  readonly allow: Partial<Allow>;
  readonly host: HostFacts;
}

export interface Override extends Layer {
  readonly files: readonly string[];
}

export interface ReadConfig {
  readonly yaml: YamlFile;
  /** What is right in it. Of a text that is no YAML nothing is: where its structure is broken, nobody knows what belongs to what. */
  readonly config: Config;
  /** In the order of the text. */
  readonly problems: readonly ConfigProblem[];
}

const EMPTY: Config = { severities: {}, allow: {}, host: {}, overrides: [], ignore: [], composeFiles: [] };

/** As many as somebody mends in one sitting. */
const MOST_PROBLEMS = 100;

/** Reads a config. Never throws. */
export function readConfig(text: string): ReadConfig {
  const yaml = parseYaml(text);
  const problems: ConfigProblem[] = [];
  const report = (problem: ConfigProblem): void => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  const result = (config: Config): ReadConfig => ({
    yaml,
    config,
    problems: problems.toSorted((a, b) => a.span.start - b.span.start),
  });
  for (const { span, message } of yaml.problems) report({ span, ...withoutEffect(message) });
  if (yaml.problems.length > 0) return result(EMPTY);
  const [first, second] = yaml.documents;
  if (second?.root !== undefined) {
    const message = "A config is one YAML document, and here a second one begins.";
    report({ span: second.root.span, message, remedy: "Remove it, or put its keys into the first one." });
  }
  return result(first?.root === undefined ? EMPTY : configOf(checked(first.root, CONFIG, report)));
}

/** A sentence about YAML, with another one behind it that says what to do. */
function withoutEffect(message: string): Pick<ConfigProblem, "message" | "remedy"> {
  const end = message.lastIndexOf(". ");
  const what = end === -1 ? message.replace(/\.$/, "") : message.slice(0, end);
  return {
    message: `${what}: until that is mended, the config has no effect.`,
    remedy: end === -1 ? "Mend the line." : message.slice(end + 2),
  };
}

/** Reads what stands under `host`: in the editor's settings it is written like in the config. */
export function readHost(node: YamlNode, report: (problem: ConfigProblem) => void): HostFacts {
  return hostOf(valueBelow("host", node, report));
}

/** The same for `allow`. */
export function readAllow(node: YamlNode, report: (problem: ConfigProblem) => void): Partial<Allow> {
  return allowOf(valueBelow("allow", node, report));
}

function valueBelow(
  name: string,
  node: YamlNode,
  report: (problem: ConfigProblem) => void,
): Value | undefined {
  const key = CONFIG.keys.find((one) => one.name === name);
  return key === undefined ? undefined : checked(node, key.form, report, `"${key.name}"`);
}

function configOf(value: Value | undefined): Config {
  const rulesUpTo = textOf(member(value, "rules-up-to"));
  return {
    ...layerOf(value),
    ...(rulesUpTo === undefined ? {} : { rulesUpTo }),
    overrides: itemsOf(member(value, "overrides")).flatMap((item) => {
      const files = textsOf(member(item, "files"));
      return files.length === 0 ? [] : [{ ...layerOf(item), files }];
    }),
    ignore: textsOf(member(value, "ignore")),
    composeFiles: itemsOf(member(value, "compose-files")).map(textsOf),
  };
}

function layerOf(value: Value | undefined): Layer {
  const preset = PRESETS.find((one) => one === member(value, "preset"));
  const severities = entriesOf(member(value, "rules")).flatMap(([name, written]) => {
    const level = LEVELS.find((one) => one === written);
    return level === undefined ? [] : [[name, level] as const];
  });
  return {
    ...(preset === undefined ? {} : { preset }),
    severities: Object.fromEntries(severities),
    allow: allowOf(member(value, "allow")),
    host: hostOf(member(value, "host")),
  };
}

function allowOf(value: Value | undefined): Partial<Allow> {
  const lists = ALLOW_KEYS.flatMap(({ name, setting }) => {
    const texts = textsOf(member(value, name));
    if (texts.length === 0) return [];
    return [[setting, setting === "openPorts" ? texts.map(Number) : texts] as const];
  });
  return Object.fromEntries(lists);
}

function hostOf(value: Value | undefined): HostFacts {
  const gpus = textOf(member(value, "gpus"));
  const versions = (["driver", "engine", "compose"] as const).flatMap((name) => {
    const version = textOf(member(value, name));
    return version === undefined ? [] : [[name, version] as const];
  });
  const architectures = textsOf(member(value, "architectures")).flatMap((text) => capabilityOf(text) ?? []);
  return {
    ...Object.fromEntries(versions),
    ...(gpus === undefined ? {} : { gpus: Number(gpus) }),
    ...(architectures.length === 0 ? {} : { architectures: [...new Set(architectures)] }),
  };
}

function member(value: Value | undefined, name: string): Value | undefined {
  return isMap(value) ? value.get(name) : undefined;
}

function entriesOf(value: Value | undefined): readonly (readonly [string, Value])[] {
  return isMap(value) ? [...value] : [];
}

function itemsOf(value: Value | undefined): readonly Value[] {
  return value === undefined || typeof value === "string" || isMap(value) ? [] : value;
}

function textsOf(value: Value | undefined): readonly string[] {
  return itemsOf(value).filter((item) => typeof item === "string");
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isMap(value: Value | undefined): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}
