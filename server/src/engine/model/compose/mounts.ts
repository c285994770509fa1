import { perProject, perService } from "../memo.ts";
import { isInside } from "../mounts.ts";
import type { Resolved } from "../resolved.ts";
import { concat, known, knownPrefix, knownText } from "../resolved.ts";
import type { ComposeProject, ComposeService } from "./project.ts";
import type { ComposeEntry, ComposeMap, ComposeScalar, ComposeValue, Place } from "./value.ts";
import { booleanOf, listOf, mapOf, scalarOf, valueOf } from "./value.ts";

/** Something that a service's containers find under a path besides their image. */
export interface ServiceMount {
  /** named: a volume of the project; bind: a path of the host; anonymous: a volume without a name. "unknown" where a variable decides. */
  readonly kind: "named" | "bind" | "anonymous" | "tmpfs" | "secret" | "config" | "unknown";
  readonly form: "short" | "long";
  readonly value: ComposeValue;
  readonly at: Place;
  readonly place: Place;
  /** The volume's name, the host's path as written, the secret's name; undefined for anonymous volumes and tmpfs. */
  readonly source: Resolved | undefined;
  /** The path in the container. Undefined where it is unknown whether a part is the source or the target. */
  readonly target: Resolved | undefined;
  readonly readOnly: boolean | "unknown";
}

/** Every mount of a service: `volumes`, `tmpfs`, `secrets`, `configs`. Items that Compose refuses are left out. */
export const mountsOf = perService((service): readonly ServiceMount[] => {
  const { value } = service;
  const mounts: ServiceMount[] = [];
  for (const item of listOf(value, "volumes")?.items ?? []) {
    const mount =
      item.kind === "scalar" ? shortVolume(item) : item.kind === "map" ? longVolume(item) : undefined;
    if (mount !== undefined) mounts.push(mount);
  }
  const tmpfs = valueOf(value, "tmpfs");
  for (const item of tmpfs?.kind === "list" ? tmpfs.items : [tmpfs])
    if (item?.kind === "scalar") mounts.push(tmpfsMount(item));
  for (const kind of ["secret", "config"] as const) {
    for (const item of listOf(value, `${kind}s`)?.items ?? []) {
      const mount = grant(kind, item);
      if (mount !== undefined) mounts.push(mount);
    }
  }
  return mounts;
});

/** The mounts of `volumes` alone. */
export function volumesOf(service: ComposeService): readonly ServiceMount[] {
  return mountsOf(service).filter(({ kind }) => kind !== "secret" && kind !== "config");
}

/** Whether what stands under an absolute path of the container comes from a mount; "unknown" where variables decide. */
export function coversPath(service: ComposeService, path: string): boolean | "unknown" {
  return mountOver(service, path) !== undefined || (mayHideMounts(service) ? "unknown" : false);
}

/** The innermost mount that holds an absolute path of the container. */
export function mountOver(service: ComposeService, path: string): ServiceMount | undefined {
  let best: ServiceMount | undefined;
  let length = -1;
  for (const mount of mountsOf(service)) {
    const target = knownText(mount.target);
    if (target === undefined || target.length <= length || !isInside(path, target)) continue;
    best = mount;
    length = target.length;
  }
  return best;
}

function mayHideMounts(service: ComposeService): boolean {
  if (valueOf(service.value, "volumes_from") !== undefined) return true;
  return mountsOf(service).some(({ target }) => target?.known !== true);
}

/** The volumes that the project declares, by name. */
export const declaredVolumes = perProject(
  (project: ComposeProject): ReadonlyMap<string, ComposeEntry> =>
    mapOf(project.root, "volumes")?.entries ?? new Map(),
);

