import { describe, expect, test } from "vitest";
import { caretAt } from "../../server/src/engine/compose/caret.ts";
import { caret } from "./lib.ts";

/** The caret's place in one line: where, what is typed, and how. */
function placed(marked: string): string {
  const { source, offset } = caret(marked);
  const found = caretAt(source, offset);
  if (found === undefined) return "nothing";
  if (found.part === "comment") return `comment ${found.text}`;
  const { path, part, key, word, text, style, flow } = found;
  const where = [...path, ...(key === undefined ? [] : [key])].join(".");
  const how = [part, ...(style === "plain" ? [] : [style]), ...(flow ? ["flow"] : [])].join(" ");
  const whole = source.slice(word.start, word.end);
  return `${how} ${where} <${text}>${whole === text ? "" : ` of <${whole}>`}`;
}

const A = "services:\n  a:\n";

describe("where a caret is", () => {
  test.each([
    ["an empty file", "|", "key  <>"],
    ["a key at the top", "serv|", "key  <serv>"],
    ["a key behind a BOM", "\uFEFFserv|", "key  <serv>"],
    ["before a BOM", "|\uFEFFserv", "nothing"],
    ["a service's name", "services:\n  ab|", "key services <ab>"],
    ["a key of a service", `${A}    im|`, "key services.a <im>"],
    ["a key that is there", `${A}    im|age: x`, "key services.a <im> of <image>"],
    ["an empty line by its indentation", `${A}    deploy:\n      |`, "key services.a.deploy <>"],
    ["one less deep", `${A}    deploy:\n      resources:\n    |`, "key services.a <>"],
    ["one between others", `${A}    gpus: all\n    |\n    image: x`, "key services.a <>"],
    ["one below blank lines", `${A}    deploy:\n\n\n      |\n`, "key services.a.deploy <>"],
    ["one below a comment", `${A}    deploy:\n# why\n      # so\n      |\n`, "key services.a.deploy <>"],
    [
      "one as deep as an item's key",
      `${A}    gpus:\n      - count: 1\n        |`,
      "key services.a.gpus.[] <>",
    ],
    ["one as deep as a dash", `${A}    gpus:\n      - count: 1\n      |`, "key services.a.gpus <>"],
    ["a value", `${A}    image: pyt|`, "value services.a.image <pyt>"],
    ["a value not begun", `${A}    image: |`, "value services.a.image <>"],
    ["a value with more behind", `${A}    image: pyt|h:3 # x`, "value services.a.image <pyt> of <pyth>"],
    ["a value with colons", `${A}    image: python:3.|`, "value services.a.image <python:3.>"],
    ["directly behind a colon", `${A}    image:|`, "nothing"],
    ["a value with blanks", `${A}    command: a b|c d`, "value services.a.command <a b> of <a bc>"],
    [
      "a value below its key",
      `${A}    command: a\n      b c|`,
      "value services.a.command <a\n      b c> of <      b c>",
    ],
    ["an empty line below a value", `${A}    command: a\n      |`, "nothing"],
    ["a key below half a word", `${A}    dep\n      image: |`, "value services.a.image <>"],
    ["a key in quotes", `${A}    "im|`, "key double services.a <im>"],
    ["a quoted key", `${A}    "image": |`, "value services.a.image <>"],
    ["a key with a blank before its colon", `${A}    image : x|`, "value services.a.image <x>"],
    ["a value in double quotes", `${A}    image: "py|th" `, "value double services.a.image <py> of <pyth>"],
    ["a value in single quotes", `${A}    image: 'it''s|`, "value single services.a.image <it''s>"],
    ["behind a quoted value", `${A}    image: "x"|`, "nothing"],
    ["quotes that are never closed, below", `${A}    image: "x\n    sh|`, "key services.a <sh>"],
    [
      "quoted lines",
      `${A}    command: "a\n      b|`,
      "value double services.a.command <a\n      b> of <      b>",
    ],
    ["a quote in a word", `${A}    command: it's|`, "value services.a.command <it's>"],
    ["CRLF", "services:\r\n  a:\r\n    gpus:\r\n      |\r\n", "key services.a.gpus <>"],
    ["CRLF and a value", "services:\r\n  a:\r\n    image: py|\r\n", "value services.a.image <py>"],
    ["tabs", "services:\n\ta:\n\t\tim|", "key services.a <im>"],
    ["a tab behind a colon", `${A}    image:\tpy|`, "value services.a.image <py>"],
    ["an anchor in front", `${A}    deploy: &d\n      res|`, "key services.a.deploy <res>"],
    ["a tag in front", `${A}    image: !reset py|`, "value services.a.image <py>"],
    ["an anchor and a key", `${A}    &i image: py|`, "value services.a.image <py>"],
    ["an anchor with a list below", `${A}    caps: &c\n      - g|`, "key services.a.caps.[] <g>"],
    ["an anchor being typed", `${A}    deploy: &d|`, "nothing"],
    ["an alias", `${A}    <<: *|`, "nothing"],
    ["a second document", `${A}---\nvolumes:\n  |`, "key volumes <>"],
    ["a second document's top", `${A}---\n|`, "key  <>"],
    ["a variable", `${A}    image: \${T|`, "value services.a.image <${T>"],
    ["in front of what is there", `${A}    |image: x`, "key services.a <> of <image>"],
    ["in the indentation", `${A}  |  image: x`, "nothing"],
    ["in front of a dash", `${A}    gpus:\n      |- count: 1`, "nothing"],
  ])("%s", (_, marked, expected) => {
    expect(placed(marked)).toBe(expected);
  });
});

