import { describe, expect, test } from "vitest";
import { accepted, itemsIn, labelsIn, service } from "./compose.ts";

const DEVICES = ["    deploy:", "      resources:", "        reservations:", "          devices:"];
const item = (...lines: readonly string[]): string =>
  service(...DEVICES, ...lines.map((line, index) => `            ${index === 0 ? "- " : "  "}${line}`));

describe("what is offered", () => {
  test.each([
    ["keys of a service", service("    |"), ["gpus", "deploy", "shm_size", "ipc", "runtime"]],
    ["the stanza as a whole", service("    |"), ["deploy … devices"]],
    ["what is left of the stanza", service("    deploy:", "      |"), ["resources", "resources … devices"]],
    ["the last of it", service(...DEVICES.slice(0, 3), "          |"), ["devices", "devices …"]],
    ["an item of it", service(...DEVICES, "            |"), ["- driver: nvidia …", "- driver"]],
    ["keys of an item", item("|"), ["driver", "count", "capabilities", "device_ids"]],
    ["further keys", item("driver: nvidia", "|"), ["count", "capabilities"]],
    ["keys above others", item("|", "count: 1"), ["driver", "capabilities"]],
    ["drivers", item("driver: |"), ["nvidia", "cdi"]],
    ["drivers in quotes", item('driver: "n|'), ["nvidia"]],
    ["counts", item("count: |"), ["all", "1"]],
    ["capabilities", item("capabilities: |"), ["[gpu]"]],
    ["capabilities in brackets", item("capabilities: [|"), ["gpu", "compute"]],
    ["a second capability", item("capabilities: [gpu, |]"), ["utility"]],
    ["capabilities in quotes", item('capabilities: ["gp|"]'), ["gpu"]],
    ["capabilities as items", item("capabilities:", "  - |"), ["gpu", "utility"]],
    ["capabilities below", item("capabilities:", "  |"), ["- gpu"]],
    ["ids", item("device_ids: |"), ['["0"]']],
    ["keys in braces", service("    gpus: [{|"), ["driver", "count"]],
    ["gpus", service("    gpus: |"), ["all"]],
    ["items of gpus", service("    gpus:", "      - |"), ["driver", "count"]],
    ["gpus without a dash", service("    gpus:", "      |"), ["- driver"]],
    ["devices", service("    devices:", "      - |"), ["nvidia.com/gpu=all", "/dev/kfd"]],
    ["ipc", service("    ipc: |"), ["host", "private", "service:NAME"]],
    ["runtime", service("    runtime: n|"), ["nvidia"]],
    ["ulimits", service("    ulimits:", "      |"), ["memlock", "stack"]],
    ["an extension field", "x-gpu: &gpu\n  |\nservices: {a: {<<: *gpu}}", ["deploy", "gpus"]],
    ["one that is a part", "x-d: &d\n  |\nservices:\n  a:\n    deploy: *d\n", ["resources"]],
    ["one without an alias", "x-gpu:\n  |", ["deploy"]],
    ["images", service("    image: |"), ["pytorch/pytorch", "nvidia/cuda"]],
    ["images in quotes", service('    image: "pyt|"'), ["pytorch/pytorch"]],
    ["images in braces", service("    x: 1") + "\n  b: {image: |}", ["pytorch/pytorch"]],
    ["tags", service("    image: nvidia/cuda:|"), ["12.4.1-base-ubuntu22.04"]],
    ["tags in quotes", service('    image: "nvidia/cuda:12|"'), ["12.4.1-base-ubuntu22.04"]],
    ["images behind a registry", service("    image: ${REG}/nvidia/|"), ["nvidia/cuda"]],
    ["images behind a known one", service("    image: ${REG:-nvcr.io}/nv|"), ["nvidia/pytorch"]],
    ["tags behind a registry", service("    image: ${REG}/nvidia/cuda:|"), ["12.4.1-base-ubuntu22.04"]],
    ["tags of a default name", service("    image: ${I:-python}:|"), ["3.12-slim"]],
    ["images in a default", service("    image: ${I:-pyt|}"), ["pytorch/pytorch"]],
    ["tags in a default", service("    image: ${I:-python:3|}"), ["3.12-slim"]],
    ["tags that are a default", service("    image: python:${T:-3.|}"), ["3.12-slim"]],
    ["variables as keys", service("    environment:", "      NC|"), ["NCCL_DEBUG"]],
    ["variables as items", service("    environment:", "      - NC|"), ["NCCL_DEBUG"]],
    ["variables in quotes", service("    environment:", '      - "NC|'), ["NCCL_DEBUG"]],
    ["variables in brackets", service("    environment: [NC|"), ["NCCL_DEBUG"]],
    ["variables of a build", service("    build:", "      args:", "        - NC|"), ["NCCL_DEBUG"]],
    ["values", service("    environment:", "      NCCL_DEBUG: |"), ["INFO", "WARN"]],
    ["values of items", service("    environment:", "      - NCCL_DEBUG=|"), ["INFO"]],
    ["values in quotes", service("    environment:", '      NCCL_DEBUG: "W|"'), ["WARN"]],
    ["values in braces", service("    environment: {NCCL_DEBUG: |}"), ["WARN"]],
    ["elements", service("    environment:", "      NVIDIA_DRIVER_CAPABILITIES: compute,|"), ["utility"]],
    ["what is merged", "x-e: &e\n  NC|\nservices:\n  a:\n    environment: {<<: *e}\n", ["NCCL_DEBUG"]],
    ["depends_on as items", service("    depends_on:", "      - |"), ["db", "redis"]],
    ["depends_on in brackets", service("    depends_on: [db, r|]"), ["redis"]],
    ["depends_on behind the colon", service("    depends_on: |"), ["[db]"]],
    ["depends_on below", service("    depends_on:", "      |"), ["- db"]],
    ["depends_on as keys", service("    depends_on:", "      db: {}", "      |"), ["redis"]],
    ["depends_on in braces", service("    depends_on: {|"), ["db"]],
    ["what is waited for", service("    depends_on:", "      db:", "        |"), ["condition"]],
    ["conditions", service("    depends_on:", "      db:", "        condition: |"), ["service_healthy"]],
    ["links", service("    links:", "      - d|"), ["db"]],
    ["extends", service("    extends: |"), ["db"]],
    ["extends at length", service("    extends:", "      service: |"), ["db"]],
    ["another's network", service("    network_mode: service:|"), ["db"]],
    ["another's ipc", service('    ipc: "service:d|"'), ["db"]],
    ["MASTER_ADDR", service("    environment:", "      MASTER_ADDR: |"), ["db", "a"]],
    ["MASTER_ADDR as an item", service("    environment:", "      - MASTER_ADDR=d|"), ["db"]],
    ["RAY_ADDRESS", service("    environment:", "      RAY_ADDRESS: ray://|"), ["db"]],
    ["--rdzv_endpoint=", service("    command: torchrun --rdzv_endpoint=|"), ["db", "a"]],
    ["--master_addr", service("    command: torchrun --master_addr |"), ["db"]],
    [
      "--master-addr in a block",
      service("    command: >", "      torchrun", "      --master-addr d|"),
      ["db"],
    ],
    ["--rdzv-endpoint in a list", service('    command: ["torchrun", "--rdzv-endpoint=|"]'), ["db"]],
    ["an item behind it", service("    command:", "      - --master_addr", "      - |"), ["db"]],
    ["one in brackets", service('    command: [torchrun, "--master_addr", "|"]'), ["db"]],
    [
      "TF_CONFIG",
      service("    environment:", `      TF_CONFIG: '{"cluster": {"worker": ["db:1", "|`),
      ["redis", "a"],
    ],
    [
      "TF_CONFIG in a block",
      service("    environment:", "      TF_CONFIG: >-", '        {"cluster":', '         {"worker": ["|'),
      ["db"],
    ],
    ["rules", "# ml-containers: allow |\nservices: {}", ["base-unpinned"]],
    ["rules behind a value", service("    image: a # ml-containers: allow b|"), ["base-unpinned"]],
    ["the allow comment", "services: {}\n# ml|", ["ml-containers: allow", "ml-containers: allow-file"]],
  ])("%s", (_, marked, expected) => {
    expect(labelsIn(marked)).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    ["a key that is there", item("count: 1", "|"), "count"],
    ["a key that is there below", item("|", "count: 1"), "count"],
    ["what excludes one that is there", item("count: 1", "|"), "device_ids"],
    ["a stanza that is there", service("    deploy: {}", "    |"), "deploy … devices"],
    ["a service for itself", service("    depends_on: [|"), "a"],
    ["one that is waited for", service("    depends_on:", "      db: {}", "      |"), "db"],
    ["a bare word where a list is wanted", item("capabilities: |"), "gpu"],
    ["a variable that is being typed", service("    image: ${TYPED|"), "TYPED"],
  ])("not: %s", (_, marked, label) => {
    expect(labelsIn(marked)).not.toContain(label);
  });

  test("a key of another item counts for that one alone", () => {
    expect(labelsIn(item("count: 1").concat("\n            - |"))).toContain("count");
  });

  test.each([
    ["the top", "|"],
    ["a service's name", "services:\n  |"],
    ["a volume", "volumes:\n  |"],
    ["a digest", service("    image: python@|")],
    ["a tag of an unknown name", service("    image: $X:|")],
    ["behind a tag in a default", service("    image: python:3-${T:-s|}")],
    ["an ordinary comment", "services: {} # words |"],
    ["a hash in quotes", service('    image: "a # m|')],
    ["a comment in a block", service("    command: >", "      # ml|")],
    ["another option's value", service("    command: torchrun --nnodes |")],
    ["a command's words", service("    command: tor|")],
    ["directly behind a colon", service("    gpus:|")],
    ["values of an unknown variable", service("    environment:", "      FOO: |")],
    ["an escaped dollar", service("    command: echo $$|")],
  ])("nothing: %s", (_, marked) => {
    expect(labelsIn(marked)).toEqual([]);
  });
});

