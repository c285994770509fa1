import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { gpuRequests } from "../../server/src/engine/model/compose/gpus.ts";
import { TODAY } from "./client.ts";

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

function snippetsIn(name: string): Readonly<Record<string, Snippet>> {
  return JSON.parse(readFileSync(new URL(`../../snippets/${name}`, import.meta.url), "utf8"));
}

const dockerfile = snippetsIn("dockerfile.json");
const compose = snippetsIn("compose.json");

describe.each([
  ["of Dockerfiles", dockerfile],
  ["of compose files", compose],
])("snippets %s", (_, snippets) => {
  test("have a prefix of their own and one sentence that says what for", () => {
    const all = Object.values(snippets);
    expect(new Set(all.map(({ prefix }) => prefix)).size).toBe(all.length);
    for (const { prefix, description } of all) {
      expect(prefix).toMatch(/^ml-[a-z-]+$/);
      expect(description).toMatch(/\.$/);
    }
  });
});

describe("nothing is reported, whatever is chosen", () => {
  test.each(Object.entries(dockerfile))("%s", (_, { body }) => {
    for (const text of expansions(body.join("\n"))) {
      const whole = text.includes("FROM ") ? text : `FROM python:3.13-slim\n${text}`;
      const { findings, crashes } = analyze(whole, { today: TODAY });
      expect(findings.map(({ rule, message }) => `${rule}: ${message}\n${whole}`)).toEqual([]);
      expect(crashes).toEqual([]);
    }
  });

  test.each(Object.entries(compose))("%s", (_, { body }) => {
    for (const text of expansions(body.join("\n"))) {
      const isService = !text.startsWith("deploy:");
      const around = isService ? "services:" : "services:\n  a:\n    build: .";
      const indent = isService ? "  " : "    ";
      const whole = `${around}\n${text.replaceAll(/^(?=.)/gm, indent)}\n`;
      const { findings, crashes, project } = analyze(whole, {
        kind: "compose",
        path: "compose.yaml",
        today: TODAY,
      });
      expect(findings.map(({ rule, message }) => `${rule}: ${message}\n${whole}`)).toEqual([]);
      expect(crashes).toEqual([]);
      const [service] = project.services.values();
      expect(service === undefined ? 0 : gpuRequests(service).length).toBe(1);
    }
  });
});

/** The texts that a snippet can become: with the first choice everywhere, with the second, and so on. */
function expansions(body: string): readonly string[] {
  const choices = [...body.matchAll(/\$\{\d+\|([^|]*)\|\}/g)].map(
    (match) => (match[1] ?? "").split(",").length,
  );
  return Array.from({ length: Math.max(1, ...choices) }, (_, choice) => expand(body, choice));
}

function expand(body: string, choice: number): string {
  const values = new Map<string, string>();
  for (const match of body.matchAll(/\$\{(\d+)(?::([^}]*)|\|([^|]*)\|)\}/g)) {
    const options = match[3]?.split(",") ?? [];
    values.set(match[1] ?? "", match[2] ?? options[choice] ?? options[0] ?? "");
  }
  return body
    .replaceAll(
      /(?<!\\)\$(?:\{(\d+)[^}]*\}|(\d+))/g,
      (_, long?: string, short?: string) => values.get(long ?? short ?? "") ?? "",
    )
    .replaceAll("\\$", "$");
}
