import type { ContainerPlan, EngineImage } from "../engine.ts";
import { isId } from "./summary.ts";
import { isRecord, list, optionalText, positive, record, text, textRecord, texts } from "./json.ts";

/** Ids of `GET /images/json`, at most a hundred; undefined where the answer is no list. */
export function readImageIds(json: unknown): readonly string[] | undefined {
  if (!Array.isArray(json)) return undefined;
  return list(json)
    .map((row) => text(record(row)["Id"], 200))
    .filter(isImageId)
    .slice(0, 100);
}

/** `GET /images/ID/json`; undefined where it is none. */
export function readImage(json: unknown): EngineImage | undefined {
  if (!isRecord(json)) return undefined;
  const id = text(json["Id"], 200);
  if (!isImageId(id)) return undefined;
  const config = record(json["Config"]);
  return {
    id,
    tags: texts(json["RepoTags"], 100),
    bytes: positive(json["Size"]),
    labels: textRecord(config["Labels"]),
    environment: new Map(
      texts(config["Env"], 1_000).map((entry) => {
        const [name = "", ...value] = entry.split("=");
        return [name, value.join("=")];
      }),
    ),
    architecture: optionalText(json["Architecture"], 50),
  };
}

/** What `POST /containers/create` takes. The image's entry point would get our words as its own, so it is replaced. */
export function planBody({
  image,
  argv,
  deviceRequests,
  labels,
  network,
  memory,
  pids,
}: ContainerPlan): object {
  return {
    Image: image,
    Entrypoint: argv,
    Cmd: [],
    Labels: labels,
    HostConfig: {
      NetworkMode: network,
      Memory: memory,
      PidsLimit: pids,
      DeviceRequests: deviceRequests.map(({ driver, count, deviceIds, capabilities }) => ({
        Driver: driver,
        Count: count,
        DeviceIDs: deviceIds,
        Capabilities: capabilities,
      })),
    },
  };
}

/** The id that its answer holds. */
export function readCreated(json: unknown): string | undefined {
  const id = text(record(json)["Id"], 200);
  return isId(id) ? id : undefined;
}

/** It becomes part of a path. */
function isImageId(id: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(id);
}
