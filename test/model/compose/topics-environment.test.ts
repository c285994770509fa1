import { describe, expect, it } from "vitest";
import type { EnvEntry } from "../../../server/src/engine/model/compose/environment.ts";
import { environmentOf } from "../../../server/src/engine/model/compose/environment.ts";
import { show } from "../commands.ts";
import { serviceOf, under } from "./services.ts";

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
