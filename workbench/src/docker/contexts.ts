import * as l10n from "@vscode/l10n";
import type { Problem } from "../problem.ts";
import { DEFAULT_PIPE, DEFAULT_SOCKET, parseAddress } from "./address.ts";
import { configFolder, readContext, readContexts, tlsOf } from "./context-store.ts";
import type { ReadContext } from "./context-store.ts";
import type { Endpoint, EndpointAddress } from "./endpoint.ts";
import type { Machine } from "./machine.ts";
import { foundSockets, isOwnMachine } from "./found-sockets.ts";
import { nearestNames } from "./nearest-names.ts";
import { isRecord, optionalText } from "./read/json.ts";
import { said } from "../text/said.ts";

export type Resolution =
  { readonly endpoint: Endpoint } | { readonly problem: Problem; readonly context: string | undefined };

/** A line of the picker. `choose` is what resolveEndpoint takes for it. */
export interface ContextEntry {
  readonly name: string;
  readonly description: string | undefined;
  readonly isCurrent: boolean;
  readonly choose: Choice;
  readonly result: Resolution;
}

/** A user's own choice, as `--context` and `--host` of the docker command line. */
export interface Choice {
  readonly context?: string;
  readonly host?: string;
}

/**
 * The engine that the docker command line would speak to, by its order: the choice, `DOCKER_HOST`, `DOCKER_CONTEXT`, the current
 * context of config.json, the default. Where the default socket is missing, another engine's socket that is there.
 * Source: docker/cli, cli/command/cli.go, resolveContextName and resolveDefaultDockerEndpoint.
 */
export async function resolveEndpoint(machine: Machine, choice: Choice = {}): Promise<Resolution> {
  const host = choice.host ?? "";
  if (host !== "") return fromHost(machine, host, "option");
  const selected = await selectedName(machine, choice.context);
  if ("problem" in selected) return { problem: selected.problem, context: undefined };
  if (selected.name === "default") return defaultEndpoint(machine, selected.chosenBy);
  const context = await readContext(machine, selected.name);
  if (context === undefined)
    return { problem: await unknown(machine, selected.name), context: selected.name };
  return fromContext(machine, context, selected.chosenBy);
}

/** Every context, `default` first, broken ones too, then sockets of engines that no context names. */
export async function listContexts(machine: Machine, choice: Choice = {}): Promise<readonly ContextEntry[]> {
  const selected = await selectedName(machine, choice.context);
  const current = (choice.host ?? "") !== "" || "problem" in selected ? undefined : selected.name;
  const stored = await readContexts(machine);
  const fallback = await defaultEndpoint(machine, "default");
  const entries: ContextEntry[] = [
    {
      name: "default",
      description: undefined,
      isCurrent: current === "default",
      choose: { context: "default" },
      result: fallback,
    },
  ];
  for (const context of stored.filter(({ name }) => name !== "default")) {
    entries.push({
      name: context.name,
      description: "problem" in context ? undefined : context.description,
      isCurrent: current === context.name,
      choose: { context: context.name },
      result: await fromContext(machine, context, "option"),
    });
  }
  const known = new Set(entries.flatMap(({ result }) => pathOf(result)));
  for (const { product, address } of await foundSockets(machine)) {
    if (address.kind !== "unix" && address.kind !== "npipe") continue;
    if (known.has(address.path)) continue;
    known.add(address.path);
    entries.push({
      name: product,
      description: address.path,
      isCurrent: choice.host === `${address.kind}://${address.path}`,
      choose: { host: `${address.kind}://${address.path}` },
      result: { endpoint: endpoint(machine, address, "found", undefined) },
    });
  }
  return entries;
}

type Selected =
  { readonly name: string; readonly chosenBy: Endpoint["chosenBy"] } | { readonly problem: Problem };

async function selectedName(machine: Machine, option = ""): Promise<Selected> {
  const { environment } = machine;
  if (option !== "") return { name: option, chosenBy: "option" };
  if ((environment["DOCKER_HOST"] ?? "") !== "") return { name: "default", chosenBy: "DOCKER_HOST" };
  const named = environment["DOCKER_CONTEXT"] ?? "";
  if (named !== "") return { name: named, chosenBy: "DOCKER_CONTEXT" };
  const path = `${configFolder(machine)}/config.json`;
  const text = await machine.disk.read(path);
  if (text === undefined) return { name: "default", chosenBy: "default" };
  const current = currentContext(text);
  if (current === undefined) {
    return {
      problem: {
        id: "context-broken",
        message: l10n.t("Docker's settings in {0} are not valid JSON.", path),
        remedy: l10n.t("Correct that file."),
      },
    };
  }
  return current === "" ? { name: "default", chosenBy: "default" } : { name: current, chosenBy: "config" };
}

