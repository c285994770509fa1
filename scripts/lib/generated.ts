import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { activationEvents, capabilities, contributes } from "../../client/src/manifest/index.ts";
import { REPOSITORY_URL } from "../../server/src/docs.ts";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { usualSeverity } from "../../server/src/engine/settings.ts";
import { composeSchema } from "./compose-schema.ts";
import { configSchema, keySchema } from "./config-schema.ts";
import { clientTexts, localized } from "./nls.ts";
import { reportSchema } from "./report-schema.ts";
import type { Generated } from "./rules-index.ts";
import { rulesIndex } from "./rules-index.ts";

const FOLDER = "server/src/engine/rules";
const DOCS = "docs/rules";
const REPORT_SCHEMA = "schemas/lint-report.json";
const CONFIG_SCHEMA = "schemas/config.json";
const COMPOSE_SCHEMA = "schemas/compose-gpu.json";

const MANIFEST_TEXTS = "package.nls.json";
const CLIENT_TEXTS = "l10n/bundle.l10n.json";

/** Every generated file, in the order in which it must be written: the rules' index comes first, others import it. */
export async function generatedFiles(root: string): Promise<readonly Generated[]> {
  const index = rulesIndex(root);
  const { rules } = await import("../../server/src/engine/rules/index.ts");
  return [
    index,
    ...rules.map((rule) => rulePage(root, rule)),
    { path: `${DOCS}/README.md`, render: async () => markdown(rulesReadme(rules)) },
    {
      path: "README.md",
      render: async (current) => markdown(withBlock(current, "rules", ruleTable(rules, `${DOCS}/`))),
    },
    { path: "package.json", render: async (current) => manifest(current, rules) },
    { path: MANIFEST_TEXTS, render: async () => json(manifestParts(rules).texts) },
    { path: CLIENT_TEXTS, render: async () => json(clientTexts(root)) },
    {
      path: REPORT_SCHEMA,
      render: async () =>
        json(
          reportSchema(
            urlOf(REPORT_SCHEMA),
            rules.map(({ name }) => name),
          ),
        ),
    },
    { path: CONFIG_SCHEMA, render: async () => json(configSchema(urlOf(CONFIG_SCHEMA))) },
    { path: COMPOSE_SCHEMA, render: async () => json(composeSchema(urlOf(COMPOSE_SCHEMA))) },
  ];
}

function rulePage(root: string, rule: Rule): Generated {
  return {
    path: `${DOCS}/${rule.name}.md`,
    render: async () => {
      const page = readFileSync(join(root, FOLDER, rule.subject, `${rule.name}.md`), "utf8");
      const [title = "", ...rest] = page.split("\n");
      const facts = `| files | severity | category | fix | since |\n| --- | --- | --- | --- | --- |\n| ${FILES[rule.subject]} | ${rule.severity} | ${rule.category} | ${fixKind(page)} | ${rule.since} |`;
      const summary = `*Reports ${rule.summary}.*${presetNote(rule)}`;
      const allow = `To allow it in one place, write \`# ml-containers: allow ${rule.name}\` above it; see [Suppressions](../suppressions.md).`;
      return `${title}\n\n${summary}\n\n${facts}\n${rest.join("\n").trimEnd()}\n\n---\n\n${allow}\n`;
    },
  };
}

/** What the presets make of a rule, where it is not on everywhere with one severity. */
function presetNote({ preset, strictSeverity }: Rule): string {
  const link = "[preset](../configuration.md#preset)";
  if (preset === "all") return ` Only the ${link} \`all\` has it.`;
  if (preset === "strict") return ` Only the ${link}s \`strict\` and \`all\` have it.`;
  return strictSeverity === undefined
    ? ""
    : ` Under the ${link} \`strict\` it is at least: ${strictSeverity}.`;
}

function fixKind(page: string): string {
  if (/^```\w+ fixed/m.test(page)) return "safe";
  return /^```\w+ suggested/m.test(page) ? "suggested" : "none";
}

function rulesReadme(rules: readonly Rule[]): string {
  return `# Rules\n\nEvery finding carries the name of its rule; the name is also the page's name and what a suppression names.\n\n${ruleTable(rules, "")}\n`;
}

function ruleTable(rules: readonly Rule[], base: string): string {
  const rows = rules.map(
    (rule) =>
      `| [\`${rule.name}\`](${base}${rule.name}.md) | ${FILES[rule.subject]} | ${severityCell(rule)} | ${rule.summary} |`,
  );
  return `| rule | files | severity | reports |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
}

function severityCell({ severity, preset }: Rule): string {
  return preset === undefined ? severity : `${severity}, only \`${preset}\``;
}

const FILES: Readonly<Record<Rule["subject"], string>> = {
  any: "both",
  compose: "compose",
  dockerfile: "Dockerfile",
};

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->`. */
function withBlock(current: string, name: string, block: string): string {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const from = current.indexOf(open);
  const to = current.indexOf(close);
  if (from === -1 || to === -1) throw new Error(`the markers ${open} and ${close} are missing`);
  return `${current.slice(0, from + open.length)}\n\n${block}\n\n${current.slice(to)}`;
}

async function manifest(current: string, rules: readonly Rule[]): Promise<string> {
  const written: Record<string, unknown> = JSON.parse(current);
  return format(
    JSON.stringify({ ...written, activationEvents, l10n: "./l10n", ...manifestParts(rules).parts }),
    {
      parser: "json-stringify",
      printWidth: 110,
    },
  );
}

/** The parts of the manifest that hold texts, and their texts by key. */
function manifestParts(rules: readonly Rule[]): { readonly parts: object; readonly texts: object } {
  const mirrored = {
    preset: keySchema("preset"),
    allow: keySchema("allow"),
    host: keySchema("host"),
  };
  const entries = rules.map((rule) => ({ ...rule, usual: usualSeverity(rule) }));
  const told = localized(capabilities, "capabilities");
  const contributed = localized(contributes(entries, mirrored), "contributes");
  return {
    parts: { capabilities: told.value, contributes: contributed.value },
    texts: { ...told.texts, ...contributed.texts },
  };
}

function urlOf(path: string): string {
  return `${REPOSITORY_URL}/blob/main/${path}`;
}

async function json(value: object): Promise<string> {
  return format(JSON.stringify(value), { parser: "json", printWidth: 110 });
}

async function markdown(text: string): Promise<string> {
  return format(text, { parser: "markdown", printWidth: 110 });
}
