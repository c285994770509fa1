import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { ROOT } from "../lib/paths.ts";
import { BAD, FIXABLE, cli, folderWith } from "./cli.ts";

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Location {
  readonly message?: { readonly text: string };
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region?: Region;
  };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [Location];
  readonly relatedLocations?: readonly Location[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly fixes?: readonly {
    readonly description: { readonly text: string };
    readonly properties: { readonly safety: string };
    readonly artifactChanges: readonly {
      readonly replacements: readonly { deletedRegion: Region; insertedContent?: { text: string } }[];
    }[];
  }[];
}

interface Descriptor {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly helpUri: string;
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly version: string; readonly rules: readonly Descriptor[] } };
      readonly invocations: readonly [
        {
          readonly executionSuccessful: boolean;
          readonly exitCode: number;
          readonly toolExecutionNotifications: readonly {
            message: { text: string };
            locations: Location[];
          }[];
        },
      ];
      readonly artifacts: readonly { location: { uri: string }; sourceLanguage: string }[];
      readonly results: readonly Result[];
      readonly columnKind: string;
    },
  ];
}

/** The SARIF 2.1.0 schema as the SARIF SDK ships it. */
const schema: object = JSON.parse(
  readFileSync(
    join(ROOT, "node_modules/@microsoft/sarif-multitool-ts/assets/sarif-2.1.0.schema.json"),
    "utf8",
  ),
);
const validate = new Ajv2020({
  allErrors: true,
  strict: false,
  formats: {
    uri: (text: string) => URL.canParse(text) && isUriText(text),
    "uri-reference": (text: string) => URL.canParse(text, "file:///") && isUriText(text),
    "date-time": /^\d{4}-\d\d-\d\dT/,
    uuid: /^[0-9a-f-]{36}$/,
  },
}).compile(schema);

function isUriText(text: string): boolean {
  return /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9A-F]{2})+$/.test(text);
}

type Run = Log["runs"][0];

/** Lints a folder, and holds the log against the schema. */
async function sarif(
  files: Readonly<Record<string, string | Uint8Array>>,
  args: readonly string[] = [],
): Promise<Run & { readonly code: number | null }> {
  const { code, stdout } = await cli(["lint", "--format", "sarif", ...args], { cwd: folderWith(files) });
  const log: Log = JSON.parse(stdout);
  validate(log);
  expect(validate.errors).toBeNull();
  return { ...log.runs[0], code };
}

const COMPOSE = "services:\n  train:\n    image: nvidia/cuda:latest\n";

describe("the log keeps to the SARIF 2.1.0 schema", () => {
  test.each([
    ["findings", { Dockerfile: BAD, "a/Dockerfile": FIXABLE, "compose.yaml": COMPOSE }],
    ["nothing to lint", {}],
    ["a file that cannot be read", { Dockerfile: "FROM a\n\0" }],
    ["a file that can be read in part", { Dockerfile: "FROM scratch\n# a\rCOPY a b\n" }],
  ])("%s", async (_, files) => {
    const { columnKind } = await sarif(files);
    expect(columnKind).toBe("utf16CodeUnits");
  });

  test("and the schema refuses what is none", () => {
    expect(validate({ version: "2.1.0", runs: [{ results: [] }] })).toBe(false);
    expect(validate({ version: "2.1.0", runs: [{ tool: { driver: { name: "x", colour: 1 } } }] })).toBe(
      false,
    );
  });
});

test("a result names its rule, its place and its fixes", async () => {
  const { results, tool, artifacts, code } = await sarif({ "a b/Dockerfile": FIXABLE });
  const result = results.find(({ ruleId }) => ruleId === "pip-cache-in-layer");
  expect(result).toMatchObject({
    level: "warning",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "a%20b/Dockerfile", uriBaseId: "%SRCROOT%" },
          region: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 16 },
        },
      },
    ],
    properties: { severity: "warning" },
  });
  expect(result?.fixes).toContainEqual({
    description: { text: "Add --no-cache-dir" },
    artifactChanges: [
      {
        artifactLocation: { uri: "a%20b/Dockerfile", uriBaseId: "%SRCROOT%" },
        replacements: [
          {
            deletedRegion: { startLine: 2, startColumn: 16, endLine: 2, endColumn: 16 },
            insertedContent: { text: " --no-cache-dir" },
          },
        ],
      },
    ],
    properties: { safety: "safe" },
  });
  expect(result?.fixes?.map(({ properties }) => properties.safety)).toContain("suggested");
  expect(tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe("pip-cache-in-layer");
  expect(artifacts).toEqual([
    {
      location: { uri: "a%20b/Dockerfile", uriBaseId: "%SRCROOT%" },
      roles: ["analysisTarget"],
      sourceLanguage: "dockerfile",
    },
  ]);
  expect(code).toBe(1);
});