describe("lists", () => {
  test.each([
    ["an item", `${A}    gpus:\n      - |`, "key services.a.gpus.[] <>"],
    ["an item in the column of its key", `${A}    gpus:\n    - dr|`, "key services.a.gpus.[] <dr>"],
    ["a second one there", `${A}    gpus:\n    - driver: x\n    - co|`, "key services.a.gpus.[] <co>"],
    ["a further key there", `${A}    gpus:\n    - driver: x\n      co|`, "key services.a.gpus.[] <co>"],
    ["a key behind such a list", `${A}    gpus:\n    - driver: x\n    im|`, "key services.a <im>"],
    ["a top-level one", "include:\n- a.yaml\n- |", "key include.[] <>"],
    ["a value of an item", `${A}    gpus:\n      - driver: nv|`, "value services.a.gpus.[].driver <nv>"],
    [
      "a list of an item",
      `${A}    gpus:\n      - capabilities:\n          - g|`,
      "key services.a.gpus.[].capabilities.[] <g>",
    ],
    [
      "one in its column",
      `${A}    gpus:\n      - capabilities:\n        - g|`,
      "key services.a.gpus.[].capabilities.[] <g>",
    ],
    [
      "a key behind it",
      `${A}    gpus:\n      - capabilities:\n        - gpu\n        d|`,
      "key services.a.gpus.[] <d>",
    ],
    ["an item of an item", `x:\n  - - a\n    - b|`, "key x.[].[] <b>"],
    ["an item in quotes", `${A}    environment:\n      - "A=|`, "key double services.a.environment.[] <A=>"],
    ["a closed item", `${A}    environment:\n      - "A"|`, "nothing"],
    ["a dash without a blank", `${A}    gpus:\n      -|`, "key services.a.gpus <->"],
    ["a comment behind an item", `${A}    gpus:\n      - a # b|`, "comment # b"],
  ])("%s", (_, marked, expected) => {
    expect(placed(marked)).toBe(expected);
  });

  test.each([
    ["block", `${A}    command:\n      - --master_addr # x\n      - |`, "--master_addr"],
    ["quoted", `${A}    command:\n      - "--master_addr"\n      - h|`, "--master_addr"],
    ["flow", `${A}    command: [x, "--master_addr", |`, "--master_addr"],
    ["flow over lines", `${A}    command: [\n      x,\n      --master_addr,\n      "|`, "--master_addr"],
    ["a first item", `${A}    command:\n      - |`, undefined],
    ["behind a map", `${A}    gpus:\n      - count: 1\n      - |`, undefined],
  ])("the item before: %s", (_, marked, expected) => {
    const { source, offset } = caret(marked);
    expect(caretAt(source, offset)).toHaveProperty("previous", expected);
  });
});

