import { describe, expect, it } from "vitest";
import type { EnvEntry } from "../../../server/src/engine/model/compose/environment.ts";
import {
  environmentOf,
  isEnvironmentComplete,
} from "../../../server/src/engine/model/compose/environment.ts";
import type { ComposeService } from "../../../server/src/engine/model/compose/project.ts";
import { loadProject } from "../../../server/src/engine/model/compose/project.ts";
import type { Files } from "../../../server/src/engine/model/files.ts";
import { show } from "../commands.ts";
import { namedService, serviceOf, under } from "./services.ts";

function pick(entries: ReadonlyMap<string, EnvEntry>, name: string): EnvEntry {
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`no ${name}`);
  return entry;
}

describe("environmentOf", () => {
  it.each([
    [
      "environment: {A: 1, B: true, C: '', D: , E: ~, F: $HOST, G: \"a ${X:-b}\"}",
      "A=1 B=true C= D=? E=? F=? G=a b",
    ],
    [
      'environment: [A=1, "B=", C, D=1=2, "E=$HOST", "F=x $$Y", "${P:-Q}=z", "${U}=z"]',
      "A=1 B= C=? D=1=2 E=? F=x $Y Q=z",
    ],
    ["environment: [A=1, A=2]", "A=2"],
    ["environment: A=1", ""],
    ["environment: {__proto__: x}", "__proto__=x"],
    ["image: x", ""],
  ])("%s", (lines, shown) => {
    const entries = environmentOf(serviceOf(lines));
    expect([...entries].map(([name, { value }]) => `${name}=${show(value)}`).join(" ")).toBe(shown);
  });

  it("says of a name alone that the host decides", () => {
    const { value, raw } = pick(environmentOf(serviceOf("environment: [TOKEN]")), "TOKEN");
    expect(value).toMatchObject({ known: false, because: "host", name: "TOKEN" });
    expect(raw).toBeUndefined();
  });

  it("keeps quotes of the list form, which are part of the value", () => {
    const service = serviceOf("environment:\n  - A=\"q\"\n  - 'B=it''s'");
    const a = pick(environmentOf(service), "A");
    expect([a.form, a.raw, show(a.value)]).toEqual(["list", '"q"', '"q"']);
    expect([a.namePlace, a.valuePlace, a.place].map((place) => under(service, place))).toEqual([
      "A",
      '"q"',
      'A="q"',
    ]);
    const b = pick(environmentOf(service), "B");
    expect([show(b.value), under(service, b.valuePlace)]).toEqual(["it's", "it''s"]);
  });

  it("has the places of the map form", () => {
    const service = serviceOf('environment:\n  A: "q"');
    const a = pick(environmentOf(service), "A");
    expect([a.form, a.raw, show(a.value)]).toEqual(["map", "q", "q"]);
    expect([a.nameAt, a.valueAt, a.at].map((place) => under(service, place))).toEqual(["A", '"q"', 'A: "q"']);
  });
});

/** The service `a` with these lines and files. */
function load(lines: string, beside?: Files): ComposeService {
  const body = lines.replaceAll("\n", "\n    ");
  const project = loadProject(`services:\n  a:\n    image: x\n    ${body}\n`, {
    path: "compose.yaml",
    ...(beside === undefined ? {} : { files: beside }),
  });
  return namedService(project, "a");
}

describe("env_file", () => {
  const files: Files = {
    read: (path) => (path === "e1" ? { state: "text", text: "A=1\nB=one\nC\n" } : { state: "missing" }),
    list: () => undefined,
  };
  it("gives what environment does not say", () => {
    const service = load("env_file: e1\nenvironment: {B: two}", files);
    const entries = environmentOf(service);
    expect([...entries].map(([name, { value, form }]) => `${name}=${show(value)} ${form}`)).toEqual([
      "A=1 env_file",
      "B=two map",
      "C=? env_file",
    ]);
    const a = pick(entries, "A");
    expect(under(service, a.at)).toBe("e1");
    expect(a.place).toEqual({ file: "e1", start: 0, end: 3 });
  });

  it.each([
    ["env_file: e1", files, true],
    ["env_file: nope", files, false],
    ["env_file: [{path: nope, required: false}]", files, true],
    ["env_file: [$E, e1]", files, false],
    ["env_file: e1", undefined, false],
    ["environment: [A=1, B]", undefined, true],
    ["environment: [$A]", undefined, false],
    ["environment: [A=$A]", undefined, true],
  ])("%s", (lines, beside, isComplete) => {
    expect(isEnvironmentComplete(load(lines, beside))).toBe(isComplete);
  });
});
