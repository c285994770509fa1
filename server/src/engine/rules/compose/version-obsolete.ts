import type { YamlEntry, YamlMap } from "../../syntax/yaml.ts";
import type { Edit } from "../../text/edit.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { isSwarmStack } from "../shared/swarm.ts";

export default defineRule({
  name: "version-obsolete",
  subject: "compose",
  category: "syntax",
  severity: "info",
  since: "0.2.0",
  summary: "a top-level version, which Compose ignores with a warning",
  sources: ["Compose specification, version and name; measured with Compose 2.26"],
  *check({ project, source, path }) {
    if (isSwarmStack(project, path)) return;
    for (const { root } of project.yaml.documents) {
      const entry = root?.kind === "map" ? root.entries.find(isVersion) : undefined;
      if (root?.kind !== "map" || entry === undefined) continue;
      const number = numberOf(entry);
      yield {
        at: entry.key.span,
        severity: number === undefined ? "info" : "error",
        message:
          number === undefined
            ? "version is obsolete: Compose ignores it and warns at every command. Remove it."
            : `Compose refuses the file: "version must be a string", and ${number} without quotes is a number. Remove it, as Compose has no use for it.`,
        tags: number === undefined ? ["unnecessary"] : [],
        fixes: removal(source, root, entry),
      };
    }
  },
});

function isVersion({ key }: YamlEntry): boolean {
  return key.kind === "scalar" && key.text === "version";
}

function numberOf({ value }: YamlEntry): string | undefined {
  if (value.kind !== "scalar" || value.style !== "plain" || value.tag !== undefined) return undefined;
  return /^\d+(?:\.\d+)?$/.test(value.text) ? value.text : undefined;
}

/** Takes out the line, and the blank ones below it where there would be two in a row or one at the top. */
function removal(source: string, root: YamlMap, { span, value }: YamlEntry): readonly Fix[] {
  if (root.flow || root.entries.length < 2 || value.anchor !== undefined) return [];
  const start = source.lastIndexOf("\n", span.start - 1) + 1;
  // Behind `---` on the same line, for instance.
  if (source.slice(start, span.start).trim() !== "") return [];
  const feed = source.indexOf("\n", span.end);
  if (feed === -1) return [];
  const blanks = /(?:^|\n)[ \t]*\r?\n$|^$/.test(source.slice(Math.max(start - 200, 0), start))
    ? (/^(?:[ \t]*\r?\n)*/.exec(source.slice(feed + 1))?.[0].length ?? 0)
    : 0;
  const edit: Edit = { span: { start, end: feed + 1 + blanks }, text: "" };
  return [{ title: "Remove version", safety: "safe", edits: [edit] }];
}
