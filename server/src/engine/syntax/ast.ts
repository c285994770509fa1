import type { LogicalText } from "../text/logical.ts";
import type { Span } from "../text/span.ts";

/** A Dockerfile as written: every instruction with its source positions, and what could not be read. */
export interface DockerfileSyntax {
  readonly source: string;
  readonly directives: readonly Directive[];
  /** The character that joins lines and quotes characters: the `escape` directive's, else a backslash. */
  readonly escape: "\\" | "`";
  readonly instructions: readonly Instruction[];
  /** Comment lines, those between the lines of an instruction included. A span holds the line without its break. */
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

/** `# syntax=…`, `# escape=…` or `# check=…` at the top of the file. */
export interface Directive {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface Instruction {
  /** In upper case, known or not. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword to the last character of its arguments or of its last heredoc's terminator. */
  readonly span: Span;
  /** `--name=value` words between the keyword and the arguments. */
  readonly flags: readonly Flag[];
  /** What follows the flags, continuations joined and comments between them taken out, white space trimmed. */
  readonly args: LogicalText;
  /** The strings of the JSON (exec) form; undefined in the shell form. */
  readonly exec: readonly JsonString[] | undefined;
  readonly heredocs: readonly Heredoc[];
  /** What ONBUILD defers. */
  readonly trigger: Instruction | undefined;
}

export interface Flag {
  readonly name: string;
  /** Undefined for a flag without `=`. */
  readonly value: string | undefined;
  readonly span: Span;
  readonly valueSpan: Span | undefined;
}

export interface JsonString {
  readonly value: string;
  /** With its quotes. */
  readonly span: Span;
}

export interface Heredoc {
  readonly name: string;
  /** `<<-`: leading tabs are taken off. */
  readonly stripTabs: boolean;
  /** Whether variables in the body are expanded by the builder: its name was not quoted. */
  readonly expand: boolean;
  /** The `<<NAME` word. */
  readonly span: Span;
  /** `<< NAME`: BuildKit before 0.22, and Dockerfile frontends before 1.16, take it for no heredoc. */
  readonly hasBlank: boolean;
  readonly body: Span;
  /** The line that ends it; undefined when the file ends first. */
  readonly terminator: Span | undefined;
}

export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
  /** Left out for what BuildKit surely refuses. */
  readonly severity?: "info";
}

/** Every instruction keyword that BuildKit knows. */
export const KEYWORDS: readonly string[] = [
  "ADD",
  "ARG",
  "CMD",
  "COPY",
  "ENTRYPOINT",
  "ENV",
  "EXPOSE",
  "FROM",
  "HEALTHCHECK",
  "LABEL",
  "MAINTAINER",
  "ONBUILD",
  "RUN",
  "SHELL",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
];
