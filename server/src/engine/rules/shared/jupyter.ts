import type { Argument, CommandLine } from "../../model/command-line.ts";
import { hasOption, mayHideOptions, optionUse, optionValue } from "../../model/options.ts";
import { knownPrefix, knownText } from "../../model/resolved.ts";

/** A command that starts a Jupyter server. */
export interface JupyterStart {
  /** stacks: the start scripts of the Jupyter Docker Stacks. */
  readonly kind: "lab" | "notebook" | "server" | "stacks";
  /** Of the server, without the word that names it. */
  readonly args: readonly Argument[];
}

/** The Jupyter server that a command starts. */
export function jupyterStart({ name, args }: CommandLine): JupyterStart | undefined {
  if (/^start-(?:notebook|singleuser)\.(?:sh|py)$/.test(name)) return { kind: "stacks", args };
  const dashed = /^jupyter-(lab|notebook|server)$/.exec(name)?.[1];
  const word = dashed ?? (name === "jupyter" ? knownText(args[0]?.value) : undefined);
  if (word !== "lab" && word !== "notebook" && word !== "server") return undefined;
  return { kind: word, args: dashed === undefined ? args.slice(1) : args };
}

/**
 * The argument that empties the token of a server which then lets everybody in; undefined where a password or another provider of
 * identities may ask, behind Kubeflow's gateway (which sets NB_PREFIX), and where a part is unknown.
 */
export function emptiedToken(start: JupyterStart): Argument | undefined {
  if (mayHideOptions(start) || PROTECTED.some((option) => hasOption(start, option))) return undefined;
  if (start.args.some(({ raw }) => raw.includes("NB_PREFIX"))) return undefined;
  if (options(start, "password").some(({ value }) => !isEmpty(value))) return undefined;
  const tokens = options(start, "token");
  return tokens.every(({ value }) => isEmpty(value)) ? tokens[0]?.argument : undefined;
}

const PROTECTED: readonly string[] = [
  "--config",
  "--ServerApp.identity_provider_class",
  "--ServerApp.login_handler_class",
  "--NotebookApp.login_handler_class",
  "--PasswordIdentityProvider.hashed_password",
];

/** Whether it listens on every interface; `byDefault` where an image's configuration says so. */
export function listensEverywhere(start: JupyterStart, byDefault = start.kind === "stacks"): boolean {
  const ip = optionValue(start, "--ip", "--ServerApp.ip", "--NotebookApp.ip");
  if (ip === undefined) return byDefault;
  const text = knownText(ip.value);
  return text !== undefined && /^["']?(?:0\.0\.0\.0|\*|::|)["']?$/.test(text);
}

/** The port that it listens on; undefined where that is unknown. */
export function jupyterPort(start: JupyterStart): number | undefined {
  const port = optionValue(start, "--port", "--ServerApp.port", "--NotebookApp.port");
  if (port === undefined) return 8888;
  const text = knownText(port.value);
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** The options of `--NotebookApp`, without dashes and value: `NotebookApp.token`. */
export function notebookAppOptions({ args }: JupyterStart): readonly OptionWord[] {
  return args.flatMap((argument) => {
    const text = knownText(argument.value) ?? knownPrefix(argument.value);
    const option = /^--(NotebookApp\.\w+)/.exec(text)?.[1];
    return option === undefined ? [] : [{ option, argument }];
  });
}

export interface OptionWord {
  readonly option: string;
  readonly argument: Argument;
}

function options(
  start: JupyterStart,
  name: string,
): readonly { readonly argument: Argument; readonly value: Argument | undefined }[] {
  return ["IdentityProvider", "ServerApp", "NotebookApp", "LabApp"].flatMap(
    (section) => optionUse(start.args, `--${section}.${name}`) ?? [],
  );
}

/** Jupyter takes quotes that reach it away. */
function isEmpty(value: Argument | undefined): boolean {
  const text = knownText(value?.value);
  return text !== undefined && /^(?:|''|""|b''|u'')$/.test(text);
}
