import { FROM_CONFIG, RULE_LEVELS, SETTINGS_SECTION } from "../../../server/src/protocol.ts";
import { workbenchSettings } from "./workbench-settings.ts";

/** What the settings need to know of a rule. */
export interface RuleEntry {
  readonly name: string;
  /** Its severity where nothing is set, as a clause. */
  readonly usual: string;
  /** One line without a full stop. */
  readonly summary: string;
}

/** The schemas of what the project config and the settings both say. */
export interface Mirrored {
  readonly preset: { readonly enum?: readonly string[]; readonly enumDescriptions?: readonly string[] };
  readonly allow: object;
  readonly host: object;
}

/** Every setting of the product. All of them may differ from folder to folder, except what concerns the server as a whole. */
export function configuration(rules: readonly RuleEntry[], { preset, allow, host }: Mirrored): object {
  return {
    title: "ML Containers",
    properties: {
      [`${SETTINGS_SECTION}.preset`]: {
        scope: "resource",
        default: FROM_CONFIG,
        description: "Which rules are on. Counts more than the project config, .ml-containers.yaml.",
        enum: [FROM_CONFIG, ...(preset.enum ?? [])],
        enumDescriptions: [
          "What the project config says; without one, recommended.",
          ...(preset.enumDescriptions ?? []),
        ],
      },
      [`${SETTINGS_SECTION}.rules`]: {
        type: "object",
        scope: "resource",
        default: {},
        markdownDescription:
          'How severe a rule is, or `off`. Example: `{ "base-unpinned": "error", "cmd-shell-form": "off" }`. A rule that is not named is as the project config and the preset have it.',
        properties: Object.fromEntries(rules.map((rule) => [rule.name, level(rule)])),
        additionalProperties: false,
      },
      [`${SETTINGS_SECTION}.allow`]: {
        ...allow,
        type: "object",
        scope: "resource",
        default: {},
        markdownDescription:
          'What rules let pass, beside what the project config does. Example: `{ "unpinned-images": ["ghcr.io/acme/*"], "open-ports": [8000] }`.',
      },
      [`${SETTINGS_SECTION}.host`]: {
        ...host,
        type: "object",
        scope: "resource",
        default: {},
        description:
          "What is known of the machine that the containers run on. Each entry counts more than that of the project config; what is left out is unknown.",
      },
      [`${SETTINGS_SECTION}.inlayHints.enabled`]: {
        type: "boolean",
        scope: "resource",
        default: true,
        description:
          "Show beside images what they hold (CUDA, Python, the driver that they need) and beside GPU stanzas what they ask for.",
      },
      ...workbenchSettings,
      [`${SETTINGS_SECTION}.trace.server`]: {
        type: "string",
        scope: "window",
        enum: ["off", "messages", "verbose"],
        default: "off",
        description: "Log the messages between the editor and the language server.",
      },
    },
  };
}

function level(rule: RuleEntry): object {
  return { enum: RULE_LEVELS, description: `Reports ${rule.summary}. Without a setting: ${rule.usual}.` };
}