/** `[source:]target[:mode]`. A source that is no path is a volume's name. */
function shortVolume(scalar: ComposeScalar): ServiceMount | undefined {
  const { at, place } = scalar;
  const base = { form: "short", value: scalar, at, place } as const;
  const fields = split(scalar.value);
  const texts = fields.map((field) => knownText(field));
  if (texts.some((text) => text === "")) return undefined;
  const [first, second, mode] = fields;
  if (first === undefined || fields.length > 3) return undefined;
  if (second === undefined) {
    // `$VOLUME` alone may hold all of `source:target`.
    if (!first.known && knownPrefix(first) === "")
      return { ...base, kind: "unknown", source: undefined, target: undefined, readOnly: "unknown" };
    return { ...base, kind: "anonymous", source: undefined, target: first, readOnly: false };
  }
  return {
    ...base,
    kind: sourceKind(first),
    source: first,
    target: second,
    readOnly: mode === undefined ? !second.known && "unknown" : isReadOnly(mode),
  };
}

function isReadOnly(mode: Resolved): boolean | "unknown" {
  return mode.known ? mode.text.split(",").includes("ro") : "unknown";
}

function sourceKind(source: Resolved): ServiceMount["kind"] {
  const prefix = knownPrefix(source);
  if (/^(?:[./~]|\\\\|[A-Za-z]:)/.test(prefix)) return "bind";
  return source.known ? "named" : "unknown";
}

/**
 * The parts between colons. A colon behind a single letter is none: Compose takes the letter for a Windows drive, in every part and
 * whatever follows it, so that `v:/data` is one part. Nor is one inside an unknown variable.
 *
 * Source: compose-go format/volume.go; measured with Compose 2.26.
 */
function split(value: Resolved): readonly Resolved[] {
  const fields: Resolved[] = [];
  let parts: Resolved[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") parts.push(known(text));
    text = "";
  };
  for (const part of value.known ? [value.text] : value.parts) {
    if (typeof part !== "string") {
      flush();
      parts.push({ known: false, because: part.because, name: part.name, parts: [part] });
      continue;
    }
    for (const [index, piece] of part.split(":").entries()) {
      if (index > 0 && parts.length === 0 && /^[A-Za-z]$/.test(text)) text += ":";
      else if (index > 0) {
        flush();
        fields.push(concat(parts));
        parts = [];
      }
      text += piece;
    }
  }
  flush();
  return [...fields, concat(parts)];
}

function longVolume(map: ComposeMap): ServiceMount | undefined {
  const { at, place } = map;
  const type = scalarOf(map, "type");
  const target = scalarOf(map, "target");
  if (target === undefined) return undefined;
  const source = scalarOf(map, "source")?.value;
  const readOnly = scalarOf(map, "read_only");
  return {
    kind: longKind(type === undefined ? "volume" : knownText(type.value), source),
    form: "long",
    value: map,
    at,
    place,
    source,
    target: target.value,
    readOnly: readOnly === undefined ? false : (booleanOf(readOnly) ?? "unknown"),
  };
}

function longKind(type: string | undefined, source: Resolved | undefined): ServiceMount["kind"] {
  if (type === "bind" || type === "tmpfs") return type;
  if (type === "volume") return source === undefined ? "anonymous" : "named";
  return "unknown";
}

/** `/run`, `/run:size=1g`. */
function tmpfsMount(scalar: ComposeScalar): ServiceMount {
  const { at, place } = scalar;
  const [target] = split(scalar.value);
  return {
    kind: "tmpfs",
    form: "short",
    value: scalar,
    at,
    place,
    source: undefined,
    target,
    readOnly: false,
  };
}

/** Secrets lie in /run/secrets under their name, configs in the root folder, unless a target says otherwise. */
function grant(kind: "secret" | "config", item: ComposeValue): ServiceMount | undefined {
  if (item.kind === "list") return undefined;
  const source = item.kind === "scalar" ? item.value : scalarOf(item, "source")?.value;
  if (source === undefined) return undefined;
  const named = item.kind === "map" ? (scalarOf(item, "target")?.value ?? source) : source;
  const folder = kind === "secret" ? "/run/secrets/" : "/";
  const { at, place } = item;
  return {
    kind,
    form: item.kind === "scalar" ? "short" : "long",
    value: item,
    at,
    place,
    source,
    target: knownPrefix(named).startsWith("/") ? named : concat([known(folder), named]),
    readOnly: true,
  };
}
