import { portBinding, volumeTarget } from "../../server/src/engine/model/compose/merge-identity.ts";
import type { ComposeProject, ComposeService } from "../../server/src/engine/model/compose/project.ts";
import type { ComposeValue } from "../../server/src/engine/model/compose/value.ts";
import { entryOf, listOf, mapOf, scalarOf, valueOf } from "../../server/src/engine/model/compose/value.ts";
import type { Resolved } from "../../server/src/engine/model/resolved.ts";
import { isAbsolute, joinPath } from "../../server/src/engine/text/path.ts";

/** What is compared of a service, in one form for what Compose prints and what the reader has. */
export interface NormalService {
  readonly image: string | undefined;
  readonly build: Readonly<Record<string, unknown>> | undefined;
  readonly command: readonly string[] | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly user: string | undefined;
  readonly environment: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly expose: readonly string[];
  readonly volumes: readonly string[];
  readonly devices: readonly string[];
  readonly dns: readonly string[];
  readonly tmpfs: readonly string[];
  readonly capAdd: readonly string[];
  readonly extraHosts: readonly string[];
  readonly profiles: readonly string[];
  readonly dependsOn: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly ulimits: Readonly<Record<string, string>>;
  readonly logging: unknown;
  readonly shmSize: number | undefined;
  readonly healthcheck:
    { readonly test: readonly string[]; readonly interval: string | undefined } | undefined;
  readonly replicas: string | undefined;
  readonly gpus: readonly Readonly<Record<string, unknown>>[];
}

/** The services of a loaded project; `$DIR` stands for its folder. */
export function ofProject(project: ComposeProject): Record<string, NormalService> {
  return Object.fromEntries(
    [...project.services.values()].map((service) => [service.name, ofService(service)]),
  );
}

function ofService(service: ComposeService): NormalService {
  const { value, project } = service;
  const folder = (of: ComposeValue): string => project.settings.get(of.place.file)?.folder ?? "";
  const path = (of: ComposeValue, text: string): string => {
    if (isAbsolute(text)) return text;
    const inside = joinPath(folder(of), text);
    return inside === "" ? "$DIR" : `$DIR/${inside}`;
  };
  const text = (...keys: readonly string[]): string | undefined => {
    const scalar = scalarOf(value, ...keys);
    return scalar && shown(scalar.value);
  };
  const texts = (...keys: readonly string[]): readonly string[] => {
    const found = valueOf(value, ...keys);
    return (found?.kind === "list" ? found.items : found === undefined ? [] : [found]).map(textIn);
  };
  const environment = new Map<string, string | null>();
  for (const { content } of service.envFiles) {
    for (const [name, entry] of content?.entries ?? [])
      environment.set(name, entry.value ? shown(entry.value) : null);
  }
  for (const [name, given] of pairs(valueOf(value, "environment"))) {
    const variable = project.variables(name);
    environment.set(name, given ?? (variable.state === "set" ? shown(variable.value) : null));
  }
  const build = valueOf(value, "build");
  const context = build?.kind === "map" ? valueOf(build, "context") : build;
  const test = valueOf(value, "healthcheck", "test");
  return {
    image: text("image"),
    build: build && {
      context: context === undefined ? path(build, ".") : path(context, textIn(context)),
      dockerfile: text("build", "dockerfile") ?? "Dockerfile",
      args: Object.fromEntries(pairs(valueOf(build, "args"))),
    },
    command: words(valueOf(value, "command")),
    entrypoint: words(valueOf(value, "entrypoint")),
    user: text("user"),
    environment: Object.fromEntries(environment),
    labels: Object.fromEntries(pairs(valueOf(value, "labels")).map(([key, of]) => [key, of ?? ""])),
    // Compose takes ranges apart before it looks for what a later file gives again; the reader keeps them.
    ports: [
      ...new Set((listOf(value, "ports")?.items ?? []).flatMap((item) => ranges(portBinding(item) ?? "?"))),
    ].toSorted(),
    expose: texts("expose"),
    volumes: [
      ...new Map(
        (listOf(value, "volumes")?.items ?? []).map((item) => {
          const [source, mode] = volumeSource(item);
          const isPath = source !== undefined && /^[./]/.test(source);
          return [
            volumeTarget(item),
            `${isPath ? path(item, source) : (source ?? "")} ${volumeTarget(item)} ${mode}`,
          ];
        }),
      ).values(),
    ],
    devices: texts("devices").map((item) => item.split(":").slice(0, 2).join(" ")),
    dns: texts("dns"),
    tmpfs: texts("tmpfs"),
    capAdd: texts("cap_add"),
    extraHosts: texts("extra_hosts").map((item) => item.replace(/^(\w+):/, "$1=")),
    profiles: texts("profiles").toSorted(),
    dependsOn: Object.fromEntries(
      pairs(valueOf(value, "depends_on")).map(([name]) => [
        name,
        text("depends_on", name, "condition") ?? "service_started",
      ]),
    ),
    networks: pairs(valueOf(value, "networks"))
      .map(([name]) => name)
      .toSorted(),
    ulimits: Object.fromEntries(
      pairs(valueOf(value, "ulimits")).map(([name, single]) => [
        name,
        single ?? `${text("ulimits", name, "soft") ?? ""}:${text("ulimits", name, "hard") ?? ""}`,
      ]),
    ),
    logging: mapOf(value, "logging") && {
      driver: text("logging", "driver"),
      options: Object.fromEntries(pairs(valueOf(value, "logging", "options"))),
    },
    shmSize: bytes(text("shm_size")),
    healthcheck: test && {
      test: test.kind === "list" ? test.items.map(textIn) : ["CMD-SHELL", textIn(test)],
      interval: text("healthcheck", "interval"),
    },
    replicas: text("deploy", "replicas"),
    gpus: (listOf(value, "deploy", "resources", "reservations", "devices")?.items ?? []).map((item) => ({
      driver: textIn(valueOf(item, "driver")),
      count: textIn(valueOf(item, "count")),
      ids: (listOf(item, "device_ids")?.items ?? []).map(textIn),
      capabilities: (listOf(item, "capabilities")?.items ?? []).map(textIn),
    })),
  };
}

