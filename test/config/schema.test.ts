import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../server/src/engine/config/read.ts";
import { ROOT } from "../lib/paths.ts";

const schema: object = JSON.parse(readFileSync(join(ROOT, "schemas/config.json"), "utf8"));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false })
  .addKeyword("enumDescriptions")
  .compile(schema);

/** What an editor makes of a text by the schema, and the product by its reader. */
function verdicts(text: string): { readonly schema: boolean; readonly reader: boolean } {
  return { schema: validate(parse(text)), reader: readConfig(text).problems.length === 0 };
}

describe("the schema and the reader agree", () => {
  const documented = [
    ...readFileSync(join(ROOT, "docs/configuration.md"), "utf8").matchAll(/```yaml\n(.*?)```/gs),
  ];

  test.each([
    documented[0]?.[1] ?? "the page has no example",
    "rules:\nhost:\nignore:\nallow:\n",
    "preset: all\nrules-up-to: 0.1\n",
    "rules: {base-unpinned: off, secret-literal: error}\n",
    "host: {driver: 535.183.01, gpus: 0, engine: 28, compose: 2.40}\n",
    "host: {architectures: [9.0, sm_120, '7.5', 12]}\n",
    "allow: {open-ports: [80], hosts: [a], gpu-drivers: [b], driver-packages: [c], unpinned-images: [d]}\n",
    "overrides: [{files: [a], preset: strict, rules: {base-unpinned: hint}, host: {gpus: 1}, allow: {}}]\n",
    "compose-files: [[compose.yaml, compose.gpu.yaml]]\n",
  ])("that %j is right", (text) => {
    expect(verdicts(text)).toEqual({ schema: true, reader: true });
  });

  test.each([
    "presets: all\n",
    "preset: max\n",
    "rules: {no-such-rule: off}\n",
    "rules: {base-unpinned: loud}\n",
    "rules: [base-unpinned]\n",
    "ignore: vendor\n",
    "overrides: [{preset: all}]\n",
    "overrides: [{files: [a], ignore: [b]}]\n",
    "host: {gpus: -1}\n",
    "host: {gpus: many}\n",
    "host: {driver: new}\n",
    "host: {architectures: [hopper]}\n",
    "host: {architectures: sm_90}\n",
    "allow: {open-ports: [70000]}\n",
    "compose-files: [compose.yaml]\n",
    "- preset: all\n",
  ])("that %j is wrong", (text) => {
    expect(verdicts(text)).toEqual({ schema: false, reader: false });
  });
});