describe("variables", () => {
  const BESIDE = { ".env": "TAG=3.12\nexport TOKEN='a b'\nEMPTY\n# NOT=1\n" };

  test("those of .env come first, with their values, then those that the file names", () => {
    const items = itemsIn(service("    image: ${|", "    x: $OTHER ${MORE:-1} $$NONE"), BESIDE);
    expect(items.map(({ label, detail }) => [label, detail])).toEqual([
      ["TAG", "3.12 (.env)"],
      ["TOKEN", "a b (.env)"],
      ["EMPTY", ".env"],
      ["OTHER", "set by the shell, or nobody"],
      ["MORE", "set by the shell, or nobody"],
    ]);
  });

  test.each([
    ["a brace", "    image: a:${T|", "    image: a:${TAG}"],
    ["a brace that is closed", "    image: a:${T|}", "    image: a:${TAG}"],
    ["one with a default", "    image: a:${T|X:-1}", "    image: a:${TAG:-1}"],
    ["none", "    image: a:$T|-x", "    image: a:$TAG-x"],
    ["quotes", '    image: "a:${T|"', '    image: "a:${TAG}"'],
    ["a block", "    command: >\n      a ${T| b", "    command: >\n      a ${TAG} b"],
    ["a list", "    command: [a, ${T|]", "    command: [a, ${TAG}]"],
    ["behind an escaped one", "    image: $$$T|", "    image: $$$TAG"],
  ])("with %s", (_, marked, expected) => {
    expect(accepted(service(marked), "TAG", BESIDE)).toBe(service(expected));
  });
});

