import { describe, expect, test } from "vitest";
import { canRunTogether, profilesOf } from "../../../server/src/engine/model/compose/profiles.ts";
import type { ComposeProject, ComposeService } from "../../../server/src/engine/model/compose/project.ts";
import { loadProject } from "../../../server/src/engine/model/compose/project.ts";
import { entryOf, scalarOf, textOf } from "../../../server/src/engine/model/compose/value.ts";
import { filesOf } from "../../lib/files.ts";

type Texts = Readonly<Record<string, string>>;

function load(texts: Texts, path = "compose.yaml", composeFiles?: readonly string[]): ComposeProject {
  const listed = composeFiles === undefined ? {} : { composeFiles };
  return loadProject(texts[path] ?? "", { path, files: filesOf(texts), ...listed });
}

function service(project: ComposeProject, name = "a"): ComposeService {
  const found = project.services.get(name);
  if (found === undefined) throw new Error(`There is no service ${name}.`);
  return found;
}

/** Where each problem lies, as the text there, and what it says. */
function said(texts: Texts, path = "compose.yaml"): readonly (readonly [string, string])[] {
  return load(texts, path).problems.map(({ at, message }) => [
    `${at.file}: ${(texts[at.file] ?? "").slice(at.start, at.end)}`,
    message,
  ]);
}

describe("which files belong together", () => {
  const base = "services: {a: {image: x}}";
  const cases: readonly (readonly [string, Texts, string, readonly string[]])[] = [
    ["a lone file", { "compose.yaml": base }, "compose.yaml", ["compose.yaml"]],
    [
      "the override of a file in a folder",
      { "p/compose.yml": base, "p/compose.override.yml": base },
      "p/compose.yml",
      ["p/compose.yml", "p/compose.override.yml"],
    ],
    [
      "seen from the override",
      { "docker-compose.yml": base, "docker-compose.override.yml": base },
      "docker-compose.override.yml",
      ["docker-compose.yml", "docker-compose.override.yml"],
    ],
    [
      "an override of no file",
      { "compose.override.yaml": base },
      "compose.override.yaml",
      ["compose.override.yaml"],
    ],
    [
      "a file that Compose passes over",
      { "compose.yaml": base, "docker-compose.yml": base, "compose.override.yaml": base },
      "docker-compose.yml",
      ["docker-compose.yml"],
    ],
    [
      "a file of another name",
      { "compose.yaml": base, "compose.gpu.yaml": base, "compose.override.yaml": base },
      "compose.gpu.yaml",
      ["compose.gpu.yaml"],
    ],
    [
      "COMPOSE_FILE",
      { ".env": "COMPOSE_FILE=b.yaml;a.yaml\nCOMPOSE_PATH_SEPARATOR=;\n", "a.yaml": base, "b.yaml": base },
      "a.yaml",
      ["b.yaml", "a.yaml"],
    ],
  ];
  test.each(cases)("%s", (_, texts, path, files) => {
    expect(load(texts, path).files).toEqual(files);
  });

  test("a list wins over the names, for the files in it", () => {
    const texts = { "compose.yaml": base, "compose.override.yaml": base, "gpu.yaml": base };
    const listed = ["compose.yaml", "gpu.yaml"];
    expect(load(texts, "gpu.yaml", listed).files).toEqual(listed);
    expect(load(texts, "compose.override.yaml", listed).files).toEqual(["compose.override.yaml"]);
  });

  test("a listed file that is missing is a problem of the analysed one", () => {
    const project = load({ "compose.yaml": base }, "compose.yaml", ["compose.yaml", "gpu.yaml"]);
    expect(project.problems).toEqual([
      {
        at: { file: "compose.yaml", start: 0, end: 0 },
        message: expect.stringContaining(
          '"gpu.yaml", which "compose-files" in the config puts together with this one, does not exist',
        ),
      },
    ]);
    expect(project.isFragment).toBe(true);
  });

  test("without files nothing is said of them", () => {
    const text =
      "include: [c.yaml]\nservices: {a: {image: x, env_file: e, extends: {file: o.yaml, service: b}}}";
    const project = loadProject(text, { path: "compose.yaml" });
    expect(project.problems).toEqual([]);
    expect(project.isFragment).toBe(true);
    expect(service(project).envFiles.map(({ state }) => state)).toEqual(["unknown"]);
  });
});

describe("places of merged content", () => {
  const texts = {
    "compose.yaml": "services: {a: {image: x, environment: {A: b}}}",
    "compose.override.yaml": "services: {a: {shm_size: 1g, environment: {C: d}}}",
  };
  test.each(Object.keys(texts))("are those of each file, seen from %s", (path) => {
    const { value, at } = service(load(texts, path));
    expect(at.file).toBe("compose.yaml");
    expect(entryOf(value, "environment")?.keyAt.file).toBe("compose.yaml");
    expect(entryOf(value, "environment", "A")?.keyAt.file).toBe("compose.yaml");
    expect(entryOf(value, "environment", "C")?.value.at.file).toBe("compose.override.yaml");
    expect(entryOf(value, "shm_size")?.keyAt.file).toBe("compose.override.yaml");
  });

  test("a service that extends is reported at itself, what it takes where it is written", () => {
    const files = {
      "compose.yaml": "services: {a: {extends: {file: o.yaml, service: b}, deploy: {replicas: 2}}}",
      "o.yaml": "services: {b: {image: y, deploy: {mode: global}}}",
    };
    const { value, at, project } = service(load(files));
    expect(at.file).toBe("compose.yaml");
    expect(entryOf(value, "image")?.value.at.file).toBe("o.yaml");
    expect(entryOf(value, "deploy")?.keyAt.file).toBe("compose.yaml");
    expect(project.isFragment).toBe(false);
  });

  test("an item of a list keeps its place as an entry", () => {
    const files = {
      "compose.yaml": 'services: {a: {image: x, environment: ["KEY=value"]}}',
      "compose.override.yaml": "services: {a: {environment: {B: c}}}",
    };
    const value = scalarOf(service(load(files)).value, "environment", "KEY");
    expect(files["compose.yaml"].slice(value?.at.start, value?.at.end)).toBe("value");
    expect(textOf(value)).toBe("value");
  });

  test("a finding in what an alias brings in is reported at the alias", () => {
    const text = "x-a: &a {image: x}\nservices: {a: {<<: *a}}";
    const { value } = service(load({ "compose.yaml": text }));
    const at = entryOf(value, "image")?.value.at;
    expect(text.slice(at?.start, at?.end)).toBe("*a");
  });
});

