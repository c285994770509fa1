import { array, constantFrom, sample } from "fast-check";
import { describe, expect, test } from "vitest";
import { modelDockerfile } from "../../server/src/engine/model/dockerfile.ts";
import { refusals } from "../../server/src/engine/model/refusals.ts";
import { knownText } from "../../server/src/engine/model/resolved.ts";
import { KEYWORDS } from "../../server/src/engine/syntax/ast.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";
import { buildkit, buildkitConfig } from "../lib/buildkit.ts";

const VARIABLES: readonly (readonly [what: string, dockerfile: string])[] = [
  ["global ARGs, redeclared and not", "ARG A=1\nARG B=2\nFROM scratch\nARG A\nENV X=$A Y=$B Z=${B:-none}"],
  ["a global ARG redeclared with a default", "ARG A=1\nFROM scratch\nARG A=2\nENV X=$A"],
  ["a global ARG by another", "ARG A=1\nARG B=${A}.2\nFROM scratch\nARG B\nENV X=$B"],
  ["ENV wins over an earlier ARG", "FROM scratch\nARG V=arg\nENV V=env\nENV X=$V"],
  ["ARG wins over an earlier ENV, but not in the image", "FROM scratch\nENV V=env\nARG V=arg\nENV X=$V"],
  ["an ARG without a default keeps an ENV", "FROM scratch\nENV V=env\nARG V\nENV X=$V"],
  ["an ARG without a default keeps an ARG", "FROM scratch\nARG V=1\nARG V\nENV X=$V"],
  ["a global ARG wins over an earlier ENV", "ARG V=1\nFROM scratch\nENV V=2\nARG V\nENV X=$V"],
  ["an ARG wins over an inherited ENV", "FROM scratch AS a\nENV V=env\nFROM a\nARG V=arg\nENV X=$V"],
  [
    "an inherited ENV wins over an inherited ARG",
    "FROM scratch AS a\nARG V=1\nENV V=2\nARG V=3\nFROM a\nENV X=$V",
  ],
  ["one ENV instruction does not see itself", "FROM scratch\nENV A=1\nENV A=2 X=$A\nENV Y=$A"],
  ["a stage inherits ENV and ARG", "FROM scratch AS a\nARG P=1\nENV E=2\nFROM a\nENV X=$E Y=${P:-unset}"],
  [
    "a stage named by substitution",
    "ARG N=b\nFROM scratch AS a\nENV W=a\nFROM scratch AS b\nENV W=b\nFROM ${N}\nENV X=$W",
  ],
  ["stage names fold case", "FROM scratch AS Base\nENV W=1\nFROM base\nENV X=$W"],
  [
    "defaults and alternatives",
    "FROM scratch\nARG E=\nARG S=s\nENV A=${E:-d} B=${E-d} C=${U-d} D=${S:+y} F=${E:+y} G=${E+y} H=${U+y}",
  ],
  [
    "prefixes, suffixes, replacements",
    "FROM scratch\nARG V=12.8.1-a.b\nENV A=${V#*.} B=${V##*.} C=${V%.*} D=${V%%.*} E=${V/./_} F=${V//./_} G=${V#1?}",
  ],
  ["nested substitutions", "FROM scratch\nARG A=1\nARG E=\nENV X=${E:-${A}2} Y=${E:-${E:-deep}}"],
  [
    "quotes",
    'FROM scratch\nARG A=1\nENV B="$A b" C=\'$A c\' D=\\$A E=$A\\ e F="x\'y\'" G=\'x"y"\' H="\\"q\\""',
  ],
  ["the old form of ENV", "FROM scratch\nENV A b  c\nENV B $A d"],
  ["continuations with comments", "FROM scratch\nENV A=1 \\\n  # why\n\n  B=2 \\  \n  C=3"],
  ["the escape directive", "# escape=`\nFROM scratch\nENV A=a\\b `\n  B=2"],
  ["CRLF and a byte order mark", "\uFEFFFROM scratch\r\nENV A=1 \\\r\n  B=2\r\nENV C=3\r\n"],
  ["lower case and indentation", "from scratch\n  env A=1\n\targ B=2\nenv C=$B"],
];

const ACCEPTED: readonly (readonly [what: string, dockerfile: string])[] = [
  ["the old forms of ENV and LABEL", "FROM scratch\nENV A b c\nLABEL d e f"],
  ["CMD without anything", "FROM scratch\nCMD"],
  ["ENTRYPOINT without anything", "FROM scratch\nENTRYPOINT"],
  ["several ARGs in a line", "FROM scratch\nARG A B=1"],
  ["MAINTAINER", "FROM scratch\nMAINTAINER somebody"],
  ["WORKDIR with a space", "FROM scratch\nWORKDIR a b"],
  ["two stages of one name", "FROM scratch AS a\nENV B=1\nFROM scratch AS a\nENV A=1"],
  ["a health check in exec form", 'FROM scratch\nHEALTHCHECK --interval=5s CMD ["a"]\nENV A=1'],
  ["no health check", "FROM scratch\nHEALTHCHECK NONE\nENV A=1"],
];

