import type { ContainerSummary } from "./engine.ts";

/** Which containers events have named since the last list, and whether a list is another than the last one. */
export class ChangedContainers {
  #touched = new Set<string>();
  #all = false;
  #print = "";

  get isTouched(): boolean {
    return this.#all || this.#touched.size > 0;
  }

  touch(id: string): void {
    this.#touched.add(id);
  }

  touchAll(): void {
    this.#all = true;
  }

  /** What was touched, which then counts as seen. */
  take(): ReadonlySet<string> | "all" {
    const touched = this.#all ? "all" : this.#touched;
    this.#touched = new Set();
    this.#all = false;
    return touched;
  }

  /** Undoes a take whose list failed. */
  giveBack(touched: ReadonlySet<string> | "all"): void {
    if (touched === "all") this.#all = true;
    else for (const id of touched) this.#touched.add(id);
  }

  differ(containers: readonly ContainerSummary[]): boolean {
    return this.#print !== print(containers);
  }

  remember(containers: readonly ContainerSummary[]): void {
    this.#print = print(containers);
  }
}

/** The age in a status (`Up 3 minutes`) is no change that anybody must hear of; the health behind it is. */
function print(containers: readonly ContainerSummary[]): string {
  return containers
    .map(({ id, name, state, status }) => `${id} ${state} ${/\([^)]*\)/.exec(status)?.[0] ?? ""} ${name}`)
    .join("\n");
}
