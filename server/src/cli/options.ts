import { PRESETS } from "../engine/settings.ts";

/** An option of a command, as the parser reads it and the help shows it. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** The name of its value in the help; an option without one is a switch. */
  readonly value?: string;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly operands: string;
  /** The most operands that it takes; undefined for any number. */
  readonly most?: number;
  readonly least: number;
  readonly summary: string;
  readonly details?: readonly string[];
  readonly options: readonly OptionSpec[];
}

const SEVERITY_NAMES = ["error", "warning", "info", "hint"];

const PRESET: OptionSpec = {
  name: "preset",
  value: "NAME",
  choices: PRESETS,
  help: "Which rules are on: recommended, strict (more of them, some more severe) or all.",
};

const HELP: OptionSpec = { name: "help", short: "h", help: "Show this help." };

const COLOR: OptionSpec = {
  name: "color",
  value: "WHEN",
  choices: ["auto", "always", "never"],
  help: "Colour the report: auto (on a terminal, unless NO_COLOR is set), always or never.",
};

const WATCH: OptionSpec = {
  name: "watch",
  short: "w",
  help: "Read again every two seconds until Ctrl+C; JSON is then one line a reading.",
};

/** As the docker command line has them. */
const ENGINE: readonly OptionSpec[] = [
  {
    name: "context",
    value: "NAME",
    help: "The Docker context to use (default: DOCKER_HOST, DOCKER_CONTEXT, or the current one).",
  },
  {
    name: "host",
    value: "ADDRESS",
    help: "The engine's address, as unix:///var/run/docker.sock or ssh://user@host.",
  },
];

