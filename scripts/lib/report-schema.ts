import { SEVERITIES } from "../../server/src/engine/settings.ts";

/** The JSON schema of what `lint --format json` prints. `id` is where it can be fetched. */
export function reportSchema(id: string, ruleNames: readonly string[]): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: id,
    title: "Report of ml-containers lint",
    ...record(
      {
        files: {
          description:
            "The files that were read, relative to the working directory, and what each was read as.",
          ...list(record({ file: STRING, kind: { enum: ["dockerfile", "compose"] } })),
        },
        findings: list(record(finding(ruleNames), ["related", "tags"])),
        problems: {
          description: "Input that could not be read, or only in part.",
          ...list(record({ file: STRING, line: COUNT, message: STRING, remedy: STRING }, ["line"])),
        },
        changes: {
          description: "With --fix: how many fixes each file got, and with --dry-run the diff.",
          ...list(record({ file: STRING, fixes: COUNT, diff: STRING }, ["diff"])),
        },
      },
      ["changes"],
    ),
    $defs: {
      range: {
        description: "From the first character to the place behind the last one.",
        ...record({ start: { $ref: "#/$defs/place" }, end: { $ref: "#/$defs/place" } }),
      },
      place: {
        description: "Lines and columns count from 1; columns in UTF-16 units.",
        ...record({ line: COUNT, column: COUNT }),
      },
    },
  };
}

function finding(ruleNames: readonly string[]): Readonly<Record<string, object>> {
  const range = { $ref: "#/$defs/range" };
  return {
    file: STRING,
    rule: { enum: ruleNames },
    severity: { enum: SEVERITIES.toReversed() },
    message: STRING,
    range,
    docs: { description: "The rule's page.", type: "string", format: "uri" },
    related: list(
      record(
        {
          file: { description: "Where it is another one than the finding's.", ...STRING },
          message: STRING,
          range,
        },
        ["file"],
      ),
    ),
    tags: list({ enum: ["unnecessary", "deprecated"] }),
    fixes: list(
      record({
        title: STRING,
        safety: {
          description: "safe: cannot change what runs, applied by --fix; suggested: somebody has to look.",
          enum: ["safe", "suggested"],
        },
        edits: list(record({ range, text: STRING })),
      }),
    ),
  };
}

const STRING = { type: "string" };
const COUNT = { type: "integer", minimum: 1 };

function list(items: object): object {
  return { type: "array", items };
}

function record(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  return {
    type: "object",
    additionalProperties: false,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
  };
}
