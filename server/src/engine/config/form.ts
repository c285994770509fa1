import { globTrouble } from "../text/glob.ts";
import type { Allow, Level, Preset } from "../settings.ts";
import { LEVELS, PRESETS, usualSeverity } from "../settings.ts";
import { rules } from "../rules/index.ts";

/** What may stand at a place of the config. The reader, the completion, the hover and the JSON schema all follow it. */
export type Form =
  | { readonly kind: "record"; readonly keys: readonly Key[] }
  | { readonly kind: "list"; readonly of: Form }
  | { readonly kind: "choice"; readonly choices: readonly Choice[] }
  | { readonly kind: "count"; readonly least: number; readonly most: number }
  | { readonly kind: "version" }
  | { readonly kind: "capability" }
  | { readonly kind: "text"; readonly trouble?: (text: string) => Trouble | undefined };

export interface Key {
  readonly name: string;
  readonly form: Form;
  /** One sentence of Markdown. */
  readonly help: string;
  /** The entry as somebody could write it. */
  readonly example: string;
  readonly required?: boolean;
}

export interface Choice {
  readonly name: string;
  /** One sentence of Markdown. */
  readonly help: string;
}

export interface Trouble {
  readonly message: string;
  readonly remedy: string;
}

/** Digits between dots. */
export const VERSION = /^\d+(?:\.\d+){0,3}$/;

/**
 * A compute capability in the spellings that people use: `9.0`, as nvidia-smi prints it, or `sm_90`. A whole number counts as the one with
 * `.0`, for that is what YAML and JSON make of 12.0 when they write it again.
 */
export const CAPABILITY = /^(?:\d{1,2}(?:\.\d)?|(?:sm|compute)_\d{2,3}[af]?)$/;

/** The capability as `9.0`; undefined for other texts. */
export function capabilityOf(text: string): string | undefined {
  if (!CAPABILITY.test(text)) return undefined;
  const [, major, minor] =
    /^(?:sm|compute)_(\d+)(\d)[af]?$/.exec(text) ?? /^(\d+)(?:\.(\d))?$/.exec(text) ?? [];
  return Number(major) > 0 && Number(major) < 20 ? `${Number(major)}.${minor ?? "0"}` : undefined;
}

const PRESET_HELP: Readonly<Record<Preset, string>> = {
  recommended: "What nearly always is a mistake.",
  strict: "`recommended`, what a careful team asks for besides, and some rules more severe.",
  all: "Every rule, also those that only some want to hear.",
};

const LEVEL_HELP: Readonly<Record<Level, string>> = {
  off: "The rule is silent.",
  hint: "A suggestion.",
  info: "Worth knowing.",
  warning: "Likely to hurt.",
  error: "The build or the run fails or is wrong.",
};

const text: Form = { kind: "text" };
const pattern: Form = { kind: "text", trouble: globTrouble };
const version: Form = { kind: "version" };
/** The severity of a rule. */
export const LEVEL: Form = {
  kind: "choice",
  choices: LEVELS.map((name) => ({ name, help: LEVEL_HELP[name] })),
};

/** The rules with their severities. */
export const RULES: Form = {
  kind: "record",
  keys: rules.map((rule) => ({
    name: rule.name,
    form: LEVEL,
    help: `Reports ${rule.summary}. Without an entry: ${usualSeverity(rule)}.`,
    example: `${rule.name}: off`,
  })),
};

const preset: Key = {
  name: "preset",
  form: { kind: "choice", choices: PRESETS.map((name) => ({ name, help: PRESET_HELP[name] })) },
  help: "Which rules are on; `recommended` when left out.",
  example: "preset: strict",
};

const severities: Key = {
  name: "rules",
  form: RULES,
  help: "The severity of single rules, or `off`; it counts whatever the preset says.",
  example: "rules: {base-unpinned: off}",
};

