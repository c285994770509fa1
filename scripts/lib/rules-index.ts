import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** A file, or a part of one, that is rendered from the code. */
export interface Generated {
  /** Relative to the project's root. */
  readonly path: string;
  /** The whole text that the file must have, given the text it has now ("" when it does not exist). */
  render(current: string): Promise<string>;
}

const FOLDER = "server/src/engine/rules";
const SUBJECTS = ["any", "compose", "dockerfile"] as const;
const INDEX = "server/src/engine/rules/index.ts";

/** The import list of all rules. It alone must be right before the rules, and whatever imports them, can be loaded. */
export function rulesIndex(root: string): Generated {
  const found = SUBJECTS.flatMap((subject) =>
    readdirSync(join(root, FOLDER, subject))
      .filter((file) => file.endsWith(".ts"))
      .map((file) => ({ subject, name: basename(file, ".ts") })),
  ).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const imports = found.map(({ subject, name }) => `import ${camel(name)} from "./${subject}/${name}.ts";`);
  const list = found.map(({ name }) => `  ${camel(name)},`);
  const text = `import type { Rule } from "./rule.ts";\n${imports.join("\n")}\n\n/** Every rule. Written by "npm run generate". */\nexport const rules: readonly Rule[] = [\n${list.join("\n")}\n];\n`;
  return { path: INDEX, render: async () => text };
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
