/** An image reference with the registry and the `library/` part that Docker adds filled in. */
export interface ImageReference {
  /** Host, with its port: `docker.io`, `nvcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path below the registry: `library/python`, `nvidia/cuda`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…`, as written. */
  readonly digest?: string;
  /** What was parsed. */
  readonly text: string;
}

/** A place to look an image up. `mirror` is true where the registry is not the publisher's own. */
export interface RepositoryCandidate {
  /** `registry/repository`, for instance `docker.io/library/python`. */
  readonly name: string;
  readonly mirror: boolean;
}

/**
 * Reads an image reference by the grammar of the distribution project.
 * Answers undefined for anything that an engine would refuse, uppercase in the path included.
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length === 0 || text.length > MAXIMUM_LENGTH) return undefined;
  const at = text.indexOf("@");
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(":");
  const tagged = colon > named.lastIndexOf("/");
  const tag = tagged ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const { host, path } = splitHost(tagged ? named.slice(0, colon) : named);
  if (host !== undefined && !HOST.test(host)) return undefined;
  const parts = path.split("/");
  if (path.length > 255 || !parts.every((part) => COMPONENT.test(part))) return undefined;
  const registry = host === undefined || DOCKER_HUB.has(host) ? "docker.io" : host;
  const repository = registry === "docker.io" && parts.length === 1 ? `library/${path}` : path;
  return {
    registry,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    text,
  };
}

/** The reference in full: `docker.io/library/python:3.12@sha256:…`. Parses back to the same parts. */
export function fullName(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${reference.registry}/${reference.repository}${tag}${digest}`;
}

/** `registry/repository` as people write it: Docker Hub and `library/` are left out where that is unambiguous. */
export function familiarName(registry: string, repository: string): string {
  if (registry !== "docker.io") return `${registry}/${repository}`;
  const short = repository.startsWith("library/") ? repository.slice("library/".length) : repository;
  const again = splitHost(short);
  const whole = short.includes("/") ? short : `library/${short}`;
  return again.host === undefined && whole === repository ? short : `${registry}/${repository}`;
}

/**
 * Where the image may be known, best first: under its own name, under the name that a pull-through cache
 * serves, and for an unknown registry under the last parts of its path (`harbor.example/hub/nvidia/cuda`).
 */
export function canonicalRepositories(
  reference: Pick<ImageReference, "registry" | "repository">,
): readonly RepositoryCandidate[] {
  const { registry, repository } = reference;
  const found = new Map<string, RepositoryCandidate>();
  const add = (name: string, mirror: boolean) => {
    if (!found.has(name)) found.set(name, { name, mirror });
  };
  add(`${registry}/${repository}`, false);
  const parts = repository.split("/");
  const [first, ...rest] = parts;
  if (registry === "docker.io") {
    if (first !== undefined && ARCHITECTURES.has(first) && rest.length === 1) add(hubName(rest), true);
    return [...found.values()];
  }
  const hub = HUB_CACHES.get(registry);
  if (hub !== undefined && repository.startsWith(hub))
    add(hubName(repository.slice(hub.length).split("/")), true);
  parts.forEach((part, index) => {
    const below = parts.slice(index + 1);
    if (below.length === 0) return;
    if (DOCKER_HUB.has(part) || HUB_PROJECTS.has(part)) add(hubName(below), true);
    else if (part === "library" && below.length === 1) add(hubName(below), true);
    else if (KNOWN_REGISTRIES.has(part)) add(`${part}/${below.join("/")}`, true);
  });
  for (let index = 0; index + 2 <= parts.length; index += 1) {
    const suffix = parts.slice(index).join("/");
    add(`docker.io/${suffix}`, true);
    if (suffix.startsWith("nvidia/")) add(`nvcr.io/${suffix}`, true);
  }
  return [...found.values()];
}

const MAXIMUM_LENGTH = 600;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z][a-z0-9]*(?:[-_+.][a-z][a-z0-9]*)*:[0-9a-f]{32,256}$/i;
const HOST =
  /^(?:\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::\d{1,5})?$/i;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;

/** Spellings of Docker Hub that an engine treats alike, or that serve the same images. */
const DOCKER_HUB: ReadonlySet<string> = new Set([
  "docker.io",
  "index.docker.io",
  "registry-1.docker.io",
  "registry.hub.docker.com",
]);

/** Caches of Docker Hub, with the path under which they keep it. */
const HUB_CACHES: ReadonlyMap<string, string> = new Map([
  ["mirror.gcr.io", ""],
  ["public.ecr.aws", "docker/"],
  ["docker.m.daocloud.io", ""],
  ["docker.mirrors.ustc.edu.cn", ""],
  ["dockerhub.azk8s.cn", ""],
  ["docker.1ms.run", ""],
  ["dockerproxy.com", ""],
]);

/** Project names that people give to a proxy of Docker Hub. */
const HUB_PROJECTS: ReadonlySet<string> = new Set([
  "dockerhub",
  "docker-hub",
  "dockerhub-proxy",
  "docker-hub-proxy",
  "dockerhub-remote",
  "docker-hub-remote",
  "docker-remote",
  "docker.io",
]);

const KNOWN_REGISTRIES: ReadonlySet<string> = new Set([
  "nvcr.io",
  "ghcr.io",
  "quay.io",
  "gcr.io",
  "registry.k8s.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "registry.access.redhat.com",
]);

/** Organisations of Docker Hub that hold the official images for one architecture. */
const ARCHITECTURES: ReadonlySet<string> = new Set([
  "amd64",
  "arm32v5",
  "arm32v6",
  "arm32v7",
  "arm64v8",
  "i386",
  "ppc64le",
  "riscv64",
  "s390x",
]);

function hubName(parts: readonly string[]): string {
  const path = parts.join("/");
  return parts.length === 1 ? `docker.io/library/${path}` : `docker.io/${path}`;
}

/** The first part is a host when it could not be a path: a dot, a port, uppercase, or `localhost`. */
function splitHost(name: string): { host?: string; path: string } {
  const slash = name.indexOf("/");
  if (slash < 0) return { path: name };
  const first = name.slice(0, slash);
  const isHost = /[.:[]/.test(first) || first === "localhost" || first.toLowerCase() !== first;
  return isHost ? { host: first, path: name.slice(slash + 1) } : { path: name };
}
