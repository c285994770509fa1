import type { EngineInfo, EngineVersion } from "../engine.ts";
import { isRecord, list, optionalText, positive, record, text, texts } from "./json.ts";

/** `GET /version`; undefined where the answer is none. */
export function readVersion(json: unknown): EngineVersion | undefined {
  if (!isRecord(json)) return undefined;
  const version = text(json["Version"], 100);
  const apiVersion = text(json["ApiVersion"], 20);
  if (version === "" && apiVersion === "") return undefined;
  const components = list(json["Components"], 20).map((part) => optionalText(record(part)["Name"], 100));
  return {
    version,
    apiVersion,
    os: text(json["Os"], 50),
    architecture: text(json["Arch"], 50),
    product: components.find((name) => name !== undefined && /podman/i.test(name)) ?? components[0],
  };
}

/** `GET /info`; undefined where the answer is none. */
export function readInfo(json: unknown): EngineInfo | undefined {
  if (!isRecord(json) || !("Containers" in json || "ServerVersion" in json || "ID" in json)) return undefined;
  return {
    name: text(json["Name"], 300),
    operatingSystem: text(json["OperatingSystem"], 300),
    runtimes: Object.keys(record(json["Runtimes"]))
      .slice(0, 100)
      .map((name) => name.slice(0, 200)),
    defaultRuntime: optionalText(json["DefaultRuntime"], 200),
    cgroupVersion: optionalText(json["CgroupVersion"], 20),
    cgroupDriver: optionalText(json["CgroupDriver"], 50),
    cdiSpecDirs: folders(json),
    discoveredDevices: devices(json["DiscoveredDevices"]),
    rootless: texts(json["SecurityOptions"], 50).some((option) => /^name=rootless\b/.test(option)),
    memoryBytes: positive(json["MemTotal"]),
    cpus: positive(json["NCPU"]),
  };
}

/** An engine with CDI off writes null or an empty list; one that does not know CDI leaves the field out. */
function folders(json: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  return "CDISpecDirs" in json ? texts(json["CDISpecDirs"], 50) : undefined;
}

function devices(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return list(value, 1_000).flatMap((device) => optionalText(record(device)["ID"], 300) ?? []);
}
