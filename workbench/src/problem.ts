/**
 * A failure that a user can meet: what is the matter, and the one thing to do. Both are sentences that we wrote; what a
 * program or an engine said is hostile text and stays in `said`.
 */
export interface Problem {
  /** A stable name: tests, welcome views and reports go by it. */
  readonly id: ProblemId;
  /** One sentence. */
  readonly message: string;
  /** One sentence that begins with a verb. */
  readonly remedy: string;
  /** What the program said, cut to a few lines and made visible; never a secret. */
  readonly said?: string;
}

export type ProblemId =
  // GPU tools
  | "gpu-tool-missing"
  | "gpu-none"
  | "driver-not-loaded"
  | "driver-mismatch"
  | "nvml-missing"
  | "gpu-lost"
  | "gpu-no-permission"
  /** Asleep to save power; reading it would wake it. */
  | "gpu-suspended"
  | "gpu-tool-hangs"
  | "gpu-tool-failed"
  | "gpu-output-unreadable"
  /** The engine runs on another machine, whose GPUs nobody tells. */
  | "gpu-elsewhere"
  // engines
  | "engine-missing"
  | "engine-no-permission"
  | "engine-unreachable"
  | "engine-hangs"
  | "engine-refused"
  | "engine-unreadable"
  | "context-unknown"
  | "context-broken"
  | "ssh-failed"
  | "tls-failed"
  | "docker-cli-missing"
  | "container-gone"
  // the editor
  | "untrusted-workspace"
  | "nothing-there";

/** What a source knows at this moment. A failure keeps the last good value, so that a view can show it as old. */
export type Loadable<T> =
  | { readonly state: "loading"; readonly last?: T }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly problem: Problem; readonly last?: T };
