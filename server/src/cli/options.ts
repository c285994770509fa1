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

const HELP: OptionSpec = { name: "help", short: "h", help: "Show this help." };

const COLOR: OptionSpec = {
  name: "color",
  value: "WHEN",
  choices: ["auto", "always", "never"],
  help: "Colour the report: auto (on a terminal, unless NO_COLOR is set), always or never.",
};

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
    summary: "Report what is wrong in Dockerfiles",
    details: [
      "A PATH is a file, a folder, or - for standard input; without one it is the working directory.",
      "In a folder these are found: Dockerfile, Dockerfile.*, *.Dockerfile, Containerfile and their kin (Dockerfile-gpu, train_Dockerfile).",
      "Left out are files that .gitignore names, hidden ones (.devcontainer and .github are looked into), node_modules, virtual environments and links to folders.",
      "A file that is named is linted whatever it is called and wherever it lies.",
      "",
      "Exit status: 0 nothing from the --fail-on severity up, 1 findings, 2 a wrong command line or input that cannot be read.",
    ],
    options: [
      format("findings"),
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
        name: "rule",
        value: "NAME=LEVEL",
        help: "Set a rule's severity, or switch it off: NAME=error, warning, info, hint or off. May be repeated.",
      },
      { name: "fix", help: "Apply the safe fixes to the files." },
      { name: "dry-run", help: "With --fix: print a diff of what would change, and change nothing." },
      {
        name: "stdin-filename",
        value: "NAME",
        help: "The name under which to report standard input (default: <stdin>).",
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
    options: [format("them"), COLOR, HELP],
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
