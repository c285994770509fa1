import { isRecord, optionalText, text } from "../../docker/read/json.ts";

/** What of an engine's `daemon.json` the report looks at. */
export interface DaemonConfig {
  readonly path: string;
  readonly isReadable: boolean;
  /** Bytes of /dev/shm for a container that asks for nothing else; undefined where the engine's own default holds. */
  readonly shmBytes: number | undefined;
}

/** Reads `daemon.json`; a file that is no JSON object is said to be unreadable. */
export function readDaemonConfig(path: string, content: string): DaemonConfig {
  const json = parsed(content);
  if (!isRecord(json)) return { path, isReadable: content.trim() === "", shmBytes: undefined };
  const size = json["default-shm-size"];
  return {
    path,
    isReadable: true,
    shmBytes: typeof size === "number" && size > 0 ? size : sizeOf(optionalText(size, 40)),
  };
}

/** Bytes of `64M`, `1g`, `2GiB`; Docker counts every unit in powers of 1024. */
function sizeOf(words: string | undefined): number | undefined {
  const found = /^(\d{1,15}(?:\.\d{1,6})?)\s?([kmgtp]?)(?:i?b)?$/i.exec(text(words).trim());
  if (found === null) return undefined;
  const power = ["", "k", "m", "g", "t", "p"].indexOf((found[2] ?? "").toLowerCase());
  return Math.round(Number(found[1]) * 1024 ** power);
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
