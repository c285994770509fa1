import * as fc from "fast-check";

const word = fc.constantFrom(
  "torch",
  "a=1",
  '"b c"',
  "'d'",
  "$X",
  "${Y:-z}",
  "&&",
  "--flag",
  "/x/y",
  "e\\ f",
  "#",
  "<<<s",
);
const words = fc.array(word, { minLength: 1, maxLength: 6 });
const joint = fc.constantFrom(" ", " \\\n    ", " \\\n# why\n  ", " \\\n\n  ", " \\  \n", "\\\n ");

const line = fc
  .tuple(
    fc.constantFrom("RUN", "run", "ENV", "COPY", "ARG", "LABEL", "CMD", "USER", "WORKDIR", "EXPOSE"),
    words,
    fc.array(joint, { minLength: 6, maxLength: 6 }),
  )
  .map(
    ([keyword, all, joints]) =>
      `${keyword} ${all.map((one, index) => (index === 0 ? one : (joints[index] ?? " ") + one)).join("")}`,
  );

const heredoc = fc
  .tuple(
    fc.constantFrom("RUN", "COPY"),
    fc.constantFrom("<<EOF", "<<-EOF", "<<'EOF'", '<<"EOF"'),
    fc.array(fc.constantFrom("pip install torch", "FROM x", "\techo", "# a", "", "a \\"), { maxLength: 4 }),
  )
  .map(([keyword, opening, body]) =>
    [`${keyword} ${opening}${keyword === "COPY" ? " /x" : ""}`, ...body, "EOF"].join("\n"),
  );

const other = fc.constantFrom(
  "# a comment",
  "",
  "   ",
  "FROM python:3.12-slim AS a",
  'CMD ["python", "x.py"]',
  'ENTRYPOINT ["a", \\\n "b"]',
  "# ml-containers: allow base-unpinned",
);

/** Dockerfiles of every form that real files hold, not all of them sensible. */
export const anyDockerfile = fc
  .tuple(
    fc.constantFrom("", "# syntax=docker/dockerfile:1\n"),
    fc.array(fc.oneof(line, heredoc, other), { maxLength: 12 }),
  )
  .map(([head, lines]) => `${head}FROM a\n${lines.join("\n")}\n`);

/** Text that need not be a Dockerfile at all, with the characters that matter to one. */
export const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "FROM ",
        "RUN ",
        "ENV ",
        "\n",
        "\r\n",
        "\r",
        "\\\n",
        "`\n",
        '"',
        "'",
        "$",
        "${",
        "}",
        "<<EOF",
        "EOF",
        "[",
        "]",
        "#",
        "\0",
        "\uFEFF",
        " ",
        "=",
        ":-",
        "pip install ",
        "&&",
        "|",
        ";",
        "$(",
        ")",
        "😀",
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));
