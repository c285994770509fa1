import type { CredentialVariable } from "../../knowledge/index.ts";
import { credentialVariables, knownCredential } from "../../knowledge/index.ts";
import type { EnvEntry } from "../../model/compose/environment.ts";
import { environmentOf, environmentText } from "../../model/compose/environment.ts";
import { imageOf } from "../../model/compose/image.ts";
import { portsOf, publishedBeyondLoopback } from "../../model/compose/ports.ts";
import { canRunTogether } from "../../model/compose/profiles.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { dependenciesOf } from "../../model/compose/settings.ts";
import { textOf, valueOf } from "../../model/compose/value.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { Literal } from "../shared/dotenv-edits.ts";
import { literalOf, takeFromDotenv } from "../shared/dotenv-edits.ts";
import { onePerPlace } from "../shared/image-places.ts";
import { ownPlace } from "../shared/own-place.ts";
import type { PasswordCopy } from "../shared/password-copies.ts";
import { passwordCopies } from "../shared/password-copies.ts";

export default defineRule({
  name: "default-credentials",
  subject: "compose",
  category: "security",
  severity: "warning",
  since: "0.2.0",
  summary: "a service whose password everybody knows, such as minioadmin or postgres",
  sources: ["seclists-defaults", "minio-root", "postgres-docs", "grafana-security", "rabbitmq-docs"],
  check: ({ project, source, path }) =>
    onePerPlace(
      [...project.services.values()]
        .flatMap((service) => inService(service, source, isForTests(path ?? "")))
        // Of services that share a password by an anchor, the one that most reach counts.
        .toSorted((a, b) => Number(a.severity === "info") - Number(b.severity === "info")),
    ),
});

/** Nobody guards what stands for the time of a test. */
function isForTests(path: string): boolean {
  return /(?:^|\/)tests?\/|[.-]test(?:s|ing)?\.ya?ml$/i.test(path);
}

function inService(service: ComposeService, source: string, isTest: boolean): readonly Finding[] {
  return ownVariables(service).flatMap((variable) => {
    const entry = environmentOf(service).get(variable.password);
    const finding = entry === undefined ? undefined : findingOf(service, variable, entry, source);
    if (finding === undefined) return [];
    return [isTest ? { ...finding, severity: "info" } : finding];
  });
}

function findingOf(
  service: ComposeService,
  variable: CredentialVariable,
  entry: EnvEntry,
  source: string,
): Finding | undefined {
  const literal = literalOf(entry);
  // Where the user's .env gives another value, the default of a variable is none that counts.
  if (literal === undefined || !entry.value.known || entry.value.text !== literal.text) return undefined;
  const user = variable.user === undefined ? undefined : environmentText(service, variable.user);
  const why = knownCredential(variable, literal.text, user);
  if (why === undefined || isNeedless(service, variable)) return undefined;
  const reach = reachOf(service);
  const copies = entry.form === "env_file" ? [] : copiesOf(service, variable, entry, literal.text);
  const isDefault = literal.variable !== undefined;
  if (reach === undefined || (isDefault && reach === "containers")) return undefined;
  return {
    at: ownPlace(service.project, entry.valueAt, entry.valuePlace),
    severity: isDefault || reach !== "network" ? "info" : "warning",
    message: `${setting(variable, literal)}${WHY[why]}. ${WHO[reach]} gets into ${variable.title} with it. Keep a value of your own in .env.${together(copies)}`,
    related: copies
      .slice(0, MOST_RELATED)
      .map(({ at }) => ({ at, message: "The same password stands here." })),
    fixes: takeFromDotenv(
      source,
      entry,
      valueOf(service.value, "environment"),
      copies.flatMap(({ replaceBy }) => replaceBy ?? []),
      nameInDotenv(service, variable),
    ),
  };
}

const WHY = {
  tried: ", which everybody tries first",
  user: ": the password equals the user's name",
} as const;

