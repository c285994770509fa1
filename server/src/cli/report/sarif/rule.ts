import type { Rule, Severity } from "../../../engine/rules/rule.ts";
import { docsUrl } from "../../../docs.ts";
import { levelOf } from "./level.ts";

/** How a rule is described (SARIF 2.1.0, section 3.49), with the page that ships, where it is at hand. */
export function ruleDescriptor(rule: Rule, page: string | undefined): object {
  const helpUri = docsUrl(rule.name);
  const summary = sentence(rule.summary);
  const full = page === undefined ? undefined : firstParagraph(page);
  const description = full === undefined || full.length > LONGEST_DESCRIPTION ? summary : full;
  return {
    id: rule.name,
    shortDescription: { text: summary },
    fullDescription: { text: description },
    help: {
      text: `${description} See ${helpUri}`,
      ...(page === undefined ? {} : { markdown: withAbsoluteLinks(page, helpUri) }),
    },
    helpUri,
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: {
      category: rule.category,
      tags: rule.subject === "any" ? [rule.category, "dockerfile", "compose"] : [rule.category, rule.subject],
      precision: PRECISION,
      "problem.severity": PROBLEM_SEVERITY[rule.severity],
    },
  };
}

/** The house's measure for every rule, in the words that code scanning knows: 95 of 100 findings are ones to mend. */
const PRECISION = "high";

/** Characters that code scanning takes. */
const LONGEST_DESCRIPTION = 1024;

const PROBLEM_SEVERITY: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "recommendation",
  hint: "recommendation",
};

/** A name such as shm_size or nvidia/cuda keeps its small letter. */
function sentence(summary: string): string {
  if (/^[a-z]+[^a-z\s,]/.test(summary)) return `${summary}.`;
  return `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;
}

/** The first paragraph of prose: behind the title, the summary in italics and the table. */
function firstParagraph(page: string): string | undefined {
  return page
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .find((block) => /^[^#*|`<-]/.test(block))
    ?.replaceAll(/\s*\r?\n\s*/g, " ")
    .trim();
}

/** A page's links lead to other files of the repository; a report has none beside it. */
function withAbsoluteLinks(page: string, url: string): string {
  return page.replaceAll(
    /\]\((?![a-z]+:)([^)\s]+)\)/g,
    (_, target: string) => `](${new URL(target, url).href})`,
  );
}