/** What Compose puts where nobody sets a variable is nothing. */
function shown(resolved: Resolved): string {
  if (resolved.known) return resolved.text;
  return resolved.parts.map((part) => (typeof part === "string" ? part : "")).join("");
}

function textIn(value: ComposeValue | undefined): string {
  return value?.kind === "scalar" ? shown(value.value) : "";
}

/** `KEY: value` and `KEY=value`; null where nothing is given. */
function pairs(value: ComposeValue | undefined): readonly (readonly [string, string | null])[] {
  if (value?.kind === "list") {
    return value.items.map((item) => {
      const [key = "", ...rest] = textIn(item).split("=");
      return [key, textIn(item).includes("=") ? rest.join("=") : null];
    });
  }
  return [...(value?.kind === "map" ? value.entries.keys() : [])].map((key) => {
    const of = valueOf(entryOf(value, key)?.value);
    return [key, of?.kind === "scalar" ? shown(of.value) : null];
  });
}

function words(value: ComposeValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return value.kind === "list" ? value.items.map(textIn) : textIn(value).split(" ");
}

function volumeSource(item: ComposeValue): readonly [string | undefined, string] {
  if (item.kind === "map")
    return [textIn(valueOf(item, "source")), textIn(valueOf(item, "read_only")) === "true" ? "ro" : "rw"];
  const parts = textIn(item).split(":");
  return [parts.length === 1 ? undefined : parts[0], parts[2] ?? "rw"];
}

/** `8000-8001:80-81` as Compose takes it apart. */
function ranges(port: string): readonly string[] {
  const found = /^(.*):(\d+)-(\d+):(\d+)-\d+(\/.*)$/.exec(port);
  if (found === null) return [port];
  const [, host = "", from = "", to = "", target = "", protocol = ""] = found;
  return Array.from(
    { length: Number(to) - Number(from) + 1 },
    (_, at) => `${host}:${Number(from) + at}:${Number(target) + at}${protocol}`,
  );
}

function bytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text.replace("g", "")) * 2 ** 30;
}