describe("flow collections", () => {
  test.each([
    ["an item", `${A}    caps: [|`, "value flow services.a.caps.[] <>"],
    ["a second item", `${A}    caps: [gpu, ut|]`, "value flow services.a.caps.[] <ut>"],
    ["an item in quotes", `${A}    caps: ["gp|u"]`, "value double flow services.a.caps.[] <gp> of <gpu>"],
    ["behind a quoted item", `${A}    caps: ["gpu", |`, "value flow services.a.caps.[] <>"],
    ["a key", `${A}    build: {con|`, "key flow services.a.build <con>"],
    ["a value", `${A}    build: {context: .|}`, "value flow services.a.build.context <.>"],
    ["behind a quoted key", `${A}    build: {"context":.|}`, "value flow services.a.build.context <.>"],
    ["a second key", `${A}    build: {context: ., do|}`, "key flow services.a.build <do>"],
    ["directly behind a colon", `${A}    build: {context:|`, "key flow services.a.build <context:>"],
    [
      "deep",
      `${A}    deploy: {resources: {reservations: {devices: [{driver: n|}]}}}`,
      "value flow services.a.deploy.resources.reservations.devices.[].driver <n>",
    ],
    [
      "a list in a map in a list",
      `${A}    gpus: [{capabilities: [gpu, |]}]`,
      "value flow services.a.gpus.[].capabilities.[] <>",
    ],
    ["behind an inner list", `${A}    gpus: [{capabilities: [gpu], |}]`, "key flow services.a.gpus.[] <>"],
    [
      "over several lines",
      `${A}    caps: [\n      gpu,\n      ut|\n    ]`,
      "value flow services.a.caps.[] <ut>",
    ],
    [
      "over several lines, empty",
      `${A}    caps: [\n      gpu,\n      |\n    ]`,
      "value flow services.a.caps.[] <>",
    ],
    ["a bracket in the key's column", `${A}    caps: [\n      gpu\n    ]\n    |`, "key services.a <>"],
    ["one never closed", `${A}    caps: [gpu\n    im|`, "key services.a <im>"],
    ["behind a closed one", `${A}    caps: [gpu]|`, "nothing"],
    ["a comment in it", `${A}    caps: [gpu, # w|`, "comment # w"],
    ["below a comment in it", `${A}    caps: [gpu, # w\n      u|`, "value flow services.a.caps.[] <u>"],
    ["a comment behind it", `${A}    caps: [gpu] # w|`, "comment # w"],
    ["an item that is one", `${A}    gpus:\n      - {driver: n|`, "value flow services.a.gpus.[].driver <n>"],
    ["a variable in quotes", `${A}    caps: ["\${A|`, "value double flow services.a.caps.[] <${A>"],
    ["a bare variable", `${A}    caps: [\${A}, \${B|`, "value flow services.a.caps.[] <${B>"],
    ["all of a file", '{"services": {"a": {"image": "py|', "value double flow services.a.image <py>"],
  ])("%s", (_, marked, expected) => {
    expect(placed(marked)).toBe(expected);
  });
});

describe("blocks of text and comments", () => {
  test.each([
    [
      "a block's line",
      `${A}    command: |-\n      a b\n      c d|`.replace("|-", ">-"),
      "value block services.a.command <      a b\n      c d> of <d>",
    ],
    [
      "a block's key-like line",
      `${A}    command: >\n      image: x|`,
      "value block services.a.command <      image: x> of <x>",
    ],
    [
      "a hash in a block",
      `${A}    command: >\n      # x|`,
      "value block services.a.command <      # x> of <x>",
    ],
    [
      "an empty line in a block",
      `${A}    command: >\n      a\n      |`,
      "value block services.a.command <      a\n      > of <>",
    ],
    ["below a block", `${A}    command: >\n      a\n    |`, "key services.a <>"],
    ["a key below a block", `${A}    command: >\n      a: b\n\n    im|`, "key services.a <im>"],
    ["a block of an item", `x:\n  - >\n    a|`, "value block x.[] <    a> of <a>"],
    ["a block's header", `${A}    command: >|`, "nothing"],
    ["a comment's line", `${A}    # wo|rds`, "comment # wo"],
    ["a comment behind a value", `${A}    image: x # w|`, "comment # w"],
    ["a comment behind a key", `${A}    image: # w|`, "comment # w"],
    ["a comment behind a quoted value", `${A}    image: "x" # w|`, "comment # w"],
    ["a hash in a word", `${A}    image: x#w|`, "value services.a.image <x#w>"],
    ["a hash in quotes", `${A}    image: "x # w|`, "value double services.a.image <x # w>"],
  ])("%s", (_, marked, expected) => {
    expect(placed(marked)).toBe(expected);
  });
});
