/** One line of the GPU set-up report. */
export interface Check {
  /** A stable name. */
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  /** One sentence with the values that were seen. Parts of it come from programs and engines: hostile text, cut short. */
  readonly finding: string;
  /** One sentence that begins with a verb. */
  readonly remedy?: string;
  /** Where what the check asks for is written down. */
  readonly source: string;
}

/** unknown: the fact could not be had; skipped: it does not matter on this machine. */
export type CheckStatus = "ok" | "warning" | "failed" | "unknown" | "skipped";

/** What a check is about; its title is asked for when a verdict is made, since only then the language is known. */
export interface Subject extends Pick<Check, "id" | "source"> {
  readonly title: () => string;
}

/** A subject with the ways in which its check can end. */
export function verdicts(subject: Subject): Verdicts {
  const end =
    (status: CheckStatus) =>
    (finding: string, remedy?: string): Check => ({
      id: subject.id,
      title: subject.title(),
      status,
      finding,
      ...(remedy === undefined ? {} : { remedy }),
      source: subject.source,
    });
  return {
    ok: end("ok"),
    warning: end("warning"),
    failed: end("failed"),
    unknown: end("unknown"),
    skipped: end("skipped"),
  };
}

export interface Verdicts {
  readonly ok: (finding: string, remedy?: string) => Check;
  readonly warning: (finding: string, remedy: string) => Check;
  readonly failed: (finding: string, remedy: string) => Check;
  readonly unknown: (finding: string, remedy?: string) => Check;
  readonly skipped: (finding: string, remedy?: string) => Check;
}