test("a rule is described once, with its page", async () => {
  const { tool, results } = await sarif({ Dockerfile: FIXABLE, "b.Dockerfile": FIXABLE });
  const { rules, version } = tool.driver;
  expect(version).toBe(manifest.version);
  expect(rules.map(({ id }) => id)).toEqual([...new Set(results.map(({ ruleId }) => ruleId))].toSorted());
  for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
  const rule = rules.find(({ id }) => id === "pip-cache-in-layer");
  expect(rule).toMatchObject({
    shortDescription: { text: "Pip or Poetry keeps the wheels that it downloads in the layer." },
    helpUri: "https://github.com/ml-containers/ml-containers/blob/main/docs/rules/pip-cache-in-layer.md",
    defaultConfiguration: { level: "warning" },
    properties: { category: "layers", tags: ["layers", "dockerfile"], precision: "high" },
  });
  expect(rule?.fullDescription.text).toMatch(/^pip keeps every wheel [^\n]*\.$/);
  expect(rule?.help.text).toContain("https://github.com/ml-containers/");
  expect(rule?.help.markdown).toMatch(/^# pip-cache-in-layer\n/);
  expect(rule?.help.markdown).toContain(
    "(https://github.com/ml-containers/ml-containers/blob/main/docs/suppressions.md)",
  );
  expect(rule?.help.markdown).not.toMatch(/\]\(\.\.?\//);
});

test("a description begins with a capital, but for a name", async () => {
  const { tool } = await sarif({ Dockerfile: "FROM nvidia/cuda:latest\n" });
  expect(tool.driver.rules[0]?.shortDescription.text).toMatch(/^nvidia\/cuda without a tag/);
});

test.each([
  ["error", "error"],
  ["warning", "warning"],
  ["info", "note"],
  ["hint", "note"],
])("severity %s is level %s", async (severity, level) => {
  const { results } = await sarif({ Dockerfile: BAD }, ["--rule", `dockerfile-syntax=${severity}`]);
  expect(results).toMatchObject([{ level, properties: { severity } }]);
});

test("related places have messages", async () => {
  const { results } = await sarif({ Dockerfile: `${FIXABLE}RUN pip install numpy\n` });
  const related = results.find(({ ruleId }) => ruleId === "pip-cache-in-layer")?.relatedLocations;
  expect(related?.[0]?.physicalLocation.region?.startLine).toBe(3);
  expect(related?.[0]?.message?.text).not.toBe("");
});

test("columns count UTF-16 units", async () => {
  const { results } = await sarif({ Dockerfile: "FROM scratch\nRUN echo 😀 && pip install torch==2.9.1\n" });
  const result = results.find(({ ruleId }) => ruleId === "pip-cache-in-layer");
  expect(result?.locations[0].physicalLocation.region?.startColumn).toBe("RUN echo 😀 && p".length);
});

test.each([
  ["a:b/x%y#z?.Dockerfile", "a%3Ab/x%25y%23z%3F.Dockerfile"],
  ["ö 😀/Dockerfile", "%C3%B6%20%F0%9F%98%80/Dockerfile"],
  ["a\nb\u001B.Dockerfile", "a%0Ab%1B.Dockerfile"],
])("the name %j is the URI %s", async (name, uri) => {
  const { artifacts } = await sarif({ [name]: BAD });
  expect(artifacts).toMatchObject([{ location: { uri } }]);
});

test("a file outside the working directory has an absolute URI", async () => {
  const folder = folderWith({ "a/Dockerfile": BAD, "b/x": "" });
  const { stdout } = await cli(["lint", "--format", "sarif", "../a"], { cwd: join(folder, "b") });
  const log: Log = JSON.parse(stdout);
  expect(log.runs[0].artifacts).toMatchObject([
    { location: { uri: pathToFileURL(join(folder, "a/Dockerfile")).href } },
  ]);
  expect(JSON.stringify(log.runs[0].results)).not.toContain("%SRCROOT%");
});

test("no quoted text becomes a link", async () => {
  const { results } = await sarif({ Dockerfile: "FROM scratch\n[x](https://example.org) y\n" });
  const texts = results.map(({ message }) => message.text).join("\n");
  expect(texts).toContain("\\[x](https://example.org)");
  expect(texts).not.toMatch(/(?<!\\)\[x\]/);
});

async function fingerprints(text: string): Promise<readonly (string | undefined)[]> {
  const { results } = await sarif({ Dockerfile: text });
  return results.map(({ partialFingerprints }) => partialFingerprints["ruleAndLine/v1"]);
}

describe("fingerprints", () => {
  const two = "FROM scratch\nFOO x\nWORKDIR /a\nFOO x\n";

  test("stay when lines move, and differ between equal lines", async () => {
    const before = await fingerprints(two);
    expect(new Set(before).size).toBe(2);
    expect(await fingerprints(`# one more\n\n${two}COPY a /a\n`)).toEqual(before);
  });

  test("change with the line", async () => {
    expect(await fingerprints("FROM scratch\nFOO y\n")).not.toEqual((await fingerprints(two)).slice(0, 1));
  });
});

test("trouble is a notification, and the run no success", async () => {
  const { invocations, results, code } = await sarif({ Dockerfile: BAD, "b.Dockerfile": "FROM a\n\0" });
  const [{ executionSuccessful, exitCode, toolExecutionNotifications }] = invocations;
  expect({ code, executionSuccessful, exitCode }).toEqual({
    code: 2,
    executionSuccessful: false,
    exitCode: 2,
  });
  expect(toolExecutionNotifications).toMatchObject([
    { locations: [{ physicalLocation: { artifactLocation: { uri: "b.Dockerfile" } } }] },
  ]);
  expect(results).toHaveLength(1);
});

test("findings are no failure of the tool", async () => {
  expect((await sarif({ Dockerfile: BAD })).invocations).toMatchObject([
    { executionSuccessful: true, exitCode: 1, toolExecutionNotifications: [] },
  ]);
});
