import type { LogicalText, Piece } from "../text/logical.ts";
import { sliceLogical, sourceOffset, sourceSpan } from "../text/logical.ts";
import { shortened } from "../text/shortened.ts";
import { isSpace } from "../text/space.ts";
import type { Span } from "../text/span.ts";
import type { Directive, DockerfileSyntax, Heredoc, Instruction, SyntaxProblem } from "./ast.ts";
import { KEYWORDS } from "./ast.ts";
import { readDirective } from "./directives.ts";
import { readExecForm } from "./exec-form.ts";
import { readFlags } from "./flags.ts";
import type { HeredocWord } from "./heredoc.ts";
import { heredocWords } from "./heredoc.ts";
import { nearest } from "../text/nearest.ts";

/**
 * Reads a Dockerfile the way BuildKit's own line scanner does: lines end at "\n", a trailing escape character joins the next
 * line, comment and empty lines between joined lines vanish. Never throws; what cannot be read becomes a problem, and
 * reading goes on with the next line.
 *
 * Source: moby/buildkit frontend/dockerfile/parser/parser.go and directives.go.
 */
export function parseDockerfile(source: string): DockerfileSyntax {
  return new Reader(source).read();
}

interface Line {
  readonly start: number;
  /** Without "\n" and without the "\r"s before it. */
  readonly end: number;
  readonly next: number;
}

class Reader {
  readonly #source: string;
  readonly #instructions: Instruction[] = [];
  readonly #comments: Span[] = [];
  readonly #problems: SyntaxProblem[] = [];
  readonly #directives: Directive[] = [];
  #escape: "\\" | "`" = "\\";
  #at: number;

  constructor(source: string) {
    this.#source = source;
    this.#at = source.charCodeAt(0) === 0xfe_ff ? 1 : 0;
  }

  read(): DockerfileSyntax {
    this.#readDirectives();
    while (this.#at < this.#source.length) this.#readLine();
    return {
      source: this.#source,
      directives: this.#directives,
      escape: this.#escape,
      instructions: this.#instructions,
      comments: this.#comments,
      problems: this.#problems,
    };
  }

  #readDirectives(): void {
    while (this.#at < this.#source.length) {
      const line = this.#line(this.#at);
      const directive = readDirective(this.#source, line);
      if (directive === undefined) return;
      if (this.#directives.some((earlier) => earlier.name === directive.name)) {
        this.#problem(directive.span, `Only one "${directive.name}" directive can be used in a file.`);
      }
      if (directive.name === "escape") this.#setEscape(directive);
      this.#directives.push(directive);
      this.#comments.push(directive.span);
      this.#at = line.next;
    }
  }

  #setEscape(directive: Directive): void {
    if (directive.value === "\\" || directive.value === "`") this.#escape = directive.value;
    else this.#problem(directive.valueSpan, "The escape directive takes a backslash or a backtick.");
  }

