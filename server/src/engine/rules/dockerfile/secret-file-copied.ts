import { isSecretFileIn, secretFile } from "../../knowledge/index.ts";
import type { SecretFile } from "../../knowledge/types.ts";
import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { wordsOf } from "../../model/dockerfile.ts";
import { instructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { Word } from "../../model/words.ts";
import type { Instruction } from "../../syntax/ast.ts";
import type { Edit } from "../../text/edit.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "secret-file-copied",
  subject: "dockerfile",
  category: "security",
  severity: "error",
  since: "0.2.0",
  summary: "a file with credentials, such as .env or kaggle.json, that is copied into the image",
  sources: ["Docker documentation, Build secrets", "kaggle-credentials", "netrc", "openssh-files"],
  *check({ dockerfile, source }) {
    const { escape } = dockerfile.syntax;
    for (const at of instructions(dockerfile, "COPY", "ADD")) {
      if (!at.stage.shipped || at.instruction.heredocs.length > 0 || !mayName(at.instruction)) continue;
      const words = wordsOf(at, escape);
      for (const word of words.slice(0, -1)) {
        const path = knownText(word.value);
        const file = path === undefined || path.includes("://") ? undefined : secretFile(path);
        if (path === undefined || file === undefined) continue;
        const edit = withoutSource(dockerfile, at, words, word, source);
        yield {
          at: word.span,
          message: `${path} holds ${file.holds}, and everybody who can pull the image can read it, even where a later step deletes it. ${remedy(file)}`,
          fixes:
            edit === undefined
              ? []
              : [{ title: `Leave ${file.name} out of the image`, safety: "suggested", edits: [edit] }],
        };
      }
    }
  },
});

/** Leaves out, before its words are read, what can name no such file. */
function mayName({ args: { text } }: Instruction): boolean {
  return text.includes("$") || isSecretFileIn(text);
}

function remedy({ needed, name }: SecretFile): string {
  if (needed === "run") return "Hand it over when the container starts, as with docker run --env-file.";
  if (needed === "ssh") return "Give the RUN that needs it the agent with --mount=type=ssh.";
  return `Mount it in the RUN that needs it with --mount=type=secret,id=${name.replaceAll(/^[._]|\.json$/g, "")},target=….`;
}

/** The edit that takes a source out of a COPY; with it the whole line, where it is the only one. */
function withoutSource(
  { syntax }: Dockerfile,
  { instruction }: StageInstruction,
  words: readonly Word[],
  word: Word,
  source: string,
): Edit | undefined {
  if (words.length === 2) {
    const { start, end } = instruction.span;
    const feed = source.indexOf("\n", end);
    return { span: { start, end: feed === -1 ? source.length : feed + 1 }, text: "" };
  }
  const next = words[words.indexOf(word) + 1];
  if (next === undefined) return undefined;
  const span = { start: word.span.start, end: next.span.start };
  const isBetweenComments = syntax.comments.some(({ start }) => start > span.start && start < span.end);
  return isBetweenComments ? undefined : { span, text: "" };
}
