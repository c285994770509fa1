import { buildOf } from "../../model/compose/image.ts";
import type { Pair } from "../../model/compose/pairs.ts";
import { pairsOf } from "../../model/compose/pairs.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { valueOf } from "../../model/compose/value.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "env-quotes-literal",
  subject: "compose",
  category: "syntax",
  severity: "warning",
  since: "0.2.0",
  summary: "quotes around the value of a NAME=value item, which become a part of the value",
  sources: ["YAML 1.2, plain scalars; measured with Compose 2.26"],
  *check({ project }) {
    for (const service of project.services.values()) {
      for (const pair of pairsWithQuotes(service, project)) yield report(pair);
    }
  },
});

function* pairsWithQuotes(service: ComposeService, project: ComposeProject): Generator<Pair> {
  const environment = pairsOf(valueOf(service.value, "environment"), project);
  for (const pair of [...environment.values(), ...(buildOf(service)?.args.values() ?? [])]) {
    if (isQuoted(pair)) yield pair;
  }
}

/** `X="v"`, plain for YAML. Who quotes the whole item as well means the inner quotes; and `"a" "b"` is a list for the program. */
function isQuoted({ form, raw, scalar }: Pair): boolean {
  if (form !== "list" || raw === undefined || scalar.quoted) return false;
  const [quote] = raw;
  return (quote === '"' || quote === "'") && raw.length > 1 && raw.indexOf(quote, 1) === raw.length - 1;
}

function report({ name, raw = "", valueAt, valuePlace, scalar }: Pair): Finding {
  const { file, start, end } = valuePlace;
  const bare = raw.slice(1, -1);
  const isTraced = end - start === raw.length && !scalar.raw.slice(0, scalar.raw.indexOf("=")).includes("$");
  const shown = shortened(raw, 60);
  const edits: readonly PlacedEdit[] = [
    { span: { file, start, end: start + 1 }, text: "" },
    { span: { file, start: end - 1, end }, text: "" },
  ];
  return {
    at: valueAt,
    message:
      bare === ""
        ? `${name} is not empty: in a list the quotes are a part of the value, which is ${shown}. Leave them out.`
        : `The quotes are a part of the value: ${name} is ${shown}. Leave them out, or write "${name}: ..." in a map.`,
    fixes: isTraced ? [{ title: "Leave the quotes out", safety: "suggested", edits }] : [],
  };
}