  #readLine(): void {
    const first = this.#line(this.#at);
    this.#at = first.next;
    const start = this.#skipSpace(first.start, first.end);
    if (start === first.end) return;
    if (this.#source[start] === "#") {
      this.#comments.push({ start, end: first.end });
      return;
    }
    this.#readInstruction(this.#joinLines({ ...first, start }));
  }

  /** The logical line that begins at `first`; moves past its last physical line. */
  #joinLines(first: Line): LogicalText {
    const pieces: Piece[] = [{ at: 0, source: first.start }];
    let end = this.#continuedAt(first);
    let text = this.#source.slice(first.start, end ?? first.end);
    while (end !== undefined && this.#at < this.#source.length) {
      const line = this.#line(this.#at);
      this.#at = line.next;
      const content = this.#skipSpace(line.start, line.end);
      if (content === line.end) continue;
      if (this.#source[content] === "#") {
        this.#comments.push({ start: content, end: line.end });
        continue;
      }
      end = this.#continuedAt(line);
      pieces.push({ at: text.length, source: line.start });
      text += this.#source.slice(line.start, end ?? line.end);
    }
    return { text, pieces };
  }

  /** Where the line's text ends if it continues: the offset of its trailing escape character. */
  #continuedAt(line: Line): number | undefined {
    let end = line.end;
    while (end > line.start && isBlank(this.#source[end - 1])) end -= 1;
    const escape = end - 1;
    if (escape < line.start || this.#source[escape] !== this.#escape) return undefined;
    if (escape > line.start && this.#source[escape - 1] === this.#escape) return undefined;
    return escape;
  }

  #readInstruction(line: LogicalText): void {
    const keyword = /^\S+/.exec(line.text)?.[0] ?? "";
    const instruction = this.#instruction(line, 0, keyword);
    this.#instructions.push(instruction);
  }

  /** The instruction whose keyword begins at a logical offset of the line. Reads its heredocs from the following lines. */
  #instruction(line: LogicalText, at: number, written: string): Instruction {
    const keyword = written.toUpperCase();
    const keywordSpan = sourceSpan(line, at, at + written.length);
    this.#checkKeyword(keyword, written, keywordSpan);
    const { flags, end } = readFlags(line, skipBlank(line.text, at + written.length), this.#escape);
    const args = trimmed(line, end);
    const trigger = keyword === "ONBUILD" ? this.#trigger(args) : undefined;
    const exec = EXEC_FORMS.has(keyword) ? readExecForm(commandPart(keyword, args)) : undefined;
    const heredocs = HEREDOC_KEYWORDS.has(keyword) && exec === undefined ? this.#heredocs(args) : [];
    const last = heredocs.at(-1) ?? trigger?.heredocs.at(-1);
    const logicalEnd = line.text.trimEnd().length;
    const start = keywordSpan.start;
    const span = last
      ? { start, end: last.terminator?.end ?? last.body.end }
      : { start, end: Math.max(keywordSpan.end, sourceSpan(line, at, logicalEnd).end) };
    if (args.text === "" && heredocs.length === 0 && NEED_ARGUMENTS.has(keyword)) {
      this.#problem(keywordSpan, `${keyword} needs an argument.`);
    }
    return { keyword, keywordSpan, span, flags, args, exec, heredocs, trigger };
  }

  #trigger(args: LogicalText): Instruction | undefined {
    const keyword = /^\S+/.exec(args.text)?.[0];
    if (keyword === undefined) return undefined;
    const upper = keyword.toUpperCase();
    if (upper === "ONBUILD" || upper === "FROM" || upper === "MAINTAINER") {
      this.#problem(sourceSpan(args, 0, keyword.length), `${upper} is not allowed as an ONBUILD trigger.`);
      return undefined;
    }
    return this.#instruction(args, 0, keyword);
  }

  #checkKeyword(keyword: string, written: string, span: Span): void {
    if (KEYWORDS.includes(keyword) || isPlaceholder(written)) return;
    const meant = nearest(keyword, KEYWORDS);
    const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
    this.#problem(span, `"${shortened(written, 40)}" is not a Dockerfile instruction.${hint}`);
  }

  #heredocs(args: LogicalText): readonly Heredoc[] {
    if (!args.text.includes("<<")) return [];
    return heredocWords(args.text, this.#escape).map((word): Heredoc => {
      const span = sourceSpan(args, word.start, word.end);
      const body = this.#heredocBody(word.name, word.stripTabs);
      if (body.terminator === undefined) {
        this.#problem(span, neverClosed(word));
      }
      const { name, stripTabs, expand, hasBlank } = word;
      return { name, stripTabs, expand, hasBlank, span, body: body.body, terminator: body.terminator };
    });
  }

  #heredocBody(name: string, stripTabs: boolean): Pick<Heredoc, "body" | "terminator"> {
    const start = this.#at;
    while (this.#at < this.#source.length) {
      const line = this.#line(this.#at);
      this.#at = line.next;
      let from = line.start;
      if (stripTabs) while (this.#source[from] === "\t") from += 1;
      if (line.end - from === name.length && this.#source.startsWith(name, from)) {
        return { body: { start, end: line.start }, terminator: { start: from, end: line.end } };
      }
    }
    return { body: { start, end: this.#source.length }, terminator: undefined };
  }

  #line(start: number): Line {
    const feed = this.#source.indexOf("\n", start);
    const next = feed === -1 ? this.#source.length : feed + 1;
    let end = feed === -1 ? this.#source.length : feed;
    while (end > start && this.#source[end - 1] === "\r") end -= 1;
    return { start, end, next };
  }

  #skipSpace(start: number, end: number): number {
    let at = start;
    while (at < end && isSpace(this.#source.charCodeAt(at))) at += 1;
    return at;
  }

  #problem(span: Span, message: string): void {
    this.#problems.push({ span, message });
  }
}

const EXEC_FORMS = new Set(["ADD", "CMD", "COPY", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL", "VOLUME"]);
/** All but CMD and ENTRYPOINT: nothing after them takes back what the image starts. */
const NEED_ARGUMENTS = new Set(KEYWORDS.filter((keyword) => keyword !== "CMD" && keyword !== "ENTRYPOINT"));
const HEREDOC_KEYWORDS = new Set(["ADD", "COPY", "RUN"]);

function neverClosed({ name, hasBlank }: HeredocWord): string {
  // No name that anybody chose: `$((1 << 2))`.
  if (hasBlank && /[()]/.test(name)) {
    return `BuildKit takes this << for a heredoc, whose end ${shortened(name, 40)} is missing. Write the shift without blanks.`;
  }
  return `This heredoc is never closed: a line with only ${name} is missing.`;
}

/** `{packages}` and `{{ packages }}`: the file is a template that something fills in. */
function isPlaceholder(word: string): boolean {
  return word.startsWith("{");
}

/** What may be in exec form: all arguments, or of a HEALTHCHECK what follows its CMD. */
function commandPart(keyword: string, args: LogicalText): LogicalText {
  if (keyword !== "HEALTHCHECK") return args;
  const match = /^CMD\s+/i.exec(args.text);
  return match === null ? args : sliceLogical(args, match[0].length);
}

function trimmed(line: LogicalText, from: number): LogicalText {
  const start = skipBlank(line.text, from);
  const end = Math.max(start, line.text.trimEnd().length);
  if (start >= line.text.length) {
    const at = line.text.length === 0 ? 0 : sourceOffset(line, line.text.length - 1) + 1;
    return { text: "", pieces: [{ at: 0, source: at }] };
  }
  return sliceLogical(line, start, end);
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}
