import type { ContainerDetails, EngineDeviceRequest, EngineMount } from "../engine.ts";
import {
  count,
  integer,
  isRecord,
  list,
  optionalText,
  positive,
  record,
  text,
  textRecord,
  texts,
  time,
} from "./json.ts";
import { containerState, isId } from "./summary.ts";

/** `GET /containers/ID/json`; undefined where the answer is no container. */
export function readDetails(json: unknown): ContainerDetails | undefined {
  if (!isRecord(json) || !isId(text(json["Id"], 128))) return undefined;
  const state = record(json["State"]);
  const config = record(json["Config"]);
  const host = record(json["HostConfig"]);
  const kind = containerState(state["Status"], state["Running"] === true ? "Up" : "");
  const ran = time(state["StartedAt"]);
  return {
    id: text(json["Id"], 128),
    name: text(json["Name"], 300).replace(/^\//, ""),
    image: optionalText(config["Image"], 1_000) ?? text(json["Image"], 1_000),
    state: kind,
    pid: positive(state["Pid"]),
    // The engine says 0 of one that has not run.
    exitCode: ran === undefined || state["Running"] === true ? undefined : integer(state["ExitCode"]),
    oomKilled: state["OOMKilled"] === true,
    error: optionalText(state["Error"], 2_000),
    startedAt: ran,
    finishedAt: time(state["FinishedAt"]),
    health: health(record(state["Health"] ?? state["Healthcheck"])["Status"]),
    restartCount: count(json["RestartCount"]) ?? 0,
    argv: argv(json, config),
    environment: environment(config["Env"]),
    labels: textRecord(config["Labels"]),
    user: text(config["User"], 200),
    workingDirectory: text(config["WorkingDir"]),
    tty: config["Tty"] === true,
    runtime: optionalText(host["Runtime"], 200),
    privileged: host["Privileged"] === true,
    deviceRequests: list(host["DeviceRequests"], 200).map(deviceRequest),
    devices: list(host["Devices"], 1_000).flatMap(
      (device) => optionalText(record(device)["PathOnHost"]) ?? [],
    ),
    shmBytes: positive(host["ShmSize"]),
    ipcMode: optionalText(host["IpcMode"], 200),
    pidMode: optionalText(host["PidMode"], 200),
    memoryLimit: positive(host["Memory"]),
    mounts: list(json["Mounts"], 1_000).filter(isRecord).map(mount),
  };
}

/** The seconds that a container is given to end; undefined where it leaves them to the engine. */
export function readStopTimeout(json: unknown): number | undefined {
  return count(record(record(json)["Config"])["StopTimeout"]);
}

function argv(
  json: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): readonly string[] {
  const path = optionalText(json["Path"]);
  if (path !== undefined) return [path, ...texts(json["Args"])];
  return [...texts(config["Entrypoint"]), ...texts(config["Cmd"])];
}

function environment(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    list(value, 2_000).flatMap((item) => {
      const assignment = text(item, 64_000);
      const at = assignment.indexOf("=");
      return at <= 0 ? [] : [[assignment.slice(0, at), assignment.slice(at + 1)] as const];
    }),
  );
}

function health(value: unknown): ContainerDetails["health"] {
  return value === "starting" || value === "healthy" || value === "unhealthy" ? value : undefined;
}

function deviceRequest(value: unknown): EngineDeviceRequest {
  const request = record(value);
  return {
    driver: text(request["Driver"], 200),
    count: integer(request["Count"]) ?? 0,
    deviceIds: texts(request["DeviceIDs"], 200),
    capabilities: list(request["Capabilities"], 100).map((alternative) => texts(alternative, 100)),
  };
}

function mount(value: Readonly<Record<string, unknown>>): EngineMount {
  return {
    type: text(value["Type"], 50),
    name: optionalText(value["Name"], 300),
    source: text(value["Source"]),
    destination: text(value["Destination"]),
    writable: value["RW"] === true,
  };
}