function format(what: string): OptionSpec {
  return {
    name: "format",
    value: "FORMAT",
    choices: ["text", "json"],
    help: `How to print ${what}: text or json.`,
  };
}

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "lint",
    operands: "[PATH…]",
    least: 0,
    summary: "Report what is wrong in Dockerfiles and compose files",
    details: [
      "A PATH is a file, a folder, or - for standard input; without one it is the working directory.",
      "In a folder these are found: Dockerfile, Dockerfile.*, *.Dockerfile, Containerfile and their kin (Dockerfile-gpu, train_Dockerfile); compose.yaml, docker-compose.yml, compose.*.yaml and their kin (docker-compose-gpu.yml, train.compose.yaml).",
      "Left out are files that .gitignore names, hidden ones (.devcontainer and .github are looked into), node_modules, virtual environments and links to folders.",
      "A file that is named is linted whatever it is called and wherever it lies: as a compose file if it is YAML, else as a Dockerfile.",
      "What a compose file names (.env, env_file, extends, include, Dockerfiles) is read with it, from the disk only.",
      "",
      "Exit status: 0 nothing from the --fail-on severity up, 1 findings, 2 a wrong command line or input that cannot be read.",
    ],
    options: [
      {
        name: "format",
        value: "FORMAT",
        choices: ["text", "json", "sarif", "github"],
        help: "How to print findings: text, json, sarif (for code scanning) or github (annotations of GitHub Actions).",
      },
      {
        name: "min-severity",
        value: "SEVERITY",
        choices: SEVERITY_NAMES,
        help: "Leave out what is less severe than error, warning, info or hint (default: hint, all).",
      },
      {
        name: "fail-on",
        value: "SEVERITY",
        choices: [...SEVERITY_NAMES, "never"],
        help: "Exit with 1 from this severity up, among what is reported (default: warning).",
      },
      {
        name: "max-warnings",
        value: "N",
        help: "Exit with 1 when more than N warnings are reported, and otherwise only from --fail-on up, which is then error by default.",
      },
      {
        name: "config",
        value: "FILE",
        help: "The config of all files; its patterns count from the working directory (default: the .ml-containers.yaml of each file's folder, or of the nearest one above it in the repository).",
      },
      { name: "no-config", help: "Read no config." },
      { ...PRESET, help: `${PRESET.help} Counts more than the config's.` },
      {
        name: "rule",
        value: "NAME=LEVEL",
        help: "Set a rule's severity, or switch it off: NAME=error, warning, info, hint or off. May be repeated.",
      },
      { name: "fix", help: "Apply the safe fixes to the files." },
      { name: "dry-run", help: "With --fix: print a diff of what would change, and change nothing." },
      {
        name: "stdin-filename",
        value: "NAME",
        help: "The name of standard input, which tells its kind and the files beside it (default: <stdin>).",
      },
      {
        name: "today",
        value: "DATE",
        help: "Judge ends of life as of this day, YYYY-MM-DD (default: today).",
      },
      { name: "quiet", short: "q", help: "Print one line a finding: no excerpts, no summary." },
      COLOR,
      HELP,
    ],
  },
  {
    name: "rules",
    operands: "",
    least: 0,
    most: 0,
    summary: "List the rules",
    options: [
      { ...PRESET, help: "List the rules of this preset only: recommended, strict or all." },
      format("them"),
      COLOR,
      HELP,
    ],
  },
  {
    name: "explain",
    operands: "RULE",
    least: 1,
    most: 1,
    summary: "Print a rule's page: what is wrong, why, and how to mend it",
    options: [COLOR, HELP],
  },
  {
    name: "image",
    operands: "REFERENCE",
    least: 1,
    most: 1,
    summary: "Say what is known of an image: CUDA, Python, frameworks, driver, status",
    details: ["Answers from the product's own facts; the network is not asked."],
    options: [format("it"), COLOR, HELP],
  },
  {
    name: "gpus",
    operands: "",
    least: 0,
    most: 0,
    summary: "Show the GPUs of this machine, and which container holds which",
    details: [
      "Asks nvidia-smi, amd-smi or rocm-smi, whichever are installed, and the Docker engine for the containers of their processes.",
      "Of an engine on another machine (by --context, --host or the environment) it shows the GPUs of that machine, read by nvidia-smi in a running container there that has them.",
      "",
      "Exit status: 0 when GPUs were read, 2 when not.",
    ],
    options: [format("them"), WATCH, ...ENGINE, HELP],
  },
  {
    name: "ps",
    operands: "",
    least: 0,
    most: 0,
    summary: "Show containers: what they are for, their GPUs, and how far a training is",
    details: [
      "What a container is for is told from its command, its variables and its image; the label ml-containers.kind=training, serving, notebook or other says it outright.",
      "",
      "Exit status: 0 when the engine answered, 2 when not.",
    ],
    options: [format("them"), WATCH, ...ENGINE, HELP],
  },
  {
    name: "doctor",
    operands: "",
    least: 0,
    most: 0,
    summary: "Check the GPU set-up: driver, container toolkit, engine, Compose",
    details: [
      "Reads what is installed and how it is set up, and changes nothing. Each line that is not in order says what to do.",
      "JSON holds under host what .ml-containers.yaml takes under host.",
      "",
      "Exit status: 0 when no check failed, 1 when one did, 2 for a wrong command line.",
    ],
    options: [
      format("the report"),
      { name: "all", help: "Show also what does not concern this machine, and each check's source." },
      {
        name: "test",
        help: "Run nvidia-smi in a container of a CUDA image that the engine has, and remove the container; nothing is pulled.",
      },
      ...ENGINE,
      COLOR,
      HELP,
    ],
  },
  {
    name: "lsp",
    operands: "--stdio",
    least: 0,
    most: 0,
    summary: "Serve an editor over the Language Server Protocol",
    options: [
      { name: "stdio", help: "Talk over standard input and output." },
      { name: "clientProcessId", value: "PID", help: "End when this process ends." },
      HELP,
    ],
  },
];

/** Options that stand in front of any command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  HELP,
  { name: "version", short: "V", help: "Show the version." },
];
