import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { ROOT } from "../lib/paths.ts";
import { BAD, cli, folderWith } from "./cli.ts";

const schema: object = JSON.parse(readFileSync(join(ROOT, "schemas/lint-report.json"), "utf8"));
const validate = new Ajv2020({ allErrors: true, formats: { uri: /^https:\/\// } }).compile(schema);

describe("the JSON report keeps to its schema", () => {
  test.each([
    ["findings with related notes and both kinds of fixes", { Dockerfile: BAD }, []],
    ["nothing to lint", {}, []],
    ["a file that cannot be read", { Dockerfile: "FROM a\n\0" }, []],
    ["a file that can be read in part", { Dockerfile: "FROM scratch\n# a\rCOPY a b\n" }, []],
    ["fixes that were applied", { Dockerfile: BAD }, ["--fix"]],
    ["fixes that would be applied", { Dockerfile: BAD }, ["--fix", "--dry-run"]],
  ] as const)("%s", async (_, files, args) => {
    const { stdout } = await cli(["lint", "--format", "json", ...args], { cwd: folderWith(files) });
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
  });

  test("and the schema refuses what is none", () => {
    expect(validate({ files: [], findings: [{ file: "a" }], problems: [] })).toBe(false);
    expect(validate({ files: [], findings: [], problems: [], more: 1 })).toBe(false);
  });
});
