import type { ConfigProblem } from "../engine/config/read.ts";
import { readAllow, readHost } from "../engine/config/read.ts";
import type { Wishes } from "../engine/config/resolve.ts";
import type { Level, Preset } from "../engine/settings.ts";
import { PRESETS } from "../engine/settings.ts";
import type { YamlNode } from "../engine/syntax/yaml.ts";
import { parseYaml } from "../engine/syntax/yaml.ts";
import { nearest } from "../engine/text/nearest.ts";
import { FROM_CONFIG, RULE_LEVELS } from "../protocol.ts";

/** The `mlContainers` section as the server uses it. */
export interface ServerSettings {
  /** What the user says of rules, whatever a project config says. */
  readonly wishes: Wishes;
  readonly inlayHints: boolean;
  /** One sentence for each entry that has no effect. */
  readonly complaints: readonly string[];
}

/** Reads the section as a client sends it. Whatever does not fit is left at its default, and complained of. */
export function readSettings(section: unknown, ruleNames: readonly string[]): ServerSettings {
  const rules = property(section, "rules");
  const severities: [string, Level][] = [];
  const complaints: string[] = [];
  for (const [name, level] of isObject(rules) ? Object.entries(rules) : []) {
    if (!ruleNames.includes(name)) complaints.push(unknownRule(name, ruleNames));
    else if (isLevel(level)) severities.push([name, level]);
    else
      complaints.push(`The setting mlContainers.rules takes for "${name}" one of ${RULE_LEVELS.join(", ")}.`);
  }
  const preset = presetOf(property(section, "preset"), complaints);
  const host = asInConfig("host", section, readHost, complaints) ?? {};
  const allow = asInConfig("allow", section, readAllow, complaints) ?? {};
  return {
    wishes: {
      severities: Object.fromEntries(severities),
      allow,
      host,
      ...(preset === undefined ? {} : { preset }),
    },
    inlayHints: property(property(section, "inlayHints"), "enabled") !== false,
    complaints,
  };
}

function presetOf(value: unknown, complaints: string[]): Preset | undefined {
  if (value === undefined || value === null || value === FROM_CONFIG) return undefined;
  const preset = PRESETS.find((one) => one === value);
  if (preset === undefined) {
    const choices = [FROM_CONFIG, ...PRESETS].join(", ");
    complaints.push(`The setting mlContainers.preset takes one of ${choices}.`);
  }
  return preset;
}

/** JSON is YAML, so the reader of the config reads it. */
function asInConfig<T>(
  name: string,
  section: unknown,
  read: (node: YamlNode, report: (problem: ConfigProblem) => void) => T,
  complaints: string[],
): T | undefined {
  const value = property(section, name);
  if (value === undefined || value === null) return undefined;
  const root = parseYaml(JSON.stringify(value)).documents[0]?.root;
  if (root === undefined) return undefined;
  return read(root, ({ message, remedy }) => {
    complaints.push(`The setting mlContainers.${name} has no effect in full: ${message} ${remedy}`);
  });
}

function unknownRule(name: string, ruleNames: readonly string[]): string {
  const meant = nearest(name, ruleNames);
  const hint = meant === undefined ? "Remove it." : `Did you mean "${meant}"?`;
  return `The setting mlContainers.rules names "${name}", which is no rule. ${hint}`;
}

/**
 * The settings of each document, asked for once and kept until they change. A client that cannot be asked, or that fails to
 * answer, leaves the last ones it sent, at first the defaults.
 */
export class SettingsStore {
  readonly #ask: ((uri: string) => Promise<unknown>) | undefined;
  readonly #ruleNames: readonly string[];
  readonly #byDocument = new Map<string, Promise<ServerSettings>>();
  #sent: ServerSettings;

  /** `ask` fetches the section for a document; undefined where the client does not answer that. */
  constructor(
    ask: ((uri: string) => Promise<unknown>) | undefined,
    initial: unknown,
    ruleNames: readonly string[],
  ) {
    this.#ask = ask;
    this.#ruleNames = ruleNames;
    this.#sent = readSettings(initial, ruleNames);
  }

  /** Never rejects. */
  for(uri: string): Promise<ServerSettings> {
    const known = this.#byDocument.get(uri);
    if (known !== undefined) return known;
    const settings = this.#fetch(uri);
    this.#byDocument.set(uri, settings);
    return settings;
  }

  /** The client says that settings changed, and may say to what. */
  changed(section: unknown): void {
    if (isObject(section)) this.#sent = readSettings(section, this.#ruleNames);
    this.#byDocument.clear();
  }

  forget(uri: string): void {
    this.#byDocument.delete(uri);
  }

  async #fetch(uri: string): Promise<ServerSettings> {
    if (this.#ask === undefined) return this.#sent;
    try {
      const section = await this.#ask(uri);
      return isObject(section) ? readSettings(section, this.#ruleNames) : this.#sent;
    } catch {
      return this.#sent;
    }
  }
}

function isLevel(value: unknown): value is Level {
  return typeof value === "string" && RULE_LEVELS.includes(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function property(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
