import type { Dockerfile } from "../model/dockerfile.ts";
import type { Suppressions } from "../suppressions.ts";
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

/** error: the build or the run fails or is wrong; warning: likely to hurt; info: worth knowing; hint: a suggestion. */
export type Severity = "error" | "warning" | "info" | "hint";

export type Category = "base" | "gpu" | "packages" | "layers" | "run-time" | "security" | "syntax";

/**
 * A change that answers a finding. safe: it cannot change what runs or who reaches it, and leaves nothing of its rule to
 * report; suggested: somebody has to look.
 */
export interface Fix {
  readonly title: string;
  readonly safety: "safe" | "suggested";
  readonly edits: readonly Edit[];
}

/** What a rule says about one place. */
export interface Finding {
  readonly at: Span;
  /** One or two sentences: what is wrong here and what it leads to. */
  readonly message: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly at: Span; readonly message: string }[];
  readonly tags?: readonly ("unnecessary" | "deprecated")[];
}

export interface DockerfileInput {
  readonly dockerfile: Dockerfile;
  readonly source: string;
  /** The day for dated facts, as YYYY-MM-DD. */
  readonly today: string;
  /** As in the World. */
  readonly path: string | undefined;
  readonly allowComments: Pick<Suppressions, "unknown">;
}

export interface Rule {
  /** Kebab case; names the sin, so that "allow NAME" reads well. */
  readonly name: string;
  readonly subject: "dockerfile";
  readonly category: Category;
  readonly severity: Severity;
  /** The version that brought it. */
  readonly since: string;
  /** One line without a full stop: what is wrong. */
  readonly summary: string;
  /** What the rule rests on: ids of knowledge sources, or the document's name. */
  readonly sources: readonly string[];
  /** More general rules that stay silent where this one speaks. */
  readonly supersedes?: readonly string[];
  check(input: DockerfileInput): Iterable<Finding>;
}

/** Types a rule. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
