import type { Instruction, SyntaxProblem } from "../syntax/ast.ts";
import { wholeSpan } from "../text/logical.ts";
import { nearest } from "../text/nearest.ts";
import { shortened } from "../text/shortened.ts";
import type { Span } from "../text/span.ts";
import type { Dockerfile } from "./dockerfile.ts";
import { knownText } from "./resolved.ts";
import { pairs } from "./words.ts";
import { splitWords } from "../syntax/words.ts";

/**
 * What BuildKit reads and then refuses: operands that are missing, flags that an instruction does not have, names that are none.
 * Files with a frontend of their own (`# syntax=` other than docker/dockerfile) may know more flags.
 *
 * Source: moby/buildkit frontend/dockerfile/instructions/parse.go; the builds in test/oracle/buildkit.test.ts.
 */
export function refusals(dockerfile: Dockerfile): readonly SyntaxProblem[] {
  const { syntax, stages } = dockerfile;
  const found: SyntaxProblem[] = [];
  const isUsual = syntax.directives.every(
    ({ name, value }) => name !== "syntax" || /^(?:docker\.io\/)?docker\/dockerfile(?:[:@]|$)/.test(value),
  );
  for (const written of syntax.instructions) {
    const instruction = written.trigger ?? written;
    const missing = operandFault(instruction, syntax.escape);
    if (missing !== undefined) found.push(missing);
    if (isUsual) found.push(...flagFaults(instruction));
  }
  for (const { from, parent } of stages) {
    const { image, alias } = from;
    if (alias !== undefined && !/^[a-z][a-z0-9._-]*$/i.test(alias.name)) {
      found.push({
        span: alias.span,
        message:
          "A stage name begins with a letter and holds letters, digits, dots, hyphens and underscores.",
      });
    }
    const text = parent === undefined ? knownText(image?.value) : undefined;
    if (image !== undefined && text !== undefined && hasCapitals(text)) {
      found.push({
        span: image.span,
        message: `"${shortened(text, 40)}" is no image: names are in lower case.`,
      });
    }
  }
  return found;
}

function operandFault(instruction: Instruction, escape: string): SyntaxProblem | undefined {
  const { keyword, args, exec, heredocs } = instruction;
  const words = exec?.length ?? splitWords(args.text, escape).length;
  if (words === 0) return undefined;
  if (keyword === "ENV" || keyword === "LABEL") return pairFault(instruction, escape);
  if ((keyword === "COPY" || keyword === "ADD") && words < 2 && heredocs.length === 0) {
    return { span: wholeSpan(args), message: `${keyword} needs a source and a destination.` };
  }
  if (keyword === "SHELL" && exec === undefined) {
    return { span: wholeSpan(args), message: 'SHELL takes the JSON form only: ["/bin/bash", "-c"].' };
  }
  if (keyword === "HEALTHCHECK" && !/^(?:CMD|NONE)(?:\s|$)/i.test(args.text)) {
    return { span: wholeSpan(args), message: "HEALTHCHECK takes CMD and a command, or NONE." };
  }
  return undefined;
}

/** `ENV NAME` without a value, and a word without `=` among pairs: a comment's, it may be. */
function pairFault(instruction: Instruction, escape: string): SyntaxProblem | undefined {
  const { keyword } = instruction;
  const all = pairs(instruction, escape);
  const at = all.findIndex(({ raw }) => raw === undefined);
  const without = all[at];
  if (without === undefined) return undefined;
  const comment = all.slice(1, at + 1).find(({ name }) => name.startsWith("#"));
  if (comment !== undefined) {
    return {
      span: comment.span,
      message: `A comment needs a line of its own: ${keyword} reads "#" and what follows as name=value.`,
    };
  }
  const name = shortened(without.name, 40);
  if (all.length === 1) return { span: without.span, message: `${keyword} needs a value: ${name}=value.` };
  const isCommand = all.some(({ raw }) => raw?.includes("$(") === true);
  const advice = isCommand
    ? `${keyword} runs no commands: $(…) is plain text to it.`
    : "Quote a value that holds spaces.";
  return { span: without.span, message: `"${name}" is no name=value. ${advice}` };
}

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  ADD: ["chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"],
  COPY: ["from", "chown", "chmod", "link", "parents", "exclude"],
  FROM: ["platform"],
  HEALTHCHECK: ["interval", "timeout", "start-period", "start-interval", "retries"],
  RUN: ["mount", "network", "security", "device"],
};

function flagFaults({ keyword, flags }: Instruction): readonly SyntaxProblem[] {
  const known = FLAGS[keyword];
  if (known === undefined) return [];
  return flags.flatMap(({ name, span }) => {
    if (known.includes(name)) return [];
    const meant = nearest(name, known);
    const hint = meant === undefined ? "" : ` Did you mean --${meant}?`;
    return [
      { span: flagSpan(span, name), message: `${keyword} has no flag --${shortened(name, 40)}.${hint}` },
    ];
  });
}

function flagSpan({ start, end }: Span, name: string): Span {
  return { start, end: Math.min(end, start + 2 + name.length) };
}

/** Capitals in the path of a reference; a registry's host and a tag may have them. */
function hasCapitals(reference: string): boolean {
  const name = reference.replace(/@.*$/s, "").replace(/:[^/]*$/, "");
  const parts = name.split("/");
  const isHost = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? "");
  return /[A-Z]/.test((isHost ? parts.slice(1) : parts).join("/"));
}