/** Empty where config.json names none, undefined where it is no JSON object. */
function currentContext(text: string): string | undefined {
  try {
    const config: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
    return isRecord(config) ? (optionalText(config["currentContext"], 200) ?? "") : undefined;
  } catch {
    return undefined;
  }
}

async function defaultEndpoint(machine: Machine, chosenBy: Endpoint["chosenBy"]): Promise<Resolution> {
  const host = machine.environment["DOCKER_HOST"] ?? "";
  if (host !== "") return fromHost(machine, host, "DOCKER_HOST");
  const usual: EndpointAddress =
    machine.platform === "win32"
      ? { kind: "npipe", path: DEFAULT_PIPE }
      : { kind: "unix", path: DEFAULT_SOCKET };
  const [found] = await foundSockets(machine);
  if (found === undefined || pathOfAddress(found.address) === usual.path) {
    return { endpoint: endpoint(machine, usual, chosenBy, "default") };
  }
  return { endpoint: endpoint(machine, found.address, "found", undefined) };
}

async function fromHost(
  machine: Machine,
  host: string,
  chosenBy: "option" | "DOCKER_HOST",
): Promise<Resolution> {
  const { environment } = machine;
  const verify = (environment["DOCKER_TLS_VERIFY"] ?? "") !== "";
  const given = environment["DOCKER_CERT_PATH"] ?? "";
  const secure = verify || (environment["DOCKER_TLS"] ?? "") !== "";
  const folder = given === "" ? configFolder(machine) : given;
  const result = parseAddress(host, secure ? (await tlsOf(machine, folder, verify)).tls : undefined);
  if ("address" in result) return { endpoint: endpoint(machine, result.address, chosenBy, undefined) };
  return {
    context: undefined,
    problem: {
      id: "context-broken",
      message:
        chosenBy === "option"
          ? l10n.t("The engine's address cannot be used because of its value ({0}).", result.reason)
          : l10n.t("DOCKER_HOST cannot be used because of its value ({0}).", result.reason),
      remedy:
        chosenBy === "option"
          ? l10n.t("Correct the address, for example to {0}.", `unix://${DEFAULT_SOCKET}`)
          : l10n.t("Correct DOCKER_HOST, for example to {0}.", `unix://${DEFAULT_SOCKET}`),
    },
  };
}

async function fromContext(
  machine: Machine,
  context: ReadContext,
  chosenBy: Endpoint["chosenBy"],
): Promise<Resolution> {
  if ("problem" in context) return { problem: context.problem, context: context.name };
  if (context.address !== "default") {
    return { endpoint: endpoint(machine, context.address, chosenBy, context.name) };
  }
  const fallback = await defaultEndpoint(machine, chosenBy);
  return "endpoint" in fallback
    ? { endpoint: { ...fallback.endpoint, context: context.name, chosenBy } }
    : fallback;
}

function endpoint(
  { platform }: Machine,
  address: EndpointAddress,
  chosenBy: Endpoint["chosenBy"],
  context: string | undefined,
): Endpoint {
  return { context, chosenBy, address, isLocal: isOwnMachine(address, platform) };
}

async function unknown(machine: Machine, name: string): Promise<Problem> {
  const names = ["default", ...(await readContexts(machine)).map((context) => context.name)];
  const near = nearestNames(name, names).map((candidate) => `"${said(candidate, 80, 1) ?? ""}"`);
  return {
    id: "context-unknown",
    message: l10n.t('There is no Docker context named "{0}".', said(name, 80, 1) ?? ""),
    remedy:
      near.length === 0
        ? l10n.t("Choose another context, or create it with `docker context create`.")
        : l10n.t(
            "Choose {0}, or create it with `docker context create`.",
            near.reduce((one, other) => l10n.t("{0} or {1}", one, other)),
          ),
  };
}

function pathOf(result: Resolution): readonly string[] {
  if (!("endpoint" in result)) return [];
  const path = pathOfAddress(result.endpoint.address);
  return path === undefined ? [] : [path];
}

function pathOfAddress(address: EndpointAddress): string | undefined {
  return address.kind === "unix" || address.kind === "npipe" ? address.path : undefined;
}
