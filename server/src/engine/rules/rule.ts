import type { ComposeProject } from "../model/compose/project.ts";
import type { Place } from "../model/compose/value.ts";
import type { Dockerfile } from "../model/dockerfile.ts";
import type { Files } from "../model/files.ts";
import type { Allow, HostFacts, Preset } from "../settings.ts";
import type { Suppressions } from "../suppressions.ts";
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

/** error: the build or the run fails or is wrong; warning: likely to hurt; info: worth knowing; hint: a suggestion. */
export type Severity = "error" | "warning" | "info" | "hint";

export type Category =
  | "base"
  | "gpu"
  | "packages"
  | "layers"
  | "run-time"
  | "stacks"
  | "training"
  | "serving"
  | "security"
  | "syntax";

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
  /** A place in another file than the analysed one is left to the analysis of that file. */
  readonly at: Span | Place;
  /** One or two sentences: what is wrong here and what it leads to. */
  readonly message: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  /** Fixes that would edit another file than the analysed one are not offered. */
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly at: Span | Place; readonly message: string }[];
  readonly tags?: readonly ("unnecessary" | "deprecated")[];
}

interface CommonInput {
  readonly source: string;
  /** The day for dated facts, as YYYY-MM-DD. */
  readonly today: string;
  /** As in the World. */
  readonly path: string | undefined;
  /** As in the World. */
  readonly files: Files | undefined;
  /** What the user says of the machine that the containers run on. */
  readonly host: HostFacts;
  /** What the user lets pass. */
  readonly allow: Allow;
  readonly allowComments: Pick<Suppressions, "unknown">;
}

export interface DockerfileInput extends CommonInput {
  readonly kind: "dockerfile";
  readonly dockerfile: Dockerfile;
}

export interface ComposeInput extends CommonInput {
  readonly kind: "compose";
  readonly project: ComposeProject;
}

interface RuleBase {
  /** Kebab case; names the sin, so that "allow NAME" reads well. */
  readonly name: string;
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
  /** The smallest preset that has it; recommended when left out, and `all` for what only some want to hear. */
  readonly preset?: Preset;
  /** What it is at least under the presets `strict` and `all`. */
  readonly strictSeverity?: Severity;
}

/** A rule about Dockerfiles, about compose files, or (`any`) about what both can hold. */
export type Rule =
  | (RuleBase & { readonly subject: "dockerfile"; check(input: DockerfileInput): Iterable<Finding> })
  | (RuleBase & { readonly subject: "compose"; check(input: ComposeInput): Iterable<Finding> })
  | (RuleBase & { readonly subject: "any"; check(input: DockerfileInput | ComposeInput): Iterable<Finding> });

/** Types a rule. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
