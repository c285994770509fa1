import { describe, expect, it } from "vitest";
import type { ComposeCommand } from "../../../server/src/engine/model/compose/command.ts";
import { commandAt, programOf, serviceCommands } from "../../../server/src/engine/model/compose/command.ts";
import type { ComposeService } from "../../../server/src/engine/model/compose/project.ts";
import { hasOption, optionUse, optionValue } from "../../../server/src/engine/model/options.ts";
import { show } from "../commands.ts";
import { projectOf, namedService, serviceOf, under } from "./services.ts";

function line({ name, args, wrappers }: ComposeCommand): string {
  return [...wrappers.map((wrapper) => `(${wrapper})`), name, ...args.map(({ value }) => show(value))].join(
    " ",
  );
}

function lines(text: string): readonly string[] {
  return serviceCommands(serviceOf(text)).map(line);
}

/** What stands in the file for each argument. */
function sources(service: ComposeService): readonly string[] {
  return serviceCommands(service).flatMap(({ args }) => args.map(({ span }) => under(service, span)));
}

describe("a string", () => {
  it.each([
    ["command: python train.py --epochs 3", "python train.py --epochs 3"],
    ["command: run --a \"b c\" 'd' $$E", "run --a b c d $E"],
    [String.raw`command: a\ b "c\"d" '\e'`, String.raw`a b c"d \e`],
    ["command: /usr/bin/python3 -m pip install x", "(python3) pip install x"],
    [
      "command: vllm serve ${MODEL:-a/b} --tensor-parallel-size ${TP:-2}",
      "vllm serve a/b --tensor-parallel-size 2",
    ],
    ["command: vllm serve ${MODEL} --tensor-parallel-size 4", "vllm serve ? --tensor-parallel-size 4"],
    ["command: vllm serve --port=${PORT}x", "vllm serve --port=?x"],
    ["command: --model a/b -tp 2", " --model a/b -tp 2"],
    ["command: >\n  vllm serve\n  a/b\n\n  --port 80\n", "vllm serve a/b --port 80"],
    ["command: |\n  vllm serve\n  a/b\n", "vllm serve a/b"],
    ["command: exec env A=1 torchrun x.py", "(exec) (env) torchrun x.py"],
  ])("%s", (text, shown) => {
    expect(lines(text)).toEqual([shown]);
  });

  it("drops what would need a shell", () => {
    const service = serviceOf("command: pip install x && python y.py");
    expect(serviceCommands(service).map(line)).toEqual(["pip install x"]);
    const dropped = programOf(service)?.dropped;
    expect(dropped && under(service, dropped)).toBe("&& python y.py");
    expect(lines("command: a 2>&1")).toEqual(["a"]);
    expect(programOf(serviceOf("command: a '; b'"))?.dropped).toBeUndefined();
  });

  it.each(['command: "a \'b"', "command: a (b", "command: {a: b}", 'command: "a \\\\"'])(
    "is nothing where Compose refuses it: %s",
    (text) => {
      expect(programOf(serviceOf(text))).toBeUndefined();
    },
  );

  it("maps its words to where they are written", () => {
    const service = serviceOf("command: >-\n  serve ${MODEL:-a/b}\n  --tp\n  ${TP}\n  'x y'");
    expect(sources(service)).toEqual(["a/b", "--tp", "${TP}", "'x y'"]);
  });
});

describe("a list", () => {
  it.each([
    ['command: ["python", "train.py"]', ["python train.py"]],
    ["command: [python, a && b]", ["python a && b"]],
    ["command: [serve, --tp, $TP]", ["serve --tp ?"]],
    ['command: ["bash", "-c", "pip install x && exec python y.py"]', ["pip install x", "(exec) python y.py"]],
    [
      "command:\n  - sh\n  - -c\n  - |\n    set -e\n    torchrun --nproc_per_node=2 a.py\n",
      ["set -e", "torchrun --nproc_per_node=2 a.py"],
    ],
    ["command: [--model, x]", [" --model x"]],
    ["command: []", []],
  ])("%s", (text, shown) => {
    expect(lines(text)).toEqual(shown);
  });

  it("maps a script inside it to where it is written", () => {
    const service = serviceOf(
      "command:\n  - bash\n  - -c\n  - >\n    torchrun --nproc_per_node=${N:-4}\n    train.py --lr $LR\n",
    );
    expect(sources(service)).toEqual(["--nproc_per_node=${N:-4}", "train.py", "--lr", "$LR"]);
    const [command] = serviceCommands(service);
    if (command === undefined) throw new Error("no command");
    const value = optionValue(command, "--nproc-per-node");
    expect(show(value?.value)).toBe("4");
  });

  it("reads a script in a string too", () => {
    const service = serviceOf('command: bash -c "cd /app && python train.py --lr $$LR"');
    expect(serviceCommands(service).map(line)).toEqual(["cd /app", "python train.py --lr ?"]);
    expect(sources(service)).toEqual(["/app", "train.py", "--lr", "$$LR"]);
  });

  it("knows the variables that the service sets", () => {
    expect(lines('environment: {LR: "0.1"}\ncommand: ["sh", "-c", "train --lr $$LR --x $$OTHER"]')).toEqual([
      "train --lr 0.1 --x ?",
    ]);
  });

  it("leaves what an unknown part of a script stands for unknown", () => {
    expect(lines(`command: ["sh", "-c", "serve '$MODEL' --tp 2 && x $A$B"]`)).toEqual([
      "serve ? --tp 2",
      "x ??",
    ]);
  });
});