/** What `docker compose config --format json` prints of a service. */
interface Printed {
  readonly image?: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile?: string;
    readonly args?: Readonly<Record<string, string | null>>;
  };
  readonly command?: readonly string[] | null;
  readonly entrypoint?: readonly string[] | null;
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string | null>> | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly { host_ip?: string; published?: string; target: number; protocol: string }[];
  readonly expose?: readonly string[];
  readonly volumes?: readonly { source?: string; target: string; read_only?: boolean }[];
  readonly devices?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly dns?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly extra_hosts?: readonly string[];
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly ulimits?: Readonly<Record<string, number | { readonly soft: number; readonly hard: number }>>;
  readonly logging?: { readonly driver?: string; readonly options?: Readonly<Record<string, string>> };
  readonly shm_size?: string;
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval?: string };
  readonly deploy?: {
    readonly replicas?: number;
    readonly resources?: {
      readonly reservations?: {
        readonly devices?: readonly {
          readonly driver?: string;
          readonly count?: number;
          readonly device_ids?: readonly string[];
          readonly capabilities?: readonly string[];
        }[];
      };
    };
  };
}

/** The services that Compose prints; in its output `$$` is one dollar sign. */
export function ofPrinted(json: string): Record<string, NormalService> {
  const printed: { readonly services?: Readonly<Record<string, Printed>> } = JSON.parse(
    json.replaceAll("$$", "$"),
  );
  return Object.fromEntries(
    Object.entries(printed.services ?? {}).map(([name, one]) => [name, ofPrintedService(one)]),
  );
}

function ofPrintedService(one: Printed): NormalService {
  return {
    image: one.image,
    build: one.build && {
      context: one.build.context,
      dockerfile: one.build.dockerfile ?? "Dockerfile",
      args: one.build.args ?? {},
    },
    command: one.command ?? undefined,
    entrypoint: one.entrypoint ?? undefined,
    user: one.user,
    environment: one.environment ?? {},
    labels: one.labels ?? {},
    ports: (one.ports ?? [])
      .map(
        ({ host_ip = "0.0.0.0", published = "", target, protocol }) =>
          `${host_ip}:${published}:${target}/${protocol}`,
      )
      .toSorted(),
    expose: one.expose ?? [],
    volumes: (one.volumes ?? []).map(
      ({ source = "", target, read_only = false }) => `${source} ${target} ${read_only ? "ro" : "rw"}`,
    ),
    devices: (one.devices ?? []).map((device) =>
      typeof device === "string"
        ? device.split(":").slice(0, 2).join(" ")
        : device.source === device.target
          ? device.source
          : `${device.source} ${device.target}`,
    ),
    dns: one.dns ?? [],
    tmpfs: one.tmpfs ?? [],
    capAdd: one.cap_add ?? [],
    extraHosts: one.extra_hosts ?? [],
    profiles: (one.profiles ?? []).toSorted(),
    dependsOn: Object.fromEntries(
      Object.entries(one.depends_on ?? {}).map(([name, { condition }]) => [name, condition]),
    ),
    networks: Object.keys(one.networks ?? {})
      .filter((name) => name !== "default")
      .toSorted(),
    ulimits: Object.fromEntries(
      Object.entries(one.ulimits ?? {}).map(([name, limit]) => [
        name,
        typeof limit === "number" ? String(limit) : `${limit.soft}:${limit.hard}`,
      ]),
    ),
    logging: one.logging && { driver: one.logging.driver, options: one.logging.options ?? {} },
    shmSize: one.shm_size === undefined ? undefined : Number(one.shm_size),
    healthcheck: one.healthcheck && { test: one.healthcheck.test, interval: one.healthcheck.interval },
    replicas: one.deploy?.replicas === undefined ? undefined : String(one.deploy.replicas),
    gpus: (one.deploy?.resources?.reservations?.devices ?? []).map((device) => ({
      driver: device.driver ?? "",
      count: device.count === undefined ? "" : String(device.count),
      ids: device.device_ids ?? [],
      capabilities: device.capabilities ?? [],
    })),
  };
}