/** The keys of `allow`, each with the setting that it fills. */
export const ALLOW_KEYS: readonly (Key & { readonly setting: keyof Allow })[] = [
  {
    name: "unpinned-images",
    setting: "unpinnedImages",
    form: { kind: "list", of: text },
    help: "Images that may stand without a fixed tag, such as your own; `*` stands for any characters.",
    example: "unpinned-images: [ghcr.io/acme/*]",
  },
  {
    name: "driver-packages",
    setting: "driverPackages",
    form: { kind: "list", of: text },
    help: "Packages of the NVIDIA driver that an image may install; `*` stands for any characters.",
    example: "driver-packages: [nvidia-utils-*]",
  },
  {
    name: "gpu-drivers",
    setting: "gpuDrivers",
    form: { kind: "list", of: text },
    help: "GPU drivers that your engine knows besides the usual ones.",
    example: "gpu-drivers: [intel]",
  },
  {
    name: "open-ports",
    setting: "openPorts",
    form: { kind: "list", of: { kind: "count", least: 1, most: 65_535 } },
    help: "Host ports that may be published on all interfaces.",
    example: "open-ports: [8000]",
  },
  {
    name: "hosts",
    setting: "hosts",
    form: { kind: "list", of: text },
    help: "Hosts outside the compose project that its services may name; `*` stands for any characters.",
    example: 'hosts: [gpu-01, "*.cluster.local"]',
  },
];

const allow: Key = {
  name: "allow",
  form: { kind: "record", keys: ALLOW_KEYS },
  help: "What rules let pass.",
  example: "allow: {unpinned-images: [ghcr.io/acme/*]}",
};

const host: Key = {
  name: "host",
  form: {
    kind: "record",
    keys: [
      {
        name: "driver",
        form: version,
        help: "The version of the NVIDIA driver on the machine that the containers run on.",
        example: "driver: 535.183.01",
      },
      {
        name: "gpus",
        form: { kind: "count", least: 0, most: 1024 },
        help: "How many GPUs that machine has.",
        example: "gpus: 2",
      },
      {
        name: "engine",
        form: version,
        help: "The version of its Docker Engine.",
        example: "engine: 28.5.1",
      },
      {
        name: "compose",
        form: version,
        help: "The version of its Docker Compose.",
        example: "compose: 2.40.0",
      },
      {
        name: "architectures",
        form: { kind: "list", of: { kind: "capability" } },
        help: "The compute capabilities of its GPUs, as `nvidia-smi --query-gpu=compute_cap --format=csv` prints them; `sm_90` means 9.0.",
        example: "architectures: [9.0]",
      },
    ],
  },
  help: "What is known of the machine that the containers run on; what is left out is unknown.",
  example: "host: {driver: 535.183.01, gpus: 2}",
};

const overrides: Key = {
  name: "overrides",
  form: {
    kind: "list",
    of: {
      kind: "record",
      keys: [
        {
          name: "files",
          form: { kind: "list", of: pattern },
          help: "The files that it concerns: patterns as in .gitignore, seen from the config's folder.",
          example: "files: [train/**]",
          required: true,
        },
        preset,
        severities,
        allow,
        host,
      ],
    },
  },
  help: "What is different for some files; of several that fit a file, the last one wins.",
  example: "overrides: [{files: [train/**], preset: strict}]",
};

/** The whole config. */
export const CONFIG: Form & { readonly kind: "record" } = {
  kind: "record",
  keys: [
    preset,
    {
      name: "rules-up-to",
      form: version,
      help: "Only rules that this version of ML Containers had are on: a new release brings no new findings until you raise it.",
      example: "rules-up-to: 0.1.0",
    },
    severities,
    overrides,
    {
      name: "ignore",
      form: { kind: "list", of: pattern },
      help: "Files that are left out: patterns as in .gitignore, seen from the config's folder.",
      example: "ignore: [vendor/]",
    },
    allow,
    host,
    {
      name: "compose-files",
      form: { kind: "list", of: { kind: "list", of: { kind: "text", trouble: pathTrouble } } },
      help: "Compose files that are used together, each list in the order of `docker compose -f … -f …`.",
      example: "compose-files: [[compose.yaml, compose.gpu.yaml]]",
    },
  ],
};

function pathTrouble(path: string): Trouble | undefined {
  if (!path.includes("\\") && !/^(?:\/|[A-Za-z]:)/.test(path)) return undefined;
  return {
    message: "A compose file is named as it is seen from the config's folder, with / between folders.",
    remedy: "Write a relative path such as deploy/compose.yaml.",
  };
}