describe("entrypoint and command", () => {
  it.each([
    ["entrypoint: python\ncommand: [train.py, --x]", ["python train.py --x"], true],
    ['entrypoint: ["sh", "-c"]\ncommand: ["a && b c"]', ["a", "b c"], true],
    ["entrypoint: [vllm, serve]", ["vllm serve"], true],
    ["entrypoint: []\ncommand: x", ["x"], false],
    ["command: x y", ["x y"], false],
  ])("%s", (text, shown, hasEntrypoint) => {
    const program = programOf(serviceOf(text));
    expect(program?.commands.map(line)).toEqual(shown);
    expect(program?.hasEntrypoint).toBe(hasEntrypoint);
  });

  it("is undefined where neither is said", () => {
    expect(programOf(serviceOf("image: x\ncommand:"))).toBeUndefined();
  });
});

describe("commandAt", () => {
  it("reports what an alias brings in at the alias", () => {
    const project = projectOf("command: &c [serve, --tp, 2]", "  b:\n    command: *c\n");
    const b = namedService(project, "b");
    const [command] = serviceCommands(b);
    if (command === undefined) throw new Error("no command");
    const tp = optionUse(command.args, "--tp");
    if (tp === undefined) throw new Error("no option");
    expect(under(b, tp.argument.span)).toBe("--tp");
    expect(under(b, commandAt(command, tp.argument.span))).toBe("*c");
    const a = serviceCommands(namedService(project, "a"))[0];
    if (a === undefined) throw new Error("no command");
    expect(under(b, commandAt(a, tp.argument.span))).toBe("--tp");
    expect(under(b, commandAt(a, a.span))).toBe("serve, --tp, 2");
  });
});

describe("optionUse", () => {
  const [command] = serviceCommands(
    serviceOf(
      "command: serve --tensor_parallel_size=2 -pp 3 --flag --other -1 --open --last 4 --last 5 --x=$X -- --late",
    ),
  );
  it.each([
    [["--tensor-parallel-size", "-tp"], "2"],
    [["--pipeline", "-pp"], "3"],
    [["--other"], "-1"],
    [["--last"], "5"],
    [["--x"], "?"],
    [["--flag"], ""],
    [["--late"], ""],
    [["--tensor"], ""],
  ])("%s: %s", (names, value) => {
    if (command === undefined) throw new Error("no command");
    expect(show(optionValue(command, ...names)?.value)).toBe(value);
  });

  it("tells flags from what is not there", () => {
    if (command === undefined) throw new Error("no command");
    expect(hasOption(command, "--flag")).toBe(true);
    expect(hasOption(command, "--late")).toBe(false);
  });
});

describe("hostile commands", () => {
  it.each([
    ["no end of variables", `command: "${"$A x ".repeat(200_000)}"`],
    ["as many words", `command: ${"x ".repeat(20_000)}`],
    ["characters that stand for unknown parts elsewhere", 'command: "a\uE000b $X"'],
    ["a fold without text", `command: >\n${"\n".repeat(100_000)}  x`],
    ["a script of only variables", `command: ["sh", "-c", "${"$A$$B;".repeat(5000)}"]`],
  ])("%s", (_, text) => {
    expect(() => serviceCommands(serviceOf(text))).not.toThrow();
  });

  it("keeps characters of the private area apart from unknown parts", () => {
    expect(lines('command: "a\uE000b $X"')).toEqual(["a\uE000b ?"]);
  });
});
