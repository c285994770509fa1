import * as l10n from "@vscode/l10n";
import { createHash } from "node:crypto";
import type { Problem } from "../problem.ts";
import { parseAddress } from "./address.ts";
import type { Machine } from "./machine.ts";
import type { EndpointAddress, EndpointTls } from "./endpoint.ts";
import { isRecord, optionalText } from "./read/json.ts";
import { said } from "../text/said.ts";

/** A context on disk. Its address may be left to the default. */
export interface StoredContext {
  readonly name: string;
  readonly description: string | undefined;
  readonly address: EndpointAddress | "default";
}

export type ReadContext = StoredContext | { readonly name: string; readonly problem: Problem };

/** The folder of Docker's client settings: `DOCKER_CONFIG`, else `.docker` of the home. */
export function configFolder({ environment, home }: Machine): string {
  const given = environment["DOCKER_CONFIG"] ?? "";
  return given === "" ? `${home}/.docker` : given.replace(/(?<=.)[/\\]+$/, "");
}

/** A context by its name; undefined where there is none. */
export function readContext(machine: Machine, name: string): Promise<ReadContext | undefined> {
  return readStored(machine, createHash("sha256").update(name).digest("hex"), name);
}

/** All contexts but `default`, by name. A broken one whose file does not tell its name has that of its folder. */
export async function readContexts(machine: Machine): Promise<readonly ReadContext[]> {
  const ids = (await machine.disk.list(`${configFolder(machine)}/contexts/meta`)) ?? [];
  const wanted = ids.filter((id) => /^[0-9a-f]{64}$/.test(id)).slice(0, 200);
  const all = await Promise.all(wanted.map((id) => readStored(machine, id, undefined)));
  return all
    .filter((context) => context !== undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** TLS of a folder as the docker command line takes it: a file that is absent is left out. */
export async function tlsOf(
  { disk }: Machine,
  folder: string,
  verify: boolean,
): Promise<{ readonly tls: EndpointTls; readonly present: boolean }> {
  const [ca, certificate, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map(async (name) => {
      const path = `${folder}/${name}`;
      const kind = await disk.kind(path);
      return kind === "missing" || kind === "folder" ? undefined : path;
    }),
  );
  return {
    tls: { ca, certificate, key, verify },
    present: ca !== undefined || certificate !== undefined || key !== undefined,
  };
}

async function readStored(
  machine: Machine,
  id: string,
  wanted: string | undefined,
): Promise<ReadContext | undefined> {
  const folder = `${configFolder(machine)}/contexts`;
  const path = `${folder}/meta/${id}/meta.json`;
  const text = await machine.disk.read(path);
  const fallback = wanted ?? id.slice(0, 12);
  if (text === undefined) {
    if ((await machine.disk.kind(path)) === "missing") return undefined;
    return {
      name: fallback,
      problem: broken(
        l10n.t('The Docker context "{0}" cannot be used because its file cannot be read.', shown(fallback)),
      ),
    };
  }
  const meta = parsed(text);
  if (!isRecord(meta))
    return {
      name: fallback,
      problem: broken(
        l10n.t(
          'The Docker context "{0}" cannot be used because its file is not valid JSON.',
          shown(fallback),
        ),
      ),
    };
  const name = wanted ?? optionalText(meta["Name"], 200) ?? fallback;
  const endpoints = meta["Endpoints"];
  const docker = isRecord(endpoints) ? endpoints["docker"] : undefined;
  if (!isRecord(docker))
    return {
      name,
      problem: broken(
        l10n.t('The Docker context "{0}" cannot be used because it holds no Docker endpoint.', shown(name)),
      ),
    };
  const skip = docker["SkipTLSVerify"] === true;
  const { tls, present } = await tlsOf(machine, `${folder}/tls/${id}/docker`, !skip);
  const host = optionalText(docker["Host"], 2_000) ?? "";
  const result = host === "" ? undefined : parseAddress(host, present || skip ? tls : undefined);
  if (result !== undefined && "reason" in result) {
    return {
      name,
      problem: broken(
        l10n.t(
          'The Docker context "{0}" cannot be used because of its address ({1}).',
          shown(name),
          result.reason,
        ),
      ),
    };
  }
  const metadata = meta["Metadata"];
  return {
    name,
    description: isRecord(metadata) ? optionalText(metadata["Description"], 200) : undefined,
    address: result?.address ?? "default",
  };
}

function shown(name: string): string {
  return said(name, 80, 1) ?? "";
}

function broken(message: string): Problem {
  return {
    id: "context-broken",
    message,
    remedy: l10n.t(
      "Create it anew with `docker context rm` and `docker context create`, or choose another context.",
    ),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
