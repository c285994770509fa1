import * as l10n from "@vscode/l10n";
import type { EndpointAddress, EndpointTls } from "./endpoint.ts";

/** Where the docker command line looks when nothing tells it: `client.DefaultDockerHost` of moby. */
export const DEFAULT_SOCKET = "/var/run/docker.sock";
export const DEFAULT_PIPE = "//./pipe/docker_engine";

/** An address, or a phrase that says what is wrong with it. */
export type ParsedAddress = { readonly address: EndpointAddress } | { readonly reason: string };

const AUTHORITY =
  /^(?:([^@/\s]*)@)?(\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[^:@/?#[\]\s]*)(?::(\d{1,5}))?(\/[^\s]*)?$/i;

/**
 * Reads an address as `docker --host` takes it. Without a scheme it is TCP; a TCP port that is left out is 2375, with TLS
 * 2376. `tls` belongs to addresses of TCP alone.
 */
export function parseAddress(text: string, tls: EndpointTls | undefined): ParsedAddress {
  const trimmed = text.trim();
  const [, named, rest = ""] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(trimmed) ?? [
    undefined,
    "tcp",
    trimmed,
  ];
  const scheme = (named ?? "tcp").toLowerCase();
  switch (scheme) {
    case "unix":
      if (rest !== "" && !rest.startsWith("/"))
        return { reason: l10n.t("the path of a socket must be absolute") };
      return { address: { kind: "unix", path: rest === "" ? DEFAULT_SOCKET : rest } };
    case "npipe":
      return { address: { kind: "npipe", path: rest === "" ? DEFAULT_PIPE : rest.replaceAll("\\", "/") } };
    case "tcp":
    case "http":
    case "https":
      return tcpAddress(scheme, rest, tls);
    case "ssh":
      return sshAddress(rest);
    case "fd":
      return { reason: l10n.t("only the engine itself can use an fd:// address") };
    default:
      return { reason: l10n.t("{0} is no scheme of Docker's", `${scheme}://`) };
  }
}

/** For sentences; without user names, which may hold passwords. */
export function addressText(address: EndpointAddress): string {
  switch (address.kind) {
    case "unix":
    case "npipe":
      return address.path;
    case "tcp":
      return `${bracketed(address.host)}:${address.port}`;
    default:
      return `ssh://${bracketed(address.host)}${address.port === undefined ? "" : `:${address.port}`}`;
  }
}

function tcpAddress(
  scheme: "tcp" | "http" | "https",
  rest: string,
  tls: EndpointTls | undefined,
): ParsedAddress {
  const [whole, , host = "", digits] = AUTHORITY.exec(rest) ?? [];
  if (whole === undefined) return { reason: l10n.t("it is no host and port") };
  const secure = scheme === "https" ? (tls ?? SYSTEM_TLS) : scheme === "tcp" ? tls : undefined;
  const usual = scheme === "http" ? 80 : scheme === "https" ? 443 : secure === undefined ? 2375 : 2376;
  const port = digits === undefined ? usual : Number(digits);
  if (port < 1 || port > 65_535) return { reason: l10n.t("its port is out of range") };
  return { address: { kind: "tcp", host: host === "" ? "localhost" : bare(host), port, tls: secure } };
}

const SYSTEM_TLS: EndpointTls = { ca: undefined, certificate: undefined, key: undefined, verify: true };

function sshAddress(rest: string): ParsedAddress {
  const [whole, user, host = "", digits, path] = AUTHORITY.exec(rest) ?? [];
  if (whole === undefined || host === "") return { reason: l10n.t("it names no host") };
  if (user?.includes(":")) return { reason: l10n.t("ssh takes no password in an address") };
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535))
    return { reason: l10n.t("its port is out of range") };
  return {
    address: {
      kind: "ssh",
      user: user === undefined || user === "" ? undefined : user,
      host: bare(host),
      port,
      path: path === undefined || path === "/" ? undefined : path,
    },
  };
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
