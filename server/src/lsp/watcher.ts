import type { Connection, FileSystemWatcher } from "vscode-languageserver";
import { DidChangeWatchedFilesNotification } from "vscode-languageserver";
import { folderOf, nameOf } from "../engine/text/path.ts";
import type { ClientSupport } from "./client-support.ts";
import { uriOf } from "./places.ts";

/** Has the client tell what happens to files that are not open. A client that cannot is asked for nothing. */
export class Watcher {
  readonly #connection: Connection;
  #client: ClientSupport | undefined;
  readonly #covered = new Set<string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  start(client: ClientSupport): void {
    if (!client.watchesFiles) return;
    this.#client = client;
    this.#register(GLOBS.map((globPattern) => ({ globPattern })));
  }

  /** Sees to it that changes of these files are told. Their names may be anything, for an `env_file` may be called anything. */
  cover(paths: Iterable<string>): void {
    if (this.#client?.watchesRelativePatterns !== true) return;
    const watchers: FileSystemWatcher[] = [];
    for (const path of paths) {
      if (USUAL.test(nameOf(path)) || this.#covered.has(path) || this.#covered.size >= MOST) continue;
      this.#covered.add(path);
      watchers.push({ globPattern: { baseUri: uriOf(folderOf(path)), pattern: literal(nameOf(path)) } });
    }
    if (watchers.length > 0) this.#register(watchers);
  }

  #register(watchers: FileSystemWatcher[]): void {
    this.#connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      // A client that is gone, or that promised too much, leaves everything else as it is.
      .catch(() => undefined);
  }
}

/** What compose files and Dockerfiles usually name, and the project's configuration. */
const GLOBS: readonly string[] = [
  "**/*.{yml,yaml}",
  "**/{.env,.env.*,*.env}",
  "**/{Dockerfile,dockerfile,Containerfile}*",
  "**/*.{Dockerfile,dockerfile,Containerfile,dockerignore}",
];

/** The names that GLOBS cover, and the mark of a repository, which does not come and go. */
const USUAL =
  /\.ya?ml$|^\.env(?:\.|$)|\.env$|^(?:[Dd]ockerfile|Containerfile)|\.(?:[Dd]ockerfile|Containerfile|dockerignore)$|^\.git$/;

/** How many files of other names are watched. */
const MOST = 200;

/** A glob that means a name and nothing else. */
function literal(name: string): string {
  return name.replaceAll(/[*?[\]{}]/g, "[$&]");
}
