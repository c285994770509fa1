import type { Form, Key } from "../../server/src/engine/config/form.ts";
import { CAPABILITY, CONFIG, LEVEL, RULES, VERSION } from "../../server/src/engine/config/form.ts";

/** The JSON schema of the project config, for editors: draft 7, which all of their YAML servers read. `id` is where it can be fetched. */
export function configSchema(id: string): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title: "Project config of ML Containers",
    ...formSchema(CONFIG),
    definitions: Object.fromEntries([...SHARED].map(([form, name]) => [name, wholeSchema(form)])),
  };
}

/** The schema of one key of the config, for the editor's setting of the same name. */
export function keySchema(name: string): object {
  const key = CONFIG.keys.find((one) => one.name === name);
  if (key === undefined) throw new Error(`the config has no key "${name}"`);
  return formSchema(key.form);
}

/** What stands in many places is written once. */
const SHARED: ReadonlyMap<Form, string> = new Map([
  [LEVEL, "level"],
  [RULES, "rules"],
]);

function formSchema(form: Form): object {
  const name = SHARED.get(form);
  return name === undefined ? wholeSchema(form) : { $ref: `#/definitions/${name}` };
}

function wholeSchema(form: Form): object {
  switch (form.kind) {
    case "record": {
      const required = form.keys.filter((key) => key.required === true).map(({ name }) => name);
      return {
        // A key without a value says nothing.
        type: ["object", "null"],
        additionalProperties: false,
        ...(required.length === 0 ? {} : { required }),
        properties: Object.fromEntries(form.keys.map((key) => [key.name, described(key)])),
      };
    }
    case "list":
      return { type: ["array", "null"], items: formSchema(form.of) };
    case "choice":
      return {
        enum: form.choices.map(({ name }) => name),
        enumDescriptions: form.choices.map(({ help }) => plain(help)),
      };
    case "count":
      return { type: "integer", minimum: form.least, maximum: form.most };
    case "version":
      return { type: ["string", "number"], pattern: VERSION.source };
    case "capability":
      return { type: ["string", "number"], pattern: CAPABILITY.source };
    default:
      return { type: "string" };
  }
}

function described({ help, form }: Key): object {
  return { description: plain(help), ...formSchema(form) };
}

function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}
