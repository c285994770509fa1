import type { EngineEvent } from "../engine.ts";
import { count, isRecord, record, text, textRecord } from "./json.ts";
import { isId } from "./summary.ts";

/** A line of `GET /events`; undefined for events of anything but containers, and for what is none. */
export function readEvent(json: unknown): EngineEvent | undefined {
  if (!isRecord(json) || (json["Type"] ?? "container") !== "container") return undefined;
  const actor = record(json["Actor"]);
  // Engines before 1.10 and some of Podman's have only the lower-case fields.
  const id = text(actor["ID"] ?? json["id"], 128);
  const whole = text(json["Action"] ?? json["status"], 1_000);
  const at = milliseconds(json);
  if (!isId(id) || whole === "" || at === undefined) return undefined;
  const colon = whole.indexOf(":");
  const attributes = textRecord(actor["Attributes"], 300);
  if (colon < 0) {
    return { at, action: whole, detail: text(json["HealthStatus"], 50) || undefined, id, attributes };
  }
  return { at, action: whole.slice(0, colon), detail: whole.slice(colon + 1).trim(), id, attributes };
}

function milliseconds(json: Readonly<Record<string, unknown>>): number | undefined {
  const nano = count(json["timeNano"]);
  if (nano !== undefined && nano > 0) return nano / 1e6;
  const seconds = count(json["time"]);
  return seconds === undefined ? undefined : seconds * 1000;
}
