import { nameOf, folderOf } from "../../text/path.ts";
import { shortened } from "../../text/shortened.ts";
import { loadPlain } from "./documents.ts";
import type { Loading, Scope } from "./loading.ts";
import { open, pathIn, report, tooManyLoads } from "./loading.ts";
import { extendService, settled } from "./merge.ts";
import type { ComposeEntry, ComposeMap, ComposeValue } from "./value.ts";
import { mapOf, scalarOf, textOf, valueOf } from "./value.ts";

/**
 * A document's content with what its services take from others by `extends`, which Compose follows in each document before files are
 * merged: the services of an override file or an included one are not there yet.
 *
 * Source: compose-go loader/extends.go; measured with Compose 2.26.
 */
export function extendServices(loading: Loading, path: string, root: ComposeMap, scope: Scope): ComposeMap {
  const entry = root.entries.get("services");
  if (entry?.value.kind !== "map") return root;
  const services = entry.value;
  let extended: Map<string, ComposeEntry> | undefined;
  let extender: Extender | undefined;
  for (const [name, of] of services.entries) {
    const named = valueOf(of.value, "extends");
    // What replaces or takes away a service has nothing from the one that it names.
    if (named === undefined || of.value.tag === "!override" || of.value.tag === "!reset") continue;
    extender ??= new Extender(loading, scope, { path, folder: scope.folder, services, done: new Map() });
    extended ??= new Map(services.entries);
    extended.set(name, { ...of, value: extender.service(name, named) ?? of.value });
  }
  if (extended === undefined) return root;
  const entries = new Map(root.entries);
  entries.set("services", { ...entry, value: { ...services, entries: extended } });
  return { ...root, entries };
}

/** Services that can be extended: those of the document, or of another file. */
interface Source {
  readonly path: string;
  /** What `file` is relative to. */
  readonly folder: string;
  readonly services: ComposeMap | undefined;
  readonly done: Map<string, Extended>;
}

/** A service with what it extends. */
interface Extended {
  readonly service: ComposeMap;
  /** How many services it is made of. */
  readonly size: number;
}

/** One service on the way from an extending one to the last that it extends. */
interface Link {
  readonly source: Source;
  readonly name: string;
  readonly service: ComposeMap;
}

interface Target {
  readonly source: Source;
  readonly name: string;
  /** What names it. */
  readonly value: ComposeValue;
}

class Extender {
  readonly #loading: Loading;
  readonly #scope: Scope;
  readonly #first: Source;
  readonly #sources = new Map<string, Source | undefined>();

  constructor(loading: Loading, scope: Scope, first: Source) {
    this.#loading = loading;
    this.#scope = scope;
    this.#first = first;
  }

  /** A service with what it extends. */
  service(name: string, value: ComposeValue): ComposeMap | undefined {
    const links: Link[] = [];
    let target: Target | undefined = { source: this.#first, name, value };
    let base: Extended | undefined;
    while (target !== undefined) {
      base = target.source.done.get(target.name);
      if (base !== undefined) break;
      const link = this.#link(target, links);
      if (link === undefined) break;
      links.push(link);
      target = this.#target(link, links);
    }
    for (const { source, name: at, service } of links.toReversed()) {
      base = this.#extended(base, service);
      source.done.set(at, base);
    }
    return base?.service;
  }

  #extended(base: Extended | undefined, service: ComposeMap): Extended {
    if (base === undefined) return { service, size: 1 };
    if (base.size < MOST_LINKS) {
      return { service: extendService(settled(base.service), service), size: base.size + 1 };
    }
    const message = `More than ${MOST_LINKS} services extend one another in a row. Extend fewer.`;
    this.#report([], valueOf(service, "extends") ?? service, message);
    return { service, size: 1 };
  }

  #link({ source, name, value }: Target, before: readonly Link[]): Link | undefined {
    const service = source.services?.entries.get(name)?.value;
    if (before.some((link) => link.source.path === source.path && link.name === name)) {
      const names = circle(before, source, name);
      const first = before[0];
      const at = (first && valueOf(first.service, "extends")) ?? value;
      this.#report(
        before,
        at,
        `Services extend one another in a circle: ${names}. Take one "extends" out.`,
        true,
      );
      return undefined;
    }
    if (service === undefined) {
      const last = before.at(-1);
      const where =
        last?.source.path === source.path ? "this file" : `"${shortened(nameOf(source.path), 60)}"`;
      this.#report(
        before,
        value,
        `${where === "this file" ? "This file" : where} has no service ${quoted(name)} to extend. Name one that stands in it.`,
      );
    }
    return service?.kind === "map" ? { source, name, service } : undefined;
  }

  /** What a service extends; undefined where it extends nothing, or nothing that can be found. */
  #target({ source, service }: Link, links: readonly Link[]): Target | undefined {
    const value = valueOf(service, "extends");
    if (value === undefined) return undefined;
    const named = value.kind === "map" ? scalarOf(value, "service") : value;
    if (named?.kind !== "scalar") {
      this.#report(links, value, 'Here is no service named to extend. Write "extends: {service: NAME}".');
      return undefined;
    }
    const name = textOf(named);
    const from = scalarOf(value, "file");
    const other = from === undefined ? source : this.#open(from, source, links);
    if (name !== undefined && other !== undefined) return { source: other, name, value: named };
    this.#loading.isPartial = true;
    return undefined;
  }

  #open(file: ComposeValue, { folder }: Source, links: readonly Link[]): Source | undefined {
    const text = textOf(file);
    const path = text === undefined ? undefined : pathIn(folder, text);
    if (path === undefined || text === undefined) return undefined;
    if (this.#sources.has(path)) return this.#sources.get(path);
    const source = this.#read(file, path, text, links);
    this.#sources.set(path, source);
    return source;
  }

  #read(file: ComposeValue, path: string, text: string, links: readonly Link[]): Source | undefined {
    const shown = quoted(text);
    const opened = open(this.#loading, path);
    if (opened.state === "missing") {
      this.#report(
        links,
        file,
        `The file ${shown} to extend from does not exist. Mend the path, or create it.`,
      );
    } else if (opened.state === "unreadable") {
      this.#report(
        links,
        file,
        `The file ${shown} to extend from cannot be read: ${opened.why}. Name a compose file.`,
      );
    }
    if (opened.state !== "yaml" || tooManyLoads(this.#loading, this.#scope, file.at)) return undefined;
    const root = loadPlain(this.#loading, path, opened.yaml, this.#scope);
    return { path, folder: folderOf(path), services: mapOf(root, "services"), done: new Map() };
  }

  /** At the value, or where the document leads to it if that is in another file. */
  #report(links: readonly Link[], value: ComposeValue, message: string, isOfFirst = false): void {
    const first = links[0];
    const last = links.at(-1);
    const extending = first === undefined ? undefined : valueOf(first.service, "extends");
    const isHere = isOfFirst || last === undefined || last.source === this.#first;
    this.#loading.isPartial = true;
    report(this.#loading, this.#scope, (isHere ? value : (extending ?? value)).at, message);
  }
}

/** The last services of a circle, each with its file where they stand in several. */
function circle(before: readonly Link[], source: Source, name: string): string {
  const links = [...before, { source, name }].slice(-5);
  const isOneFile = links.every((link) => link.source.path === source.path);
  return links
    .map((link) => {
      const file = isOneFile ? "" : ` in ${shortened(nameOf(link.source.path), 60)}`;
      return `${quoted(link.name)}${file}`;
    })
    .join(", ");
}

/** More than any real chain. */
const MOST_LINKS = 100;

function quoted(text: string): string {
  return `"${shortened(text, 60)}"`;
}
