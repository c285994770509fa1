import { describe, expect, test } from "vitest";
import type { Instruction } from "../../server/src/engine/syntax/ast.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";
import type { Span } from "../../server/src/engine/text/span.ts";

/** What a file reads as: each instruction's keyword and joined arguments, with its heredocs' bodies. */
function outline(source: string): readonly string[] {
  return parseDockerfile(source).instructions.map((one) =>
    [one.keyword, one.args.text, ...one.heredocs.map((heredoc) => `<${at(source, heredoc.body)}>`)].join("|"),
  );
}

function at(source: string, span: Span): string {
  return source.slice(span.start, span.end);
}

function only(source: string): Instruction {
  const [instruction] = parseDockerfile(source).instructions;
  if (instruction === undefined) throw new Error("no instruction");
  return instruction;
}

describe("lines", () => {
  test.each([
    ["one line", "FROM a\nRUN b", ["FROM|a", "RUN|b"]],
    ["keywords in any case, indented", "  from a\n\tRun b", ["FROM|a", "RUN|b"]],
    ["no line break at the end", "RUN a \\\n b", ["RUN|a  b"]],
    ["CRLF", "RUN a \\\r\n b\r\nRUN c\r\n", ["RUN|a  b", "RUN|c"]],
    ["a lone CR ends no line", "RUN a\rRUN b", ["RUN|a\rRUN b"]],
    ["a byte order mark", "\uFEFFFROM a", ["FROM|a"]],
    ["words are joined without a space", "RUN echo a\\\nb", ["RUN|echo ab"]],
    ["comments between joined lines vanish", "RUN a \\\n# x\n   # y \\\n b", ["RUN|a  b"]],
    ["empty lines between joined lines vanish", "RUN a \\\n\n   \n b", ["RUN|a  b"]],
    ["white space after the backslash", "RUN a \\  \t\n b", ["RUN|a  b"]],
    ["two backslashes join nothing", "RUN a \\\\\nENV b=c", ["RUN|a \\\\", "ENV|b=c"]],
    ["the file ends in a continuation", "RUN a \\\n", ["RUN|a "]],
    ["a comment line with a backslash joins nothing", "# a \\\nRUN b", ["RUN|b"]],
    ["a hash inside a line is no comment", "RUN a # b", ["RUN|a # b"]],
    ["an unknown instruction is kept", "FOO bar\nRUN a", ["FOO|bar", "RUN|a"]],
    ["a keyword alone", "RUN\nENV", ["RUN|", "ENV|"]],
  ])("%s", (_, source, expected) => {
    expect(outline(source).map((line) => line.trimEnd())).toEqual(expected.map((line) => line.trimEnd()));
  });
});

describe("directives", () => {
  test("an escape directive makes the backtick join lines, and the backslash a plain character", () => {
    expect(outline("# escape=`\nRUN a `\n b\nRUN dir c:\\\nRUN d")).toEqual([
      "RUN|a  b",
      "RUN|dir c:\\",
      "RUN|d",
    ]);
  });

  test.each([
    ["# syntax=docker/dockerfile:1\n# escape=`\nRUN a", ["syntax", "escape"]],
    ["#syntax = x \n", ["syntax"]],
    ["# SYNTAX=x\n", ["syntax"]],
    ["# a comment\n# escape=`\nRUN a", []],
    ["\n# escape=`\nRUN a", []],
    ["# other=x\n# escape=`", []],
    ["FROM a\n# escape=`", []],
  ])("%j has %j", (source, expected) => {
    expect(parseDockerfile(source).directives.map((one) => one.name)).toEqual(expected);
  });

  test.each([
    ["# escape=x\nFROM a", "The escape directive takes a backslash or a backtick."],
    ["# escape=`\n# escape=`\nFROM a", 'Only one "escape" directive can be used in a file.'],
  ])("%j is a problem", (source, message) => {
    expect(parseDockerfile(source).problems.map((one) => one.message)).toEqual([message]);
  });
});

