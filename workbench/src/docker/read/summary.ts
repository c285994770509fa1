import type { ContainerState, ContainerSummary, PublishedPort } from "../engine.ts";
import { count, isRecord, list, record, text, textRecord } from "./json.ts";

/** `GET /containers/json`; undefined where the answer is no list. Rows without an id are left out. */
export function readSummaries(json: unknown): readonly ContainerSummary[] | undefined {
  if (!Array.isArray(json)) return undefined;
  return list(json).flatMap((row) => {
    const read = isRecord(row) ? summary(row) : undefined;
    return read === undefined ? [] : [read];
  });
}

/** Podman knows more states than Docker; what nobody knows is told by the engine's words. */
export function containerState(state: unknown, status = ""): ContainerState {
  switch (state) {
    case "created":
    case "running":
    case "paused":
    case "restarting":
    case "removing":
    case "exited":
    case "dead":
      return state;
    case "configured":
    case "initialized":
      return "created";
    case "stopping":
      return "running";
    default:
      return status.startsWith("Up") ? "running" : "exited";
  }
}

/** Ids reach paths of requests, so they must look like ids. */
export function isId(id: string): boolean {
  return /^[\w][\w.-]{0,127}$/.test(id);
}

function summary(row: Readonly<Record<string, unknown>>): ContainerSummary | undefined {
  const id = text(row["Id"], 128);
  if (!isId(id)) return undefined;
  const status = text(row["Status"], 200);
  return {
    id,
    name: nameOf(list(row["Names"])),
    image: text(row["Image"], 1_000),
    command: text(row["Command"], 4_000),
    createdAt: (count(row["Created"]) ?? 0) * 1000,
    state: containerState(row["State"], status),
    status,
    ports: ports(row["Ports"]),
    labels: textRecord(row["Labels"]),
  };
}

/** A container that others link to has further names, which hold a second slash. */
function nameOf(names: readonly unknown[]): string {
  const all = names.map((name) => text(name, 300).replace(/^\//, ""));
  return all.find((name) => !name.includes("/")) ?? all[0] ?? "";
}

function ports(value: unknown): readonly PublishedPort[] {
  return list(value, 1_000).flatMap((item) => {
    const port = record(item);
    const containerPort = count(port["PrivatePort"]);
    if (containerPort === undefined) return [];
    return [
      {
        hostIp: text(port["IP"], 100) || undefined,
        hostPort: count(port["PublicPort"]),
        containerPort,
        protocol: text(port["Type"], 20) || "tcp",
      },
    ];
  });
}
