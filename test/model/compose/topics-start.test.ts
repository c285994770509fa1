import { expect, test } from "vitest";
import { commandAt } from "../../../server/src/engine/model/compose/command.ts";
import type { ComposeService } from "../../../server/src/engine/model/compose/project.ts";
import { loadProject } from "../../../server/src/engine/model/compose/project.ts";
import { startCommands, startOf } from "../../../server/src/engine/model/compose/start.ts";
import type { Files } from "../../../server/src/engine/model/files.ts";
import { knownText } from "../../../server/src/engine/model/resolved.ts";
import { filesOf } from "../../lib/files.ts";
import { namedService } from "./services.ts";

function serviceOf(dockerfile: string, lines: readonly string[] = []): ComposeService {
  const body = ["build: .", ...lines].map((line) => `    ${line}\n`).join("");
  const all = filesOf({ Dockerfile: dockerfile });
  return namedService(loadProject(`services:\n  a:\n${body}`, { path: "compose.yaml", files: all }), "a");
}

function wordsOf(service: ComposeService): readonly string[] {
  return startCommands(service).map(({ name, args }) =>
    [name, ...args.map(({ value }) => knownText(value) ?? "?")].join(" "),
  );
}

function starts(dockerfile: string, ...lines: string[]): readonly string[] {
  return wordsOf(serviceOf(`FROM python:3.12\n${dockerfile}`, lines));
}

test("a service without a command starts with the CMD and ENTRYPOINT of its Dockerfile", () => {
  expect(starts('CMD ["python", "train.py"]')).toEqual(["python train.py"]);
  expect(starts("CMD pip check && python train.py")).toEqual(["pip check", "python train.py"]);
  expect(starts('CMD ["a"]\nCMD ["b"]')).toEqual(["b"]);
  expect(starts('ENTRYPOINT ["python", "train.py"]\nCMD ["--epochs", "3"]')).toEqual([
    "python train.py --epochs 3",
  ]);
  expect(starts('ENTRYPOINT ["tini", "--"]\nCMD python train.py')).toEqual(["python train.py"]);
  expect(starts('ENTRYPOINT ["bash", "-c"]\nCMD ["a 1; b 2"]')).toEqual(["a 1", "b 2"]);
  expect(starts('ENTRYPOINT python train.py\nCMD ["--epochs", "3"]')).toEqual(["python train.py"]);
  expect(starts('CMD ["--model", "m"]')).toEqual([" --model m"]);
  expect(starts("RUN true")).toEqual([]);
  expect(starts("CMD test -f x || python train.py")).toEqual([]);
  expect(starts('CMD ["sh", "-c", "if true; then python train.py; fi"]')).toEqual([]);
});

test("a command sets the CMD aside, an entrypoint both", () => {
  const both = 'ENTRYPOINT ["python", "train.py"]\nCMD ["--epochs", "3"]';
  expect(starts(both, "command: --epochs 5")).toEqual(["python train.py --epochs 5"]);
  expect(starts(both, "entrypoint: sh run.sh")).toEqual(["sh run.sh"]);
  expect(starts(both, "entrypoint: []")).toEqual([]);
  expect(starts(both, "command: []")).toEqual([]);
  expect(starts(both, "command: { a: b }")).toEqual([]);
  expect(starts('CMD ["python", "train.py"]', "command: python serve.py")).toEqual(["python serve.py"]);
  expect(starts('ENTRYPOINT ["tini", "--"]', "command: python serve.py")).toEqual(["python serve.py"]);
  expect(starts('ENTRYPOINT ["sh", "-c", "python train.py"]', "command: [x]")).toEqual(["python train.py"]);
  expect(starts("ENTRYPOINT python train.py", "command: python serve.py")).toEqual(["python train.py"]);
  expect(starts('CMD ["a"]\nENTRYPOINT []')).toEqual(["a"]);
});

test("a script that hands on its arguments may do anything before", () => {
  const script = 'ENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["python", "train.py"]';
  expect(startOf(serviceOf(`FROM python:3.12\n${script}`))).toBeUndefined();
  expect(starts(script, "command: python serve.py")).toEqual(["python serve.py"]);
});

