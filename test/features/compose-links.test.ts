import { expect, test } from "vitest";
import { links } from "../../server/src/engine/compose/links.ts";
import type { Beside } from "./compose.ts";
import { composed } from "./compose.ts";

/** The pieces that lead somewhere, and where to. */
function linked(source: string, beside: Beside = {}): readonly (readonly [string, string])[] {
  return links(composed(source, beside)).map(({ span, url, file }) => [
    source.slice(span.start, span.end),
    url ?? file,
  ]);
}

const BESIDE: Beside = {
  Dockerfile: "FROM a",
  "app/Dockerfile": "FROM a",
  "app/gpu.Dockerfile": "FROM a",
  "a.env": "A=1",
  "b.env": "B=1",
  "base.yaml": "services: {base: {image: python}}",
};

test.each([
  ["an image", "services: {a: {image: python:3.12}}", [["python:3.12", "https://hub.docker.com/_/python"]]],
  [
    "an image with an unknown tag",
    "services: {a: {image: 'pytorch/pytorch:${TAG}'}}",
    [["'pytorch/pytorch:${TAG}'", "https://hub.docker.com/r/pytorch/pytorch"]],
  ],
  ["an image of an unknown registry", "services: {a: {image: r.example.com/x}}", []],
  ["the name of what is built", "services: {a: {image: python, build: nowhere}}", []],
  [
    "an image where the anchor is, not at the alias",
    "x-a: &a {image: redis}\nservices:\n  a: {<<: *a}\n  b: {<<: *a}\n",
    [["redis", "https://hub.docker.com/_/redis"]],
  ],
  ["a build", "services: {a: {build: ./app}}", [["./app", "app/Dockerfile"]]],
  ["the project as context", "services: {a: {build: .}}", [[".", "Dockerfile"]]],
  ["a context", "services: {a: {build: {context: app}}}", [["app", "app/Dockerfile"]]],
  [
    "a Dockerfile in a context",
    "services: {a: {build: {context: app, dockerfile: gpu.Dockerfile}}}",
    [["gpu.Dockerfile", "app/gpu.Dockerfile"]],
  ],
  [
    "a Dockerfile by a variable",
    "services: {a: {build: {context: app, dockerfile: '${KIND:-gpu}.Dockerfile'}}}",
    [["'${KIND:-gpu}.Dockerfile'", "app/gpu.Dockerfile"]],
  ],
  ["a Dockerfile by an unknown variable", "services: {a: {build: {context: app, dockerfile: $D}}}", []],
  ["a Dockerfile that is not there", "services: {a: {build: {context: app, dockerfile: other}}}", []],
  ["a Dockerfile in the file", "services: {a: {build: {context: ., dockerfile_inline: FROM a}}}", []],
  ["a repository", "services: {a: {build: https://github.com/o/r.git}}", []],
  ["an env_file", "services: {a: {env_file: a.env}}", [["a.env", "a.env"]]],
  [
    "several",
    "services:\n  a:\n    env_file:\n      - a.env\n      - {path: ./b.env, required: false}\n      - c.env\n",
    [
      ["a.env", "a.env"],
      ["./b.env", "b.env"],
    ],
  ],
  ["an include", "include: [base.yaml, gone.yaml]", [["base.yaml", "base.yaml"]]],
  [
    "a long include",
    "include:\n  - path: [base.yaml]\n    env_file: a.env\n",
    [
      ["base.yaml", "base.yaml"],
      ["a.env", "a.env"],
    ],
  ],
  ["extends", "services: {a: {extends: {file: base.yaml, service: base}}}", [["base.yaml", "base.yaml"]]],
  ["a path of the home folder", "services: {a: {env_file: ~/a.env}}", []],
])("%s", (_, source, expected) => {
  expect(linked(source, BESIDE)).toEqual(expected);
});

test("without files nothing is said to be there", () => {
  expect(linked("services: {a: {build: app, env_file: a.env}}")).toEqual([]);
});