describe("heredocs", () => {
  test.each([
    ["one", "RUN <<EOF\na\nb\nEOF\nRUN c", ["RUN|<<EOF|<a\nb\n>", "RUN|c"]],
    ["several on a line", "COPY <<A <<B /x\n1\nA\n2\nB\nRUN c", ["COPY|<<A <<B /x|<1\n>|<2\n>", "RUN|c"]],
    ["tabs before the terminator with <<-", "RUN <<-EOF\n\ta\n\tEOF\nRUN c", ["RUN|<<-EOF|<\ta\n>", "RUN|c"]],
    ["tabs before the terminator without it", "RUN <<EOF\n\tEOF\nEOF", ["RUN|<<EOF|<\tEOF\n>"]],
    ["a quoted name", "RUN <<'EOF'\n$a\nEOF", ["RUN|<<'EOF'|<$a\n>"]],
    ["another program reads it", "RUN python3 <<EOF\nFROM x\nEOF", ["RUN|python3 <<EOF|<FROM x\n>"]],
    ["a here-string is none", "RUN cat <<<EOF\nRUN b", ["RUN|cat <<<EOF", "RUN|b"]],
    ["quoted text is none", 'RUN echo "<<EOF"\nRUN b', ['RUN|echo "<<EOF"', "RUN|b"]],
    ["a name joined to the command is none", "RUN cat<<EOF\nRUN b", ["RUN|cat<<EOF", "RUN|b"]],
    ["a blank before the name", "RUN cat > x << EOF\na\nEOF\nRUN b", ["RUN|cat > x << EOF|<a\n>", "RUN|b"]],
    ["blanks before a quoted name", "COPY <<  'E F' /x\na\nE F\nRUN b", ["COPY|<<  'E F' /x|<a\n>", "RUN|b"]],
    ["a descriptor, and a blank", "RUN cat 3<< EOF\na\nEOF\nRUN b", ["RUN|cat 3<< EOF|<a\n>", "RUN|b"]],
    ["a name that begins with a hyphen", "RUN << -EOF\na\n-EOF", ["RUN|<< -EOF|<a\n>"]],
    ["<<- and a blank", "RUN cat <<- EOF\nRUN b", ["RUN|cat <<- EOF", "RUN|b"]],
    ["nothing behind <<", "RUN cat <<\nRUN b", ["RUN|cat <<", "RUN|b"]],
    ["a redirection from a process", "RUN cat < <(ls)\nRUN b", ["RUN|cat < <(ls)", "RUN|b"]],
    ["a here-string with a blank", "RUN cat <<< EOF\nRUN b", ["RUN|cat <<< EOF", "RUN|b"]],
    ["a shift without blanks", "RUN echo $((1<<2))\nRUN b", ["RUN|echo $((1<<2))", "RUN|b"]],
    ["a shift in quotes", 'RUN echo "$((1 << 2))"\nRUN b', ['RUN|echo "$((1 << 2))"', "RUN|b"]],
    ["a name behind a quoted <<", "RUN echo '<<' EOF\nRUN b", ["RUN|echo '<<' EOF", "RUN|b"]],
    ["ENV takes none", "ENV A=<<EOF\nRUN b", ["ENV|A=<<EOF", "RUN|b"]],
    ["behind ONBUILD", "ONBUILD RUN <<EOF\na\nEOF\nRUN c", ["ONBUILD|RUN <<EOF", "RUN|c"]],
    ["the terminator in CRLF", "RUN <<EOF\r\na\r\nEOF\r\nRUN c", ["RUN|<<EOF|<a\r\n>", "RUN|c"]],
    [
      "the line is continued first",
      "RUN a && \\\n <<EOF cat\nx\nEOF\nRUN c",
      ["RUN|a &&  <<EOF cat|<x\n>", "RUN|c"],
    ],
  ])("%s", (_, source, expected) => {
    expect(outline(source)).toEqual(expected);
    expect(parseDockerfile(source).problems).toEqual([]);
  });

  test("one that is never closed takes the rest and is a problem at its word", () => {
    const source = "RUN <<EOF\na\nRUN b";
    const [problem] = parseDockerfile(source).problems;
    expect(outline(source)).toEqual(["RUN|<<EOF|<a\nRUN b>"]);
    expect(problem && at(source, problem.span)).toBe("<<EOF");
  });

  test("a shift with blanks outside quotes is taken for one", () => {
    const source = "RUN echo $((1 << 2))\nRUN b";
    expect(parseDockerfile(source).problems.map(({ span, message }) => [at(source, span), message])).toEqual([
      [
        "<< 2))",
        "BuildKit takes this << for a heredoc, whose end 2)) is missing. Write the shift without blanks.",
      ],
    ]);
  });

  test("the name's quotes decide whether variables are expanded", () => {
    const source = "COPY <<A <<'B' <<\"C\" /x\nA\nB\nC\n";
    expect(only(source).heredocs.map((one) => [one.name, one.expand])).toEqual([
      ["A", true],
      ["B", false],
      ["C", false],
    ]);
  });
});