describe("problems of loading lie in the analysed file", () => {
  test("where the way to them begins", () => {
    const texts = {
      "compose.yaml": "include: [sub/c.yaml]\nservices: {a: {extends: {file: o.yaml, service: b}}}",
      "o.yaml": "services: {b: {extends: {file: nope.yaml, service: c}}}",
      "sub/c.yaml": "include: [gone.yaml]",
    };
    expect(said(texts)).toEqual([
      ["compose.yaml: {file: o.yaml, service: b}", expect.stringContaining('"nope.yaml"')],
      ["compose.yaml: sub/c.yaml", expect.stringContaining('"gone.yaml"')],
    ]);
  });

  test("a circle of services, with their files where it leads through several", () => {
    expect(said({ "compose.yaml": "services: {a: {extends: b}, b: {extends: a}}" })[0]?.[1]).toBe(
      'Services extend one another in a circle: "a", "b", "a". Take one "extends" out.',
    );
    const texts = {
      "compose.yaml": "services: {a: {extends: {file: sub/o.yaml, service: b}}}",
      "sub/o.yaml": "services: {b: {extends: {file: ../compose.yaml, service: a}}}",
    };
    expect(said(texts)[0]?.[1]).toContain(': "a" in compose.yaml, "b" in o.yaml, "a" in compose.yaml. Take');
  });

  test("but what is wrong inside another file is that file's", () => {
    const texts = { "compose.yaml": "include: [c.yaml]", "c.yaml": "services: {a: {image: x, image: y}}" };
    expect(said(texts)).toEqual([["c.yaml: image", expect.stringContaining("stands twice")]]);
  });

  test("a part of a value that cannot be read", () => {
    expect(said({ "compose.yaml": 'services: {a: {image: "x:${T/a}"}}' })).toEqual([
      ["compose.yaml: ${T/a}", expect.stringContaining("cannot read the substitution")],
    ]);
  });

  test("paths that only the machine or a server knows", () => {
    const text = "include: [oci://x/y, https://h/c.yaml]\nservices: {a: {image: x, env_file: ~/e}}";
    const project = load({ "compose.yaml": text });
    expect(project.problems).toEqual([]);
    expect(project.isFragment).toBe(true);
  });
});

function chain(size: number): string {
  return Array.from({ length: size }, (_, at) => `s${at + 1}: {extends: s${at}}`).join(", ");
}

describe("hostile projects", () => {
  const levels = Array.from(
    { length: 25 },
    (_, at) => `x-${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]`,
  );
  const cases: readonly (readonly [string, Texts, RegExp])[] = [
    ["aliases of aliases", { "compose.yaml": `x-0: &a0 [x]\n${levels.join("\n")}` }, /many times larger/],
    [
      "a long chain of extends",
      { "compose.yaml": `services: {s0: {image: x}, ${chain(150)}}` },
      /More than 100 services/,
    ],
    [
      "files that include the next one twice each",
      Object.fromEntries(
        Array.from({ length: 26 }, (_, at) => [
          at === 0 ? "compose.yaml" : `${at}.yaml`,
          at === 25 ? "services: {a: {image: x}}" : `include: [${at + 1}.yaml, ${at + 1}.yaml]`,
        ]),
      ),
      /more than 300 times/,
    ],
    ["deep flows", { "compose.yaml": `a: ${"[".repeat(5000)}` }, /nested too deeply/],
    [
      "deep blocks",
      { "compose.yaml": Array.from({ length: 300 }, (_, at) => `${" ".repeat(at)}a:`).join("\n") },
      /nested too deeply/,
    ],
  ];
  test.each(cases)("%s", (_, texts, message) => {
    expect(load(texts).problems.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
  });

  test("thousands of mistakes are a hundred problems", () => {
    const text = `services:\n  a:\n    image: x\n    labels:\n${"      k: v\n".repeat(3000)}`;
    expect(load({ "compose.yaml": text }).problems).toHaveLength(100);
  });
});

describe("profiles", () => {
  const project = load({
    "compose.yaml":
      'services: {a: {image: x}, p: {image: x, profiles: [p]}, q: {image: x, profiles: [q]}, r: {image: x, profiles: [p, q]}, u: {image: x, profiles: ["${P}"]}}',
  });
  test.each([
    ["a", "p", true],
    ["p", "q", false],
    ["p", "r", true],
    ["p", "u", true],
  ])("%s and %s", (one, other, expected) => {
    expect(canRunTogether(service(project, one), service(project, other))).toBe(expected);
  });
  test("hidden by a variable", () => {
    expect(profilesOf(service(project, "u"))).toBeUndefined();
  });
});
