import { dependenciesOf } from "../../model/compose/settings.ts";
import type { EnvEntry } from "../../model/compose/environment.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import { serviceByHost } from "../../model/compose/hosts.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import type { ComposeScalar, ComposeValue, Place } from "../../model/compose/value.ts";
import { listOf, valueOf } from "../../model/compose/value.ts";
import { partAt, writtenText } from "../../model/compose/written.ts";
import { sourceSpan } from "../../text/logical.ts";
import { assign } from "./dotenv-edits.ts";
import type { PlacedEdit } from "./yaml-edits.ts";

/** A server's password, which the file writes out. */
export interface WrittenPassword {
  readonly server: ComposeService;
  readonly entry: EnvEntry;
  readonly text: string;
  readonly user: string | undefined;
  /** The servers of the project whose own password is the same text. */
  readonly servers: readonly ComposeService[];
  /** Whether no other user of the server has the same password. */
  readonly isOnly: boolean;
  /** Whether a variable gives a service a password that it asks others for. */
  readonly isOwn: (service: ComposeService, variable: string) => boolean;
}

/** Another place of the file where the same password stands. */
export interface PasswordCopy {
  readonly at: Place;
  /** Puts a text in its place; undefined where it is not sure that the server's password is meant, or how to write it. */
  readonly replaceBy: ((text: string) => PlacedEdit) | undefined;
}

/** Where else the file of a server's password holds it: in variables for passwords, in addresses, and behind them in commands. */
export function passwordCopies(password: WrittenPassword): readonly PasswordCopy[] {
  const { server, entry } = password;
  const copies = new Map<number, PasswordCopy>();
  const add = (place: Place, copy: PasswordCopy): void => {
    if (place.file !== server.project.path || place.start === entry.valuePlace.start) return;
    if (copies.get(place.start)?.replaceBy === undefined) copies.set(place.start, copy);
  };
  for (const service of server.project.services.values()) {
    for (const one of environmentOf(service).values()) inVariable(password, service, one, add);
    for (const text of textsOf(service)) inText(password, service, text, add);
  }
  return [...copies.values()];
}

type Add = (place: Place, copy: PasswordCopy) => void;

function inVariable(password: WrittenPassword, service: ComposeService, entry: EnvEntry, add: Add): void {
  const { name, raw, scalar, valueAt, valuePlace } = entry;
  if (raw === undefined || scalar === undefined || !raw.includes(password.text)) return;
  const around = valueOf(service.value, "environment");
  if (raw !== password.text) {
    const from = scalar.raw.length - raw.length;
    inAddresses(password, service, { scalar, around, from }, add);
    return;
  }
  const isPassword =
    /PASS|PWD|SECRET|KEY|TOKEN/i.test(name) && !/(?<!SECRET_?)ACCESS_?KEY(?:_ID)?$/i.test(name);
  if (!isPassword || service === password.server) return;
  if (password.isOwn(service, name) || isForItself(password, name)) return;
  const { source } = service.project.yaml;
  const sure = password.isOnly && calls(service, password.server) && !callsAnother(password, service);
  const canWrite = sure && assign(source, entry, around, "x") !== undefined;
  add(valuePlace, {
    at: valueAt,
    replaceBy: canWrite
      ? (text) => assign(source, entry, around, text) ?? { span: valuePlace, text }
      : undefined,
  });
}

/** What a service signs or encrypts with. */
const SIGNING =
  /JWT|SESSION|COOKIE|SIGN|ENCRYPT|FERNET|SALT|CSRF|^(?:(?:APP|AUTH|DJANGO|FLASK|NEXTAUTH|WEBUI)_)?SECRET(?:_KEY)?$/i;

/** Whether a variable is by its name a secret of the service that has it: `KEYCLOAK_ADMIN_PASSWORD`, unless it names the server. */
function isForItself({ server, entry }: WrittenPassword, name: string): boolean {
  if (SIGNING.test(name)) return true;
  if (!/(?:^|_)(?:ADMIN|BOOTSTRAP|SUPERUSER)(?:_|$)/i.test(name)) return false;
  const [product = ""] = entry.name.split("_");
  const names = [product, server.name.replaceAll(/\W/g, "_"), "DB", "DATABASE"];
  return !names.some((word) => word !== "" && name.toUpperCase().includes(word.toUpperCase()));
}