describe("spans", () => {
  test("a word that spans a joined line covers both pieces, comments between included", () => {
    const source = "RUN apt-get update && \\\n  # why\n  apt-get install foo\n";
    const instruction = only(source);
    expect(at(source, instruction.span)).toBe("RUN apt-get update && \\\n  # why\n  apt-get install foo");
    expect(at(source, instruction.keywordSpan)).toBe("RUN");
    expect(parseDockerfile(source).comments.map((one) => at(source, one))).toEqual(["# why"]);
  });

  test("flags have theirs, and are not part of the arguments", () => {
    const source = 'RUN --mount=type=cache,target=/x --network="host" \\\n  --security=insecure pip --help';
    const { flags, args } = only(source);
    expect(flags.map((flag) => [flag.name, flag.value, at(source, flag.span)])).toEqual([
      ["mount", "type=cache,target=/x", "--mount=type=cache,target=/x"],
      ["network", "host", '--network="host"'],
      ["security", "insecure", "--security=insecure"],
    ]);
    expect(args.text).toBe("pip --help");
  });

  test("a lone -- ends the flags", () => {
    const { flags, args } = only("COPY --chown=a -- --b /c");
    expect([flags.length, args.text]).toEqual([1, "--b /c"]);
  });

  test("exec form strings have theirs across joined lines", () => {
    const source = 'CMD ["python", \\\n  "a b\\n"]';
    expect(only(source).exec?.map((one) => [one.value, at(source, one.span)])).toEqual([
      ["python", '"python"'],
      ["a b\n", '"a b\\n"'],
    ]);
  });
});

describe("exec form", () => {
  test.each([
    ['CMD ["a"]', ["a"]],
    ["CMD []", []],
    ['CMD [ "a" , "b" ] ', ["a", "b"]],
    ['CMD ["\\u0041\\"\\\\"]', ['A"\\']],
    ['HEALTHCHECK --interval=5s CMD ["curl", "x"]', ["curl", "x"]],
    ["HEALTHCHECK CMD curl x", undefined],
    ["CMD ['a']", undefined],
    ['CMD ["a",]', undefined],
    ['CMD ["a"] b', undefined],
    ['CMD ["a" "b"]', undefined],
    ["CMD [a]", undefined],
    ['CMD ["a", 1]', undefined],
    ['ENV A=["a"]', undefined],
  ])("%s", (source, expected) => {
    expect(only(source).exec?.map((one) => one.value)).toEqual(expected);
  });
});

describe("problems", () => {
  test.each([
    ["FRM a", '"FRM" is not a Dockerfile instruction. Did you mean FROM?'],
    ["pip install torch", '"pip" is not a Dockerfile instruction.'],
    ["ENV", "ENV needs an argument."],
    ["ONBUILD ONBUILD RUN a", "ONBUILD is not allowed as an ONBUILD trigger."],
  ])("%j", (source, message) => {
    expect(parseDockerfile(source).problems.map((one) => one.message)).toEqual([message]);
  });

  test("a hostile first word is cut in the message", () => {
    const [problem] = parseDockerfile("x".repeat(5000)).problems;
    expect(problem?.message.length).toBeLessThan(120);
  });

  test("one bad line costs nothing else", () => {
    expect(outline("FROM a\n???\nRUN b")).toEqual(["FROM|a", "???|", "RUN|b"]);
  });
});
