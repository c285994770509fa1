import { describe, expect, test } from "vitest";
import { hoverIn, service } from "./compose.ts";

const DEVICES = "    deploy: {resources: {reservations: {devices: [{";
const END = "}]}}}";

describe("what is said of", () => {
  test.each([
    ["a key of the stanza", `${DEVICES}co|unt: 1${END}`, "count", "**`count`**: How many devices"],
    ["its value", `${DEVICES}driver: nvi|dia${END}`, "nvidia", "NVIDIA's Container Toolkit"],
    ["another value", `${DEVICES}count: 1|2${END}`, "12", "**`count`**"],
    ["an item of a list", `${DEVICES}capabilities: [gp|u]${END}`, "gpu", "Always needed"],
    ["a key above", "    dep|loy: {}", "deploy", "**`deploy`**"],
    ["gpus", "    gpus: al|l", "all", "Every GPU"],
    ["shm_size", "    shm|_size: 1gb", "shm_size", "**`shm_size`**"],
    ["ipc", "    ipc: ho|st", "host", "**`host`**"],
    ["runtime", "    runtime: nvi|dia", "nvidia", "**`nvidia`**"],
    [
      "an image",
      "    image: nvidia/cu|da:12.4.1-base-ubuntu22.04",
      "nvidia/cuda:12.4.1-base-ubuntu22.04",
      "525.60.13",
    ],
    ["a quoted image", '    image: "python:3.|8"', '"python:3.8"', "3.8; its support has ended (2024-10-07)"],
    [
      "an image that ended",
      "    image: jupyter/scipy-note|book",
      "jupyter/scipy-notebook",
      "Use `quay.io/jupyter/*` instead.",
    ],
    [
      "an image by a variable",
      "    image: pyt|hon:${V:-3.12}",
      "python:${V:-3.12}",
      "Resolves to `python:3.12`.",
    ],
    ["the name of what is built", "    image: app|:1\n    build: .", "app:1", "this names the result"],
    ["a port", "    ports: ['127.0.0.1:80:88|88']", "'127.0.0.1:80:8888'", "Jupyter"],
    ["a port at length", "    ports:\n      - target: 88|88", "8888", "Jupyter"],
    ["an exposed port", "    expose: ['88|88']", "'8888'", "Jupyter"],
    ["a variable as a key", "    environment: {NCCL_|DEBUG: INFO}", "NCCL_DEBUG", "**`NCCL_DEBUG`**"],
    ["one as an item", "    environment:\n      - NCCL_|DEBUG=INFO", "NCCL_DEBUG", "**`NCCL_DEBUG`**"],
    ["one in quotes", '    environment:\n      - "NCCL_|DEBUG=INFO"', "NCCL_DEBUG", "**`NCCL_DEBUG`**"],
    ["one of a build", "    build:\n      args: {NCCL_|DEBUG: INFO}", "NCCL_DEBUG", "**`NCCL_DEBUG`**"],
    ["a dependency", "    depends_on: [d|b]", "db", "The service `db` runs `python:3.12`."],
    ["one as a key", "    depends_on: {d|b: {condition: service_started}}", "db", "The service `db`"],
    ["a link", '    links: ["d|b:database"]', "db", "The service `db`"],
    ["what is extended", "    extends: d|b", "db", "The service `db`"],
    ["what is extended, at length", "    extends: {service: d|b}", "db", "The service `db`"],
    ["another's network", "    network_mode: service:d|b", "db", "The service `db`"],
    ["MASTER_ADDR", "    environment: {MASTER_ADDR: d|b}", "db", "The service `db`"],
    ["MASTER_ADDR as an item", "    environment: ['MASTER_ADDR=d|b']", "db", "The service `db`"],
    ["an address", "    environment: {URL: 'http://u:p@d|b:80/x'}", "db", "The service `db`"],
    ["an option", "    command: torchrun --master_addr d|b x", "db", "The service `db`"],
    ["an option over items", "    command: [torchrun, --master_addr, d|b]", "db", "The service `db`"],
    [
      "an endpoint",
      "    command: >\n      torchrun\n      --rdzv_endpoint=d|b:29500",
      "db",
      "The service `db`",
    ],
    [
      "TF_CONFIG",
      `    environment:\n      TF_CONFIG: '{"cluster": {"worker": ["d|b:1"]}}'`,
      "db",
      "The service `db`",
    ],
    [
      "a rule",
      "    # ml-containers: allow base-unp|inned\n    image: a",
      "base-unpinned",
      "**base-unpinned**",
    ],
  ])("%s", (_, marked, over, markdown) => {
    const found = hoverIn(service(marked));
    expect(found.over).toBe(over);
    expect(found.markdown).toContain(markdown);
  });

  test.each([
    [
      "a service's own name",
      "services:\n  a|:\n    image: python\n    gpus: all\n    ports: [80]",
      "It has port 80 and every GPU of the host.",
    ],
    ["a service with nothing but a build", "services:\n  a|: {build: .}", "The service `a` is built here."],
    ["a template's key", "x-d: &d\n  reso|urces: {}\nservices: {a: {deploy: *d}}", "**`resources`**"],
    ["a template's merged key", "x-d: &d\n  shm_|size: 1gb\nservices: {a: {<<: *d}}", "**`shm_size`**"],
    [
      "a template of a template",
      "x-d: &d {cou|nt: 1}\nx-e: &e {reservations: {devices: [*d]}}\nservices: {a: {deploy: {resources: *e}}}",
      "**`count`**",
    ],
    ["a template's image", "x-d: &d {image: pyth|on:3.12}\nservices: {a: {<<: *d}}", "**Python**: 3.12"],
    [
      "a template's variable",
      "x-d: &d {NCCL_|DEBUG: INFO}\nservices: {a: {environment: {<<: *d}}}",
      "NCCL_DEBUG",
    ],
    ["a template that nothing uses", "x-d:\n  shm_|size: 1gb", "**`shm_size`**"],
    ["a rule at the top", "# ml-containers: allow-file base-unp|inned\nservices: {}", "**base-unpinned**"],
  ])("%s", (_, marked, markdown) => {
    expect(hoverIn(marked).markdown).toContain(markdown);
  });

  test.each([
    ["a word of a command", service("    command: echo d|b")],
    ["a value that is no host", service("    environment: {NAME: d|b}")],
    ["a TF_CONFIG's other text", service(`    environment: {TF_CONFIG: '{"task": {"type": "d|b"}}'}`)],
    ["a key elsewhere", "volumes:\n  shm_|size: {}"],
    ["a comment", service("    image: a # db| gpus")],
    ["an unknown variable", service("    environment: {FO|O: 1}")],
    ["a port that nothing uses", service("    ports: ['1:1|']")],
    ["an empty file", "|"],
    ["blank space", "services:\n  a:\n |   image: x"],
  ])("nothing: %s", (_, marked) => {
    expect(hoverIn(marked).markdown).toBe("");
  });
});

