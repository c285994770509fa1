import { compareVersions, hostChecks, isOneOf } from "../../knowledge/index.ts";
import type { HostCheck } from "../../knowledge/index.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt, commandFile, serviceCommands } from "../../model/compose/command.ts";
import type { EnvEntry } from "../../model/compose/environment.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import { builtStage } from "../../model/compose/built.ts";
import { imageFactsOf } from "../../model/compose/image.ts";
import { ownHostsOf, serviceByHost } from "../../model/compose/hosts.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { hasOption, mayHideOptions, optionValue } from "../../model/options.ts";
import { knownText } from "../../model/resolved.ts";
import { baseOf } from "../../model/stage-facts.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { packageVersion } from "../shared/package-version.ts";
import { runsImage, startOf } from "../shared/servers.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "stack-mlflow-hosts",
  subject: "compose",
  category: "stacks",
  severity: "warning",
  since: "0.2.0",
  summary: "an MLflow server that refuses the service name by which others of the project call it",
  sources: ["mlflow-host-check"],
  *check({ project, source }) {
    for (const check of hostChecks()) {
      const clients = clientsOf(project, check);
      for (const service of clients.keys()) {
        const command = startOf(service, check.commands);
        // What the image of a built server sets besides is not read.
        if (command === undefined || command.built !== undefined) continue;
        if (acceptsAll(service, command, check)) continue;
        const client = clients.get(service);
        if (client === undefined) continue;
        const version = packageVersion(service, check, NEWEST);
        if (version === undefined) continue;
        if (version === NEWEST ? !getsNewest(service, check) : compareVersions(version, check.from) < 0)
          continue;
        yield report({ check, command, client, version }, source);
      }
    }
  },
});

/** Nobody says which release: the next pull or build gets the last one. */
const NEWEST = "newest";

/** Whether the newest release fits the service's Python; an image of the server itself brings its own. */
function getsNewest(service: ComposeService, { images, python }: HostCheck): boolean {
  if (runsImage(service, images)) return true;
  const built = builtStage(service);
  const base = built === undefined ? undefined : baseOf(built.stage);
  if (base?.reference !== undefined && isOneOf(base.reference, images)) return true;
  const version = (built === undefined ? imageFactsOf(service) : base?.facts)?.python?.version;
  return version !== undefined && compareVersions(version, python) >= 0;
}

/** Whether the hosts are named, the check is off, or a part that could do so is not known. */
function acceptsAll(service: ComposeService, command: ComposeCommand, check: HostCheck): boolean {
  if (mayHideOptions(command)) return true;
  const options = [check.option, ...check.off.options];
  if (options.some((option) => hasOption(command, option))) return true;
  const names = [check.variable, ...check.off.variables];
  if (names.some((name) => command.environment.has(name))) return true;
  // A script around it may export what it likes.
  if (serviceCommands(service).some(({ name, args }) => name === "export" && mentions(args, names)))
    return true;
  return (
    names.some((name) => environmentOf(service).has(name)) ||
    service.envFiles.some(({ content }) => content === undefined)
  );
}

function mentions(args: ComposeCommand["args"], names: readonly string[]): boolean {
  return args.some(({ raw }) => names.some((name) => raw.startsWith(name)));
}

interface Client {
  readonly variable: EnvEntry;
  readonly host: string;
  readonly port: string;
}

/** By server: a variable of another service that names it by a name of the project's networks. */
function clientsOf(
  project: ComposeProject,
  { clients, port }: HostCheck,
): ReadonlyMap<ComposeService, Client> {
  const found = new Map<ComposeService, Client>();
  for (const service of project.services.values()) {
    for (const name of clients) {
      const variable = environmentOf(service).get(name);
      const match = ADDRESS.exec(knownText(variable?.value) ?? "");
      const host = match?.[1];
      if (variable === undefined || host === undefined || ownHostsOf(service).has(host.toLowerCase()))
        continue;
      const server = serviceByHost(project, host);
      if (server === undefined || server === service || found.has(server)) continue;
      found.set(server, { variable, host, port: match?.[2] ?? String(port) });
    }
  }
  return found;
}

/** `http://user:password@mlflow:5000/`, with a name for the host. */
const ADDRESS = /^https?:\/\/(?:[^/@]*@)?([A-Za-z][\w.-]*)(?::(\d+))?(?:\/|$)/;

interface Refusal {
  readonly check: HostCheck;
  readonly command: ComposeCommand;
  readonly client: Client;
  readonly version: string;
}

function report({ check, command, client, version }: Refusal, source: string): Finding {
  const hosts = `${client.host}:${client.port},localhost:${client.port}`;
  const call = shortened(`${client.host}:${client.port}`, 80);
  const why = `from ${check.from} on it knows only localhost and private addresses`;
  const isNewest = version === NEWEST;
  const what = isNewest
    ? `No release of ${check.service} is pinned, and new ones answer requests for ${call} with 403`
    : `${check.service} ${version} answers requests for ${call} with 403`;
  return {
    at: commandAt(command, command.nameSpan),
    // Whose image or cache is old enough sees nothing of it yet.
    ...(isNewest ? { severity: "info" } : {}),
    message: `${what}: ${why}. Name the hosts: ${check.option} ${shortened(hosts, 120)}.`,
    related: [{ at: client.variable.valueAt, message: "Called by this name." }],
    fixes: fixOf(command, check.option, hosts, source),
  };
}

/** Names the hosts behind the word that starts the server. A list of hosts takes the place of the private addresses. */
function fixOf(command: ComposeCommand, option: string, hosts: string, source: string): readonly Fix[] {
  const [word] = command.args;
  if (word === undefined || optionValue(command, option) !== undefined) return [];
  const file = commandFile(command);
  const written = source.slice(word.span.start, word.span.end);
  const edit = insertion(written, word.span, `${option} ${hosts}`, file, command);
  return edit === undefined ? [] : [{ title: `Add ${option}`, safety: "suggested", edits: [edit] }];
}

function insertion(
  written: string,
  { end }: { readonly end: number },
  text: string,
  file: string,
  { scalars, shell }: ComposeCommand,
): PlacedEdit | undefined {
  const span = { file, start: end, end };
  if (shell !== undefined || scalars.length === 1)
    return /^\w+$/.test(written) ? { span, text: ` ${text}` } : undefined;
  const quote = /^(["'])\w+\1$/.exec(written)?.[1];
  if (quote === undefined) return undefined;
  const items = text.split(" ").map((one) => `${quote}${one}${quote}`);
  return { span, text: `, ${items.join(", ")}` };
}
