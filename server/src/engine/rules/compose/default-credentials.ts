import type { CredentialVariable } from "../../knowledge/index.ts";
import { credentialVariables, isKnownCredential } from "../../knowledge/index.ts";
import type { EnvEntry } from "../../model/compose/environment.ts";
import { environmentOf, environmentText } from "../../model/compose/environment.ts";
import { imageOf } from "../../model/compose/image.ts";
import { portsOf, publishedBeyondLoopback } from "../../model/compose/ports.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { textOf, valueOf } from "../../model/compose/value.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { Literal } from "../shared/dotenv-edits.ts";
import { literalOf, takeFromDotenv } from "../shared/dotenv-edits.ts";
import { onePerPlace } from "../shared/image-places.ts";

export default defineRule({
  name: "default-credentials",
  subject: "compose",
  category: "security",
  severity: "warning",
  since: "0.2.0",
  summary: "a service whose password everybody knows, such as minioadmin or postgres",
  sources: ["seclists-defaults", "minio-root", "postgres-docs", "grafana-security", "rabbitmq-docs"],
  check: ({ project, source }) =>
    onePerPlace([...project.services.values()].flatMap((service) => inService(service, source))),
});

function inService(service: ComposeService, source: string): readonly Finding[] {
  const image = imageOf(service);
  if (image?.reference === undefined || image.namesResult) return [];
  const { registry, repository } = image.reference;
  return credentialVariables(registry, repository).flatMap((variable) => {
    const entry = environmentOf(service).get(variable.password);
    const finding = entry === undefined ? undefined : findingOf(service, variable, entry, source);
    return finding === undefined ? [] : [finding];
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
  if (!isKnownCredential(variable, literal.text, user) || isNeedless(service, variable)) return undefined;
  const reach = reachOf(service);
  const isDefault = literal.variable !== undefined;
  if (reach === undefined || (isDefault && reach === "containers")) return undefined;
  return {
    at: entry.valueAt,
    severity: isDefault || reach !== "network" ? "info" : "warning",
    message: `${setting(variable, literal)}, which everybody tries first. ${WHO[reach]} gets into ${variable.title} with it. Keep a value of your own in .env.`,
    fixes: takeFromDotenv(source, entry, valueOf(service.value, "environment")),
  };
}

function setting({ password }: CredentialVariable, { text, variable }: Literal): string {
  if (variable === undefined) return `${password} is "${text}"`;
  const what = variable === password ? "it" : password;
  return `Unless ${variable} is set, ${what} is "${text}"`;
}

function isNeedless(service: ComposeService, { unless = {} }: CredentialVariable): boolean {
  return Object.entries(unless).some(
    ([name, value]) => environmentText(service, name)?.toLowerCase() === value,
  );
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