describe("a variable", () => {
  const BESIDE = { ".env": "# own\nTAG=3.12\nSECRET='a`b'\n" };

  test.each([
    [
      "with a default",
      "    image: a:${V|:-1}",
      "${V:-1}",
      ["**`V`** = `1`", "so the default counts", "The default is `1`."],
    ],
    ["without", "    image: a:$V|", "$V", ["`${V}` (unknown: the shell", "or is empty"]],
    ["that is required", "    image: a:${V|:?why}", "${V:?why}", ["Compose stops where nobody sets it"]],
    [
      "that is replaced",
      "    image: a${V|:+-gpu}",
      "${V:+-gpu}",
      ["(empty)", "Where it is set to something, `-gpu` takes its place."],
    ],
    ["of .env", "    image: a:${TA|G:-1}", "${TAG:-1}", ["**`TAG`** = `3.12`", "Line 2 of `.env` sets it."]],
    ["with a backtick", "    image: a:$SEC|RET", "$SECRET", ["`` a`b ``"]],
    ["in double quotes", '    image: "a\\t:${TA|G}"', "${TAG}", ["`3.12`"]],
    ["in single quotes", "    image: 'it''s:${TA|G}'", "${TAG}", ["`3.12`"]],
    [
      "in a block",
      "    command: |\n      a\n        b ${TA|G} c".replace("command: |", "command: >"),
      "${TAG}",
      ["`3.12`"],
    ],
    ["in a list", "    command: [a, '${TA|G}']", "${TAG}", ["`3.12`"]],
    ["in a default", "    image: a:${V:-${TA|G}}", "${TAG}", ["`3.12`"]],
    ["around one", "    image: a:${V|:-${TAG}}", "${V:-${TAG}}", ["**`V`** = `3.12`"]],
    ["of a service's environment", "    environment: ['A=${TA|G}']", "${TAG}", ["`3.12`"]],
  ])("%s", (_, marked, over, expected) => {
    const found = hoverIn(service(marked), BESIDE);
    expect(found.over).toBe(over);
    for (const text of expected) expect(found.markdown).toContain(text);
  });

  test.each([
    ["an escaped dollar", "    command: echo $$TA|G"],
    ["a key", "    x: {$TA|G: 1}"],
  ])("not: %s", (_, marked) => {
    expect(hoverIn(service(marked), BESIDE).markdown).toBe("");
  });
});