interface Text {
  readonly scalar: ComposeScalar;
  /** What holds the scalar. */
  readonly around: ComposeValue | undefined;
  /** Where the part to look at begins in the scalar's raw text. */
  readonly from: number;
}

/** `postgresql://user:password@host:5432/db` */
const ADDRESS = /\/\/([^\s:/@]*):([^\s:/@]+)@(?:([A-Za-z][\w.-]*))?/g;

function inAddresses(password: WrittenPassword, service: ComposeService, text: Text, add: Add): void {
  const raw = text.scalar.raw.slice(text.from);
  for (const match of raw.matchAll(ADDRESS)) {
    const [, user, found, host] = match;
    if (found !== password.text) continue;
    const owner = host === undefined ? undefined : ownerOf(service, host);
    if (owner !== undefined && owner !== password.server) continue;
    const at = text.from + match.index + match[0].indexOf(`:${found}@`) + 1;
    addPart(password, text, at, owner !== undefined && user === (password.user ?? user), add);
  }
}

/** `http://minio:9000 user password` */
const WORDS = /\/\/([A-Za-z][\w.-]*)(?::\d+)?\/?["']?\s+(\S+)\s+/g;

function inText(password: WrittenPassword, service: ComposeService, text: Text, add: Add): void {
  const { raw } = text.scalar;
  if (!raw.includes(password.text)) return;
  inAddresses(password, service, text, add);
  for (const match of raw.matchAll(WORDS)) {
    const [all, host = "", user] = match;
    const at = match.index + all.length;
    const isWord =
      raw.startsWith(password.text, at) && !/^[\w.@:/-]/.test(raw.slice(at + password.text.length));
    if (isWord && user === password.user && ownerOf(service, host) === password.server)
      addPart(password, text, at, true, add);
  }
}

/** `http://minio:9000`, also with a name and password before the host. */
const HOST = /\/\/(?:[^\s/@]*@)?([A-Za-z][\w.-]*)/g;

function addPart(
  { server, text: password }: WrittenPassword,
  { scalar, around }: Text,
  start: number,
  sure: boolean,
  add: Add,
): void {
  const { project } = server;
  const span = sourceSpan(writtenText(scalar, project), start, start + password.length);
  const place = { file: scalar.place.file, ...span };
  const isTraced = project.yaml.source.slice(span.start, span.end) === password;
  // Braces end a plain scalar of a flow collection.
  const isFlow =
    around !== undefined && around.node.kind !== "scalar" && "flow" in around.node && around.node.flow;
  const canWrite = sure && isTraced && (scalar.quoted || !isFlow);
  add(place, {
    at: isTraced ? partAt(scalar, span) : scalar.at,
    replaceBy: canWrite ? (text) => ({ span: place, text }) : undefined,
  });
}

function textsOf({ value }: ComposeService): readonly Text[] {
  const paths = [["command"], ["entrypoint"], ["healthcheck", "test"]];
  return paths.flatMap((path) => {
    const one = valueOf(value, ...path);
    if (one?.kind === "scalar") return [{ scalar: one, around: undefined, from: 0 }];
    const items = listOf(value, ...path)?.items ?? [];
    return items.flatMap((scalar) => (scalar.kind === "scalar" ? [{ scalar, around: one, from: 0 }] : []));
  });
}

function ownerOf(service: ComposeService, host: string): ComposeService | undefined {
  return host.toLowerCase() === "localhost" ? service : serviceByHost(service.project, host);
}

function callsAnother({ server, servers }: WrittenPassword, service: ComposeService): boolean {
  return servers.some((other) => other !== server && calls(service, other));
}

/** Whether a service waits for another, or a variable of it names the other as a host. */
function calls(service: ComposeService, server: ComposeService): boolean {
  if (service === server) return false;
  if (dependenciesOf(service).some(({ service: name }) => name === server.name)) return true;
  for (const { name, raw } of environmentOf(service).values()) {
    for (const [, host] of raw?.matchAll(HOST) ?? [])
      if (host !== undefined && serviceByHost(service.project, host) === server) return true;
    const host = /HOST|SERVER|ADDR|ENDPOINT|UR[IL]/i.test(name)
      ? /^([\w.-]+)(?::\d+)?$/.exec(raw ?? "")?.[1]
      : undefined;
    if (host !== undefined && serviceByHost(service.project, host) === server) return true;
  }
  return false;
}