/** The variable of `.env` for a password: by the service's name where another server would go by the same, and share its password. */
function nameInDotenv(service: ComposeService, { password }: CredentialVariable): string {
  const place = environmentOf(service).get(password)?.valuePlace;
  const others = [...service.project.services.values()].flatMap((other) => {
    if (other === service || !canRunTogether(other, service)) return [];
    if (!ownVariables(other).some((one) => one.password === password)) return [];
    const entry = environmentOf(other).get(password);
    return entry === undefined || entry.valuePlace.start === place?.start ? [] : [entry];
  });
  const names = new RegExp(`\\b${password}\\b`);
  const taken = others.filter(({ raw }) => raw === undefined || raw.includes("$"));
  const isTaken = taken.some(({ raw }) => raw === undefined || names.test(raw));
  if (taken.length === others.length && !isTaken) return password;
  const name = service.name.toUpperCase().replaceAll(/\W/g, "_");
  const [word = ""] = password.split("_");
  const short = name.endsWith(word) ? `${name}${password.slice(word.length)}` : undefined;
  return short === undefined || (short === password && isTaken) ? `${name}_${password}` : short;
}

/** More than anybody reads. */
const MOST_RELATED = 20;

/** A container with an entrypoint of its own that waits for a server of the same kind, and publishes nothing, is a client of it. */
function isClient(service: ComposeService, { title }: CredentialVariable): boolean {
  if (valueOf(service.value, "entrypoint") === undefined || reachOf(service) !== "containers") return false;
  return dependenciesOf(service).some(({ service: name }) => {
    const other = service.project.services.get(name);
    const reference = other === undefined ? undefined : imageOf(other)?.reference;
    if (reference === undefined) return false;
    return credentialVariables(reference.registry, reference.repository).some((one) => one.title === title);
  });
}

/** Where else the file holds the password of a server. */
function copiesOf(
  server: ComposeService,
  { user, defaultUser }: CredentialVariable,
  entry: EnvEntry,
  text: string,
): readonly PasswordCopy[] {
  const name = user === undefined ? undefined : environmentText(server, user);
  const holds = (service: ComposeService): readonly CredentialVariable[] =>
    ownVariables(service).filter((one) => environmentOf(service).get(one.password)?.raw === text);
  const servers = [...server.project.services.values()].filter((service) => holds(service).length > 0);
  const isOnly = holds(server).length <= 1;
  return passwordCopies({ server, entry, text, user: name ?? defaultUser, servers, isOnly, isOwn });
}

function isOwn(service: ComposeService, variable: string): boolean {
  return ownVariables(service).some((one) => one.password === variable);
}

/** The variables by which a service's image is given passwords that it asks others for. */
function ownVariables(service: ComposeService): readonly CredentialVariable[] {
  const image = imageOf(service);
  if (image?.reference === undefined || image.namesResult) return [];
  const { registry, repository } = image.reference;
  return credentialVariables(registry, repository).filter((variable) => !isClient(service, variable));
}

function together(copies: readonly PasswordCopy[]): string {
  if (copies.length === 0) return "";
  const places = copies.length === 1 ? "another place" : `${copies.length} other places`;
  return copies.every(({ replaceBy }) => replaceBy !== undefined)
    ? ` The same password stands in ${places} of this file, for clients that need the new one, too.`
    : ` The same password stands in ${places} of this file: clients need the new one, too.`;
}

function setting({ password }: CredentialVariable, { text, variable }: Literal): string {
  if (variable === undefined) return `${password} is "${text}"`;
  const what = variable === password ? "it" : password;
  return `Unless ${variable} is set, ${what} is "${text}"`;
}

function isNeedless(service: ComposeService, { unless = {} }: CredentialVariable): boolean {
  return Object.entries(unless).some(([name, values]) => {
    const value = environmentOf(service).get(name)?.value;
    return value !== undefined && (!value.known || values.includes(value.text.toLowerCase()));
  });
}

/** Who reaches a service: other machines, this one, or at least the containers on its networks; undefined for none. */
type Reach = "network" | "host" | "containers";

const WHO: Readonly<Record<Reach, string>> = {
  network: "Whoever reaches its port from another machine",
  host: "Every program and user of this machine",
  containers: "Every container on its networks",
};

function reachOf(service: ComposeService): Reach | undefined {
  const mode = textOf(service.value, "network_mode");
  if (mode === "none") return undefined;
  const published = new Set(portsOf(service).map(publishedBeyondLoopback));
  if (mode === "host" || published.has(true)) return "network";
  return published.has(false) ? "host" : "containers";
}