describe("what accepting does", () => {
  test.each([
    ["a key", "    shm|", "shm_size", "    shm_size: 8gb"],
    ["a key that has its colon", "    shm|: 1gb", "shm_size", "    shm_size: 1gb"],
    ["a key in the middle", "    sh|m_siz: 1gb", "shm_size", "    shm_size: 1gb"],
    ["a key of a map", "    depl|", "deploy", "    deploy:"],
    ["a key in quotes", '    "shm|": 1gb', "shm_size", '    "shm_size": 1gb'],
    ["a key in braces", "    gpus: [{co|}]", "count", "    gpus: [{count: }]"],
    ["a value", "    gpus: |", "all", "    gpus: all"],
    ["a value in place of another", "    gpus: |none", "all", "    gpus: all"],
    ["a value in quotes", '    ipc: "h|"', "host", '    ipc: "host"'],
    ["the beginning of a value", "    ipc: |", "service:NAME", "    ipc: service:"],
    ["another service", "    ipc: service:d|x # why", "db", "    ipc: service:db # why"],
    ["a name in front of its tag", "    image: pyt|h:3.12 # x", "python", "    image: python:3.12 # x"],
    ["a tag", "    image: python:3|.8", "3.12-slim", "    image: python:3.12-slim"],
    ["a tag in quotes", "    image: 'python:3|.8'", "3.12-slim", "    image: 'python:3.12-slim'"],
    ["a name behind a registry", "    image: ${R}/nv|", "nvidia/cuda", "    image: ${R}/nvidia/cuda"],
    ["a tag in a default", "    image: ${I:-python:3|}", "3.12-slim", "    image: ${I:-python:3.12-slim}"],
    ["a variable", "    environment:\n      NC|", "NCCL_DEBUG", "    environment:\n      NCCL_DEBUG: "],
    [
      "one with a value",
      "    environment:\n      NC|: x",
      "NCCL_DEBUG",
      "    environment:\n      NCCL_DEBUG: x",
    ],
    ["an item", "    environment:\n      - NC|", "NCCL_DEBUG", "    environment:\n      - NCCL_DEBUG="],
    [
      "one with a value",
      "    environment:\n      - NC|=1",
      "NCCL_DEBUG",
      "    environment:\n      - NCCL_DEBUG=1",
    ],
    [
      "a value of it",
      "    environment:\n      - NCCL_DEBUG=I|",
      "INFO",
      "    environment:\n      - NCCL_DEBUG=INFO",
    ],
    [
      "a further item without its dash",
      "    environment:\n      - A=1\n      NC|",
      "- NCCL_DEBUG",
      "    environment:\n      - A=1\n      - NCCL_DEBUG=",
    ],
    [
      "a value in braces",
      "    environment: {NCCL_DEBUG: W|, B: 1}",
      "INFO",
      "    environment: {NCCL_DEBUG: INFO, B: 1}",
    ],
    ["a dependency", "    depends_on:\n      r|", "- redis", "    depends_on:\n      - redis"],
    [
      "a dependency as a key",
      "    depends_on:\n      db: {}\n      r|",
      "redis",
      "    depends_on:\n      db: {}\n      redis:\n        condition: service_healthy",
    ],
    ["an address", "    command: t --master_addr=d|b:29500", "db", "    command: t --master_addr=db:29500"],
    [
      "an item of capabilities",
      "    gpus:\n      - capabilities:\n          u|",
      "- utility",
      "    gpus:\n      - capabilities:\n          - utility",
    ],
    [
      "a rule",
      "    image: a # ml-containers: allow base-un| x",
      "base-unpinned",
      "    image: a # ml-containers: allow base-unpinned x",
    ],
    [
      "the whole stanza",
      "    dep|",
      "deploy … devices",
      [
        ...DEVICES,
        "            - driver: nvidia",
        "              count: all",
        "              capabilities: [gpu]",
      ].join("\n"),
    ],
    [
      "the end of the stanza",
      [...DEVICES, "            |"].join("\n"),
      "- driver: nvidia …",
      [
        ...DEVICES,
        "            - driver: nvidia",
        "              count: all",
        "              capabilities: [gpu]",
      ].join("\n"),
    ],
  ])("%s", (_, marked, label, expected) => {
    expect(accepted(service(marked), label)).toBe(service(expected));
  });

  test("CRLF stays", () => {
    const marked = service("    ipc: h|", "    gpus: all").replaceAll("\n", "\r\n");
    expect(accepted(marked, "host")).toBe(marked.replace("h|", "host"));
  });
});
