import type { DockerfileSyntax, Instruction, SyntaxProblem } from "../syntax/ast.ts";
import { KEYWORDS } from "../syntax/ast.ts";
import { nearest } from "../text/nearest.ts";

/**
 * The problems in order, with one for each run of lines that hold no instruction: at the first of them, and with its cause
 * where the instruction before them leaves a quote open. A line that looks like a misspelt instruction keeps its own.
 */
export function onePerRun(
  syntax: DockerfileSyntax,
  problems: readonly SyntaxProblem[],
): readonly SyntaxProblem[] {
  if (problems.length < 2 && !/["']/.test(syntax.source)) return problems;
  const runs = runsOf(syntax, new Set(problems.map(({ span }) => span.start)));
  const said = new Set<Run>();
  const found: SyntaxProblem[] = [];
  let at = 0;
  for (const problem of problems.toSorted((a, b) => a.span.start - b.span.start)) {
    while ((runs[at]?.end ?? Number.POSITIVE_INFINITY) <= problem.span.start) at += 1;
    const run = runs[at];
    if (run === undefined || problem.span.start < run.first.keywordSpan.start) found.push(problem);
    else if (!said.has(run)) {
      said.add(run);
      found.push(run.opener === undefined ? problem : openQuote(run.first, run.opener));
    }
  }
  return found;
}

/** Lines that BuildKit takes for instructions of their own. */
interface Run {
  readonly first: Instruction;
  readonly end: number;
  /** The instruction whose open quote was meant to hold them. */
  readonly opener?: Instruction;
}

function runsOf(
  { source, instructions, escape }: DockerfileSyntax,
  starts: ReadonlySet<number>,
): readonly Run[] {
  const isStray = ({ keyword, keywordSpan }: Instruction): boolean =>
    !KEYWORDS.includes(keyword) && starts.has(keywordSpan.start);
  const isMisspelt = ({ keyword, keywordSpan: { start, end } }: Instruction): boolean =>
    source.slice(start, end) === keyword && nearest(keyword, KEYWORDS) !== undefined;
  const runs: Run[] = [];
  for (let index = 0; index < instructions.length;) {
    const one = instructions[index];
    if (one === undefined) break;
    if (isStray(one)) {
      const count = countWhile(instructions, index + 1, (next) => isStray(next) && !isMisspelt(next));
      runs.push({ first: one, end: instructions[index + count]?.span.end ?? one.span.end });
      index += count + 1;
      continue;
    }
    const quote =
      one.heredocs.length > 0 || one.exec !== undefined ? "" : quoteAfter(one.args.text, "", escape);
    index += 1;
    if (quote === "") continue;
    let count = linesInQuote(source, instructions, index, quote, escape);
    if (count === 0) count = countWhile(instructions, index, (next) => isStray(next) && !isMisspelt(next));
    const lines = instructions.slice(index, index + count);
    const [first] = lines;
    const last = lines.at(-1);
    if (first === undefined || last === undefined || !lines.some(isStray)) continue;
    runs.push({ first, end: last.span.end, opener: one });
    index += count;
  }
  return runs;
}

/** A quote that is open for longer has been forgotten, not continued. */
const MOST_LINES = 300;

/** How many instructions stand up to and with the one that closes the quote; none where nothing closes it. */
function linesInQuote(
  source: string,
  instructions: readonly Instruction[],
  from: number,
  quote: string,
  escape: string,
): number {
  let open = quote;
  const count = countWhile(instructions, from, ({ span }, nth) => {
    if (open === "" || nth >= MOST_LINES) return false;
    open = quoteAfter(source.slice(span.start, span.end), open, escape);
    return true;
  });
  return open === "" ? count : 0;
}

function countWhile<Item>(
  items: readonly Item[],
  from: number,
  holds: (item: Item, nth: number) => boolean,
): number {
  let count = 0;
  for (let item = items[from]; item !== undefined && holds(item, count); item = items[from + count])
    count += 1;
  return count;
}

/** The quote that is open at a text's end, given the one at its beginning; "" for none. */
function quoteAfter(text: string, before: string, escape: string): string {
  let quote = before;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === escape && quote !== "'") at += 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "#" && /^\s?$/.test(text[at - 1] ?? "")) return "";
  }
  return quote;
}

function openQuote({ keywordSpan }: Instruction, { keyword }: Instruction): SyntaxProblem {
  const remedy =
    keyword === "RUN"
      ? "Use a heredoc, or end each line with a backslash."
      : "End each line with a backslash.";
  return {
    span: keywordSpan,
    message: `This line is read as an instruction of its own: the quote that the ${keyword} before it leaves open does not continue a line. ${remedy}`,
  };
}