const PROBLEMS: readonly (readonly [what: string, dockerfile: string])[] = [
  ["an unknown instruction", "FROM scratch\nRNU x\n"],
  ["a heredoc without its end", "FROM scratch\nCOPY <<EOF /a\nb\n"],
  ["an instruction before FROM", "ENV a=b\nFROM scratch\n"],
  ["a FROM with too many words", "FROM scratch AS a b\n"],
  ["an ONBUILD in an ONBUILD", "FROM scratch\nONBUILD ONBUILD USER a\n"],
  ...KEYWORDS.filter((keyword) => keyword !== "CMD" && keyword !== "ENTRYPOINT").map(
    (keyword) => [`${keyword} without anything`, `FROM scratch\n${keyword}\n`] as const,
  ),
  ["ENV without a value", "FROM scratch\nENV A\n"],
  ["LABEL without a value", "FROM scratch\nLABEL a\n"],
  ["ENV with a word without =", "FROM scratch\nENV A=1 B\n"],
  ["ENV with a comment", "FROM scratch\nENV A=1 # b\n"],
  ["FROM with a comment", "FROM scratch # b\n"],
  ["COPY with one operand", "FROM scratch\nCOPY a\n"],
  ["an unknown flag of COPY", "FROM scratch\nCOPY --lnk a /b\n"],
  ["an unknown flag of RUN", "FROM scratch\nRUN --foo x\n"],
  ["an unknown flag of FROM", "FROM --foo=1 scratch\nENV A=1\n"],
  ["a SHELL that is no JSON", "FROM scratch\nSHELL /bin/sh -c\n"],
  ["a HEALTHCHECK of another kind", "FROM scratch\nHEALTHCHECK foo\n"],
  ["a stage name that begins with a digit", "FROM scratch AS 1a\nENV A=1\n"],
];

describe.skipIf(buildkit === undefined)("BuildKit itself", () => {
  test.each(VARIABLES)("resolves as we do: %s", async (_, dockerfile) => {
    const theirs = await environmentOf(dockerfile);
    const known = ours(dockerfile, Object.keys(theirs));
    expect(Object.keys(known).length).toBeGreaterThan(0);
    expect(theirs).toMatchObject(known);
  });

  test("resolves as we do: two hundred generated values", async () => {
    const values = sample(value, { seed: 20_261_123, numRuns: 200 });
    const dockerfile = `FROM scratch\nARG EMPTY=\nARG V=12.8.1-a.b\nENV W="x y"\n${values.map((text, index) => `ENV N${index}=${text}\n`).join("")}`;
    const theirs = await environmentOf(dockerfile);
    const known = ours(dockerfile, Object.keys(theirs));
    expect(Object.keys(known).length).toBeGreaterThan(100);
    expect(theirs).toMatchObject(known);
  });

  test.each(ACCEPTED)("takes what we do not report: %s", async (_, dockerfile) => {
    const theirs = await buildkitConfig(dockerfile);
    const syntax = parseDockerfile(dockerfile);
    const model = modelDockerfile(syntax);
    expect(theirs).not.toHaveProperty("error");
    expect([...syntax.problems, ...model.problems, ...refusals(model)]).toEqual([]);
  });

  test.each(PROBLEMS)("refuses what we report, on that line: %s", async (_, dockerfile) => {
    const theirs = await buildkitConfig(dockerfile);
    if (!("error" in theirs)) throw new Error("BuildKit took it.");
    const syntax = parseDockerfile(dockerfile);
    const model = modelDockerfile(syntax);
    const problems = [...syntax.problems, ...model.problems, ...refusals(model)];
    const reported = problems.map(({ span }) => dockerfile.slice(0, span.start).split("\n").length);
    expect(reported, theirs.error).toContain(theirs.line);
  });
});

/** Words of an ENV that BuildKit takes: plain text, quotes and every kind of substitution. */
const part = constantFrom(
  "a",
  "1.2",
  "$V",
  "${V}",
  "${V#*.}",
  "${V##*.}",
  "${V%.*}",
  "${V%%.*}",
  "${V/./_}",
  "${V//./}",
  "${V#12}",
  "${V%b}",
  "${U:-d}",
  "${U-d}",
  "${EMPTY:-d}",
  "${EMPTY-d}",
  "${V:+y}",
  "${EMPTY:+y}",
  "${EMPTY+y}",
  "${U:-$V}",
  "${U:-${V%%-*}}",
  "$W",
  '"$W z"',
  "'$V'",
  "\\$V",
  '"\\$V"',
  '"a\\"b"',
  "b\\ c",
  '"${W/ /-}"',
  "${W#x}",
  "$U",
  '"${U:-q r}"',
  "${V/1/${EMPTY}}",
);
const value = array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));

async function environmentOf(dockerfile: string): Promise<Readonly<Record<string, string>>> {
  const config = await buildkitConfig(dockerfile);
  if ("error" in config) throw new Error(`line ${config.line}: ${config.error}`);
  const { PATH: _, ...env } = config.env;
  return env;
}

/** What we know of these variables; what may come from a build argument or a base image is left out. */
function ours(dockerfile: string, names: readonly string[]): Readonly<Record<string, string>> {
  const scope = modelDockerfile(parseDockerfile(dockerfile)).stages.at(-1)?.scope;
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = knownText(scope?.environment(name));
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
