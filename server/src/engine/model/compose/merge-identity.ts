import type { ComposeValue } from "./value.ts";
import { textOf, valueOf } from "./value.ts";

/** What makes two items of a list the same for Compose; undefined for an item that is like no other. */
export type Identity = (item: ComposeValue) => string | undefined;

/** The whole text. */
export const textOfItem: Identity = (item) => {
  if (item.kind !== "scalar") return undefined;
  return item.value.known ? item.value.text : item.raw;
};

/** The `KEY` of `KEY=value`. */
export const pairKey: Identity = (item) => textOfItem(item)?.replace(/=.*$/s, "");

/** The path of a file of variables, in either form. */
export const envFilePath: Identity = (item) =>
  item.kind === "map" ? textOf(item, "path") : textOfItem(item);

/** Where a device appears in the container. */
export const deviceTarget: Identity = (item) => {
  if (item.kind === "map") return textOf(item, "target") ?? textOf(item, "source");
  const [source, target] = textOfItem(item)?.split(":") ?? [];
  return target ?? source;
};

/** Where a secret or config appears in the container. */
export function mountTarget(folder: string): Identity {
  return (item) => {
    const source = item.kind === "map" ? textOf(item, "source") : textOfItem(item);
    return textOf(item, "target") ?? (source === undefined ? undefined : folder + source);
  };
}

/** Where a volume appears in the container. */
export const volumeTarget: Identity = (item) => {
  if (item.kind === "map") return textOf(item, "target");
  if (item.kind !== "scalar" || !item.value.known) return undefined;
  const parts = volumeParts(item.value.text);
  return parts[1] ?? parts[0];
};

/** Host address, host port, container port and protocol. */
export const portBinding: Identity = (item) => {
  if (item.kind === "map") {
    const target = textOf(item, "target");
    if (
      target === undefined ||
      (valueOf(item, "published") !== undefined && textOf(item, "published") === undefined)
    )
      return undefined;
    return binding(textOf(item, "host_ip"), textOf(item, "published"), target, textOf(item, "protocol"));
  }
  if (item.kind !== "scalar" || !item.value.known) return undefined;
  const found = /^(?:(?:\[([^\]]*)\]|([^:]*)):(?=.*:))?(?:([^:]*):)?([^:/]+)(?:\/(\w+))?$/.exec(
    item.value.text,
  );
  if (found === null) return item.value.text;
  return binding(found[1] ?? found[2], found[3], found[4] ?? "", found[5]);
};

function binding(
  host: string | undefined,
  published: string | undefined,
  target: string,
  protocol: string | undefined,
): string {
  return `${host === undefined || host === "" ? "0.0.0.0" : host}:${published ?? ""}:${target}/${protocol ?? "tcp"}`;
}

/** The parts of a short volume. One letter before a colon is the drive of a Windows path, as it is for Compose. */
function volumeParts(text: string): readonly string[] {
  const parts: string[] = [];
  for (const part of text.split(":")) {
    const last = parts.at(-1);
    if (last !== undefined && /^[A-Za-z]$/.test(last)) parts[parts.length - 1] = `${last}:${part}`;
    else parts.push(part);
  }
  return parts;
}