describe("an alias", () => {
  const BASE = "x-a: &a\n  image: python\n  deploy:\n    replicas: 1\n";

  test("shows what it stands for as it is written", () => {
    const { over, markdown } = hoverIn(`${BASE}services:\n  a: *|a\n`);
    expect(over).toBe("*a");
    expect(markdown).toBe("**`a`**, line 2:\n\n```yaml\nimage: python\ndeploy:\n  replicas: 1\n```");
  });

  test("of a flow collection, a word, and a long text", () => {
    expect(hoverIn("x: &a {b: 1}\ny: *|a\n").markdown).toContain("```yaml\n{b: 1}\n```");
    expect(hoverIn("x: &a word\ny: *|a\n").markdown).toContain("```yaml\nword\n```");
    const long = Array.from({ length: 40 }, (_, index) => `  k${index}: 1`).join("\n");
    const { markdown } = hoverIn(`x: &a\n${long}\ny: *|a\n`);
    expect(markdown).toContain("k14: 1\n…\n```");
    expect(markdown).not.toContain("k15");
  });

  test("to nothing says so", () => {
    expect(hoverIn("x: *|a\n").markdown).toContain("No anchor `a` stands above");
  });

  test("a fence in it does not end the block", () => {
    const { markdown } = hoverIn("x: &a |2\n  ```\n  [x](command:y)\ny: *|a\n".replace("|2", ">"));
    expect(markdown.split("\n\n").at(-1)).toMatch(/^````yaml\n[^]*\n````$/);
  });

  test("a merge key says what it brings in, and what the map says itself", () => {
    const { over, markdown } = hoverIn(`${BASE}services:\n  a:\n    <|<: *a\n    image: redis\n`);
    expect(over).toBe("<<");
    expect(markdown).toBe("It brings in `deploy`.\n\nWhat this map says itself counts: `image`.");
  });

  test("a merge key with a list, and with nothing new", () => {
    const two = `${BASE}x-b: &b {ipc: host}\n`;
    expect(hoverIn(`${two}services: {a: {<|<: [*a, *b]}}\n`).markdown).toBe(
      "It brings in `image`, `deploy`, `ipc`.",
    );
    expect(hoverIn(`${two}services: {a: {<|<: *b, ipc: none}}\n`).markdown).toContain("brings in nothing");
  });
});
