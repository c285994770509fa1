/** What went wrong between us and an engine, before anyone has put it into words. */
export type Failure =
  /** The system refused: ENOENT, EACCES, ECONNREFUSED and their like, and the names of Node's TLS errors. */
  | { readonly kind: "system"; readonly code: string; readonly said: string }
  | { readonly kind: "timeout"; readonly milliseconds: number }
  /** An answer with a status that says no; `said` is the engine's own message. */
  | { readonly kind: "status"; readonly status: number; readonly said: string }
  /** The connection ended in the middle of an answer, or a stream ended by itself. */
  | { readonly kind: "cut" }
  | { readonly kind: "unreadable"; readonly what: "html" | "json" | "shape" | "size"; readonly said: string }
  /** `ssh` ended: its exit status, undefined where a signal ended it, and its words. */
  | { readonly kind: "ssh"; readonly code: number | undefined; readonly said: string }
  | { readonly kind: "ssh-missing" }
  /** An address that must not be given to ssh. */
  | { readonly kind: "ssh-refused"; readonly host: string }
  | { readonly kind: "tls-file"; readonly path: string }
  | { readonly kind: "disposed" };

/** Carries a Failure through promises and streams. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** The failure in anything that was thrown; an error of Node's is told by its code. */
export function failureOf(error: unknown): Failure {
  if (error instanceof EngineFailure) return error.failure;
  if (!(error instanceof Error)) return { kind: "system", code: "UNKNOWN", said: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
  // Node tries every address of a name, and gives what happened to each.
  if (code === "UNKNOWN" && error instanceof AggregateError && error.errors.length > 0) {
    return failureOf(error.errors[0]);
  }
  return { kind: "system", code, said: error.message };
}