test("the stage is the target or the last, with what it has of the stages before it", () => {
  const dockerfile = `FROM python:3.12 AS base
CMD ["a"]
FROM base AS train
ENTRYPOINT ["b"]
FROM base AS serve
CMD ["c"]
FROM base
`;
  expect(wordsOf(serviceOf(dockerfile))).toEqual(["a"]);
  const target = (name: string): readonly string[] => {
    const text = `services: { a: { build: { context: ., target: "${name}" } } }`;
    const project = loadProject(text, {
      path: "compose.yaml",
      files: filesOf({ Dockerfile: dockerfile }),
    });
    return wordsOf(namedService(project, "a"));
  };
  expect(target("train")).toEqual(["b"]);
  expect(target("serve")).toEqual(["c"]);
  expect(target("other")).toEqual([]);
  expect(target("$TARGET")).toEqual([]);
});

test("variables stand for what the container finds, not for what the build finds", () => {
  const dockerfile = "ARG N=1\nENV M=2\nCMD train --n $N --m ${M} --k ${K:-3}";
  expect(starts(dockerfile)).toEqual(["train --n ? --m 2 --k 3"]);
  expect(starts(dockerfile, "environment: { M: 4, K: 5 }")).toEqual(["train --n ? --m 4 --k 5"]);
  expect(starts(dockerfile, "env_file: secret.env")).toEqual(["train --n ? --m ? --k ?"]);
});

test("nothing is known where something else has a say", () => {
  const cmd = 'CMD ["a"]\n';
  const build = (dockerfile: string, more: string): readonly string[] => {
    const text = `services: { a: { build: { ${more} } } }`;
    const files = filesOf({ Dockerfile: dockerfile });
    return wordsOf(namedService(loadProject(text, { path: "compose.yaml", files }), "a"));
  };
  const plain = `FROM python:3.12 AS base\nFROM \${BASE:-base}\n${cmd}`;
  expect(build(`FROM python:3.12\n${cmd}`, "context: .")).toEqual(["a"]);
  expect(build(`FROM python:3.12\n${cmd}`, "context: https://example.com/a.git")).toEqual([]);
  expect(build(`FROM python:3.12\n${cmd}`, "context: other")).toEqual([]);
  expect(build(`FROM python:3.12\n${cmd}`, "context: ., additional_contexts: { base: other }")).toEqual([]);
  expect(build(plain, "context: ., args: { BASE: x }")).toEqual([]);
  expect(build(`FROM python:3.12\nINCLUDE common\n${cmd}`, "context: .")).toEqual([]);
  const trigger = `FROM python:3.12 AS base\nONBUILD CMD ["b"]\nFROM base\n${cmd}`;
  expect(build(trigger, "context: .")).toEqual([]);
  const unread = loadProject("services: { a: { build: . } }", { path: "compose.yaml" });
  expect(wordsOf(namedService(unread, "a"))).toEqual([]);
});

test("each word is reported where it stands", () => {
  const dockerfile = 'FROM python:3.12\nENTRYPOINT ["python", "train.py"]\n';
  const service = serviceOf(dockerfile, ['command: ["--epochs", "3"]']);
  const [command] = startCommands(service);
  const [script, option] = command?.args ?? [];
  if (command === undefined || script === undefined || option === undefined)
    throw new Error("no such command");
  const start = dockerfile.indexOf('"train.py"');
  expect(commandAt(command, script.span)).toEqual({ file: "Dockerfile", start, end: start + 10 });
  const own = commandAt(command, option.span);
  expect(own.file).toBe("compose.yaml");
  expect(service.project.yaml.source.slice(own.start, own.end)).toBe('"--epochs"');
});

test("of a Dockerfile inside the compose file, that is where it stands", () => {
  const text = 'services:\n  a:\n    build:\n      dockerfile_inline: "FROM x\\nCMD train"\n';
  const service = namedService(loadProject(text, { path: "compose.yaml" }), "a");
  const [command] = startCommands(service);
  if (command === undefined) throw new Error("no command");
  const at = commandAt(command, command.nameSpan);
  expect(text.slice(at.start, at.end)).toBe('"FROM x\\nCMD train"');
});

test("services of one Dockerfile read it once, and those that say all themselves do not", () => {
  const inner = filesOf({ Dockerfile: "FROM x\nCMD train $A" });
  const read: string[] = [];
  const files: Files = { ...inner, read: (path) => (read.push(path), inner.read(path)) };
  const services = Array.from({ length: 200 }, (_, index) => `  s${index}: { build: . }\n`).join("");
  const project = loadProject(`services:\n${services}  own: { build: own, entrypoint: [a] }\n`, {
    path: "compose.yaml",
    files,
  });
  read.length = 0;
  for (const service of project.services.values()) expect(startCommands(service)).toHaveLength(1);
  expect(read).toEqual(["Dockerfile"]);
});
