import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../server/src/engine/config/read.ts";

/** Each problem as `line:column message remedy`. */
function problemsOf(text: string): readonly string[] {
  return readConfig(text).problems.map(({ span, message, remedy }) => {
    const before = text.slice(0, span.start).split("\n");
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${message} ${remedy}`;
  });
}

describe("a config", () => {
  test("says all of this", () => {
    const { config, problems } = readConfig(`
# What the team agreed on.
preset: strict
rules-up-to: 0.1.0
rules:
  base-unpinned: off
  "cmd-shell-form": error   # we mean it
overrides:
  - files: [train/**, "*.Dockerfile"]
    preset: all
    rules: {secret-literal: warning}
    allow:
      unpinned-images: [a/*]
    host:
      gpus: 8
ignore:
  - vendor/
allow:
  unpinned-images: [ghcr.io/acme/*]
  driver-packages: [nvidia-utils-*]
  gpu-drivers: [intel]
  open-ports: [8000, 8888]
  hosts: [gpu-01]
host: {driver: 580.10, gpus: 0, engine: "28.5.1", compose: 2.40.0, architectures: [sm_90a, 9.0, 12, 7.5]}
compose-files:
  - [compose.yaml, deploy/compose.gpu.yaml]
`);
    expect(problems).toEqual([]);
    expect(config).toEqual({
      preset: "strict",
      rulesUpTo: "0.1.0",
      severities: { "base-unpinned": "off", "cmd-shell-form": "error" },
      overrides: [
        {
          files: ["train/**", "*.Dockerfile"],
          preset: "all",
          severities: { "secret-literal": "warning" },
          allow: { unpinnedImages: ["a/*"] },
          host: { gpus: 8 },
        },
      ],
      ignore: ["vendor/"],
      allow: {
        unpinnedImages: ["ghcr.io/acme/*"],
        driverPackages: ["nvidia-utils-*"],
        gpuDrivers: ["intel"],
        openPorts: [8000, 8888],
        hosts: ["gpu-01"],
      },
      host: {
        driver: "580.10",
        gpus: 0,
        engine: "28.5.1",
        compose: "2.40.0",
        architectures: ["9.0", "12.0", "7.5"],
      },
      composeFiles: [["compose.yaml", "deploy/compose.gpu.yaml"]],
    });
  });

  test.each([
    "",
    "\n",
    "# nothing yet\n",
    "---\n",
    "rules:\n",
    "rules:\nhost:\nignore:\n",
    "\uFEFFpreset: all\n",
  ])("%j is whole", (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test("may use anchors", () => {
    const { config, problems } = readConfig(
      "rules: &usual {base-unpinned: off}\noverrides: [{files: [a], rules: *usual}]\n",
    );
    expect(problems).toEqual([]);
    expect(config.overrides[0]?.severities).toEqual({ "base-unpinned": "off" });
  });
});

describe("a problem names its place, and what to do", () => {
  test.each([
    ["presets: all", '1:1 The config has no key "presets". Did you mean "preset"?'],
    [
      "colour: red",
      '1:1 The config has no key "colour". The keys here are preset, rules-up-to, rules, overrides, ignore, allow, host or compose-files.',
    ],
    ["host:\n  drivr: 535", '2:3 "host" has no key "drivr". Did you mean "driver"?'],
    ["allow: {ports: [80]}", /^1:9 "allow" has no key "ports"\. The keys here are unpinned-images, /],
    ["rules:\n  base-unpined: off", '2:3 No rule is called "base-unpined". Did you mean "base-unpinned"?'],
    ["rules: {x: off}", '1:9 No rule is called "x". Remove it; ml-containers rules lists the rules.'],
    ["rules: {base-unpinned: warn}", '1:24 "base-unpinned" cannot be "warn". Did you mean "warning"?'],
    [
      "rules: {base-unpinned: 2}",
      '1:24 "base-unpinned" cannot be "2". It is off, hint, info, warning or error.',
    ],
    ["preset: Strict", '1:9 "preset" cannot be "Strict". Did you mean "strict"?'],
    ["preset: max", '1:9 "preset" cannot be "max". It is recommended, strict or all.'],
    ["preset: [all]", '1:9 "preset" takes one word, and this is a list. Write, for example, preset: strict.'],
    [
      "rules: [base-unpinned]",
      '1:8 "rules" takes a map of keys, and this is a list. Write, for example, rules: {base-unpinned: off}.',
    ],
    [
      "ignore: vendor",
      '1:9 "ignore" takes a list, and this is a single value. Write, for example, ignore: [vendor/].',
    ],
    [
      "compose-files: [compose.yaml]",
      '1:17 "compose-files" takes a list, and this is a single value. Write, for example, compose-files: [[compose.yaml, compose.gpu.yaml]].',
    ],
    [
      "compose-files: [compose.yaml, compose.gpu.yaml]",
      '1:16 "compose-files" takes lists in a list, and 2 of its items are single values. Write, for example, compose-files: [[compose.yaml, compose.gpu.yaml]].',
    ],
    [
      "compose-files: [[/srv/compose.yaml]]",
      "1:18 A compose file is named as it is seen from the config's folder, with / between folders. Write a relative path such as deploy/compose.yaml.",
    ],
    [
      "ignore: ['{a,b}']",
      "1:10 Patterns know *, ?, ** and a leading !, but neither {a,b} nor [abc]. Write one pattern for each name.",
    ],
    [
      "host: {driver: new}",
      '1:16 "driver" cannot be "new". Write a version as digits and dots, such as 28.5.1.',
    ],
    [
      "host: {architectures: [hopper]}",
      '1:24 "architectures" cannot be "hopper". Write a compute capability such as 9.0 or sm_90.',
    ],
    [
      "host: {architectures: [90]}",
      '1:24 "architectures" cannot be "90". Write a compute capability such as 9.0 or sm_90.',
    ],
    ["host: {architectures: 9.0}", /takes a list/],
    ["host: {gpus: -1}", '1:14 "gpus" cannot be "-1". Write a whole number from 0 to 1024.'],
    ["allow: {open-ports: [0]}", '1:22 "open-ports" cannot be "0". Write a whole number from 1 to 65535.'],
    [
      "preset: all\npreset: strict",
      '2:1 "preset" is written twice, and the first one counts. Remove one of them.',
    ],
    [
      "overrides:\n  - preset: all",
      '2:5 The key "files" is missing here. Add, for example, files: [train/**].',
    ],
    [
      "- preset: all",
      "1:1 The config takes a map of keys, and this is a list. Write, for example, preset: recommended.",
    ],
    [
      "preset all",
      "1:1 The config takes a map of keys, and this is a single value. Write, for example, preset: recommended.",
    ],
    ["rules: *x", "1:8 No anchor &x stands before this alias. Write the value itself."],
    ["? {a: b}\n: c", /^1:3 A key is one word\. The keys here are /],
    ["preset: all\n---\nrules: {}", /^3:1 A config is one YAML document, and here a second one begins\. /],
  ])("%j", (text, expected) => {
    const found = problemsOf(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test("a wrong entry is left out, and the rest holds", () => {
    const { config, problems } = readConfig(
      "preset: max\nrules: {base-unpinned: off, x: off}\noverrides: [{preset: all}, {files: [a]}]\n",
    );
    expect(problems).toHaveLength(3);
    expect(config.preset).toBeUndefined();
    expect(config.severities).toEqual({ "base-unpinned": "off" });
    expect(config.overrides).toHaveLength(1);
  });

  test.each([
    ["rules: {base-unpinned: off", "Close it, or indent this line deeper."],
    ["preset: all\n\tx: y\n", "Use spaces."],
    ['preset: "all\n', "Close it."],
    ["a: b: c\n", "Put the value in quotes."],
  ])("%j is no YAML, and has no effect", (text, remedy) => {
    const { config, problems } = readConfig(text);
    expect(problems[0]?.message).toMatch(/^[^.]+: until that is mended, the config has no effect\.$/);
    expect(problems[0]?.remedy).toBe(remedy);
    expect(config.preset).toBeUndefined();
    expect(config.severities).toEqual({});
  });

  test("the nearest name comes as an edit", () => {
    const [problem] = readConfig("rules: {base-unpinned: 'warn'}").problems;
    expect(problem?.fix).toEqual({ span: { start: 23, end: 29 }, text: "warning" });
  });
});

describe("a hostile config", () => {
  test("with names of Object.prototype", () => {
    const { config } = readConfig(
      "__proto__: {preset: all}\nconstructor: x\nrules: {__proto__: off, toString: off}\n",
    );
    expect(config.severities).toEqual({});
    expect(problemsOf("rules: {toString: off}\n")).toHaveLength(1);
  });

  test("of aliases upon aliases", () => {
    const bomb = Array.from({ length: 30 }, (_, index) =>
      index === 0
        ? "x0: &x0 [a]"
        : `x${index}: &x${index} [${Array(9)
            .fill(`*x${index - 1}`)
            .join(", ")}]`,
    );
    expect(readConfig(`${bomb.join("\n")}\nignore: *x29\n`).problems.length).toBeLessThanOrEqual(100);
    const many = `preset: &o all\nignore: [${Array(500).fill("*o").join(", ")}]\n`;
    expect(problemsOf(many).at(-1)).toMatch(/more than 100 aliases/);
  });

  test("of ten thousand wrong keys", () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `  base-unpinne${index}: off`);
    expect(readConfig(`rules:\n${keys.join("\n")}\n`).problems).toHaveLength(100);
  });

  test("of any text", () => {
    const unit = fc.constantFrom(
      ..."preset: all\nrules:\n  - {}[]&*!|>'\"#?%@`,~\t\r\0:😀".split(""),
      "overrides: [{files: [a]}]\n",
      "host: {gpus: 1}\n",
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        for (const { span } of readConfig(text).problems) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
