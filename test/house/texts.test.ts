import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { placeholders, textCalls } from "../../scripts/lib/texts.ts";
import { ROOT } from "../lib/paths.ts";

function json(path: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}

describe("a text", () => {
  test("is a plain string, with a value for each placeholder", () => {
    const source = `
      l10n.t("Plain."); l10n.t('In "quotes", it\\'s {0}.', name);
      l10n.t(
        "{0} of {1}",
        f(a, [b, c], { d: 1, e }, "x, )"),
        \`\${g(1, 2)}, h\`,
      );
      vscode.l10n.t("{0} and {0} again", once);`;
    expect(textCalls(source)).toEqual([
      { text: "Plain.", values: 0 },
      { text: `In "quotes", it's {0}.`, values: 1 },
      { text: "{0} of {1}", values: 2 },
      { text: "{0} and {0} again", values: 1 },
    ]);
  });

  test.each([
    "l10n.t(`No ${template}.`)",
    'l10n.t("Glued " + text)',
    "l10n.t(variable)",
    'l10n.t(isOne ? "one" : "many")',
    'l10n.t({ message: "an object" })',
    'l10n.t("{0} without a value")',
    'l10n.t("A value without a place", value)',
    'l10n.t("{1} begins with the second", one, two)',
  ])("is refused: %s", (source) => {
    expect(() => textCalls(source)).toThrow(/l10n\.t is given/);
  });
});

describe("no sentence of the workbench passes by the translations", () => {
  const sources = ["workbench/src", "client/src/live"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), "utf8")] as const),
  );

  test("all of them are in l10n.t", () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap(([path, source]) => sentences(source).map((text) => `${path}: ${text}`))).toEqual([
      "workbench/src/docker/docker-engine.ts: No such container",
      "workbench/src/docker/monitor.ts: The engine's events had stopped without a word; listening anew.",
      "workbench/src/docker/monitor.ts: A listener failed: ${String(error)}",
      "workbench/src/doctor/test-container/engine.ts: It did not end in time.",
    ]);
  });

  test("one that isn't is found", () => {
    expect(sentences('return { message: "It does not run." };')).toEqual(["It does not run."]);
    expect(sentences("const a = `The engine at ${where} is gone`;")).toHaveLength(1);
    expect(sentences('l10n.t("It does not run."); // "Not this one here."')).toEqual([]);
  });
});

describe("German", () => {
  const pairs = [
    { english: json("l10n/bundle.l10n.json"), german: json("l10n/bundle.l10n.de.json"), own: () => true },
    {
      english: json("package.nls.json"),
      german: json("package.nls.de.json"),
      // What rules report is English everywhere, and so is what the settings say of it.
      own: (key: string) =>
        !key.startsWith("contributes.configuration.properties.mlContainers.rules.properties."),
    },
  ];

  test("has every text, and none that is gone", () => {
    for (const { english, german, own } of pairs) {
      expect(Object.keys(german).toSorted()).toEqual(Object.keys(english).filter(own).toSorted());
    }
  });

  const both = pairs.flatMap(({ english, german }) =>
    Object.entries(german).map(([key, text]) => ({ english: english[key] ?? "", german: text })),
  );

  test("has the placeholders, the code and the links of the English text", () => {
    expect(both.length).toBeGreaterThan(700);
    for (const one of both) {
      expect(fixedParts(one.german), one.english).toEqual(fixedParts(one.english));
      expect(one.german.trim(), one.english).not.toBe("");
      expect(one.german.endsWith("."), one.english).toBe(one.english.endsWith("."));
    }
  });

  test("is German: few texts are the same in both languages", () => {
    const same = both.filter(({ english, german }) => english === german);
    expect(same.filter(({ english }) => english.split(" ").length > 4)).toEqual([]);
    expect(same.length).toBeLessThan(both.length / 10);
  });
});

/** What a translation must leave as it is. */
function fixedParts(text: string): object {
  return {
    placeholders: placeholders(text),
    code: (text.match(/`[^`]*`/g) ?? []).toSorted(),
    links: text.match(/\(command:[\w.]+\)/g) ?? [],
    paths: (text.match(/\/(?:dev|etc|var|run)\/[\w./-]*\w/g) ?? []).toSorted(),
  };
}

/** Strings that begin with a capital letter or a value and hold two words besides, outside of comments, sources of facts and `l10n.t`. */
function sentences(source: string): readonly string[] {
  const bare = source
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/(^|[\s;])\/\/ .*$/gm, "$1")
    .replaceAll(/\bl10n\.t\(\s*(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g, "t(")
    .replaceAll(/\bsource:\s*"[^"\n]*"/g, "");
  return [...bare.matchAll(/"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)]
    .map(([, double, single, template]) => double ?? single ?? template ?? "")
    .filter((text) => {
      const words = text
        .replaceAll(/\$\{[^}]*(?:\}|$)/g, "0")
        .match(/(?<![\w./-])[a-z']{2,}(?![\w/-]|\.\w)/g);
      return /^[A-Z$]/.test(text) && (words?.length ?? 0) >= 2;
    });
}
