import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must, run } from "../../scripts/lib/children.ts";
import type { Finished } from "../../scripts/lib/children.ts";
import { buildkit } from "../lib/buildkit.ts";
import { askCompose, compose, inProject, toolkit } from "../lib/compose.ts";
import type { ComposeFiles } from "../lib/compose.ts";

type Row = readonly [what: string, files: ComposeFiles, says: string];

const devices = (item: string): string => service(stanza(item));
const at = "services.a.deploy.resources.reservations.devices";

/** What `docker compose config` refuses; a message names `$DIR` where Compose names the project's folder. */
const REFUSED: readonly Row[] = [
  [
    "count and device_ids",
    devices(`{driver: nvidia, count: 1, device_ids: ["0"], capabilities: [gpu]}`),
    `"count" and "device_ids" attributes are exclusive`,
  ],
  [
    "count 0 and device_ids",
    devices(`{count: 0, device_ids: ["0"], capabilities: [gpu]}`),
    `"count" and "device_ids" attributes are exclusive`,
  ],
  [
    "no capabilities",
    devices("{driver: nvidia, count: 1}"),
    `validating $DIR/compose.yaml: ${at}.0 capabilities is required`,
  ],
  ["capabilities as a text", devices("{capabilities: gpu}"), `${at}.0.capabilities must be a list`],
  [
    "capabilities in two lists",
    devices("{capabilities: [[gpu]]}"),
    `${at}.0.capabilities.0 must be a string`,
  ],
  [
    "one capability twice",
    devices("{capabilities: [gpu, gpu]}"),
    `${at}.0.capabilities array items[0,1] must be unique`,
  ],
  [
    "a count in words",
    devices("{capabilities: [gpu], count: two}"),
    `invalid value "two", the only value allowed is 'all' or a number`,
  ],
  [
    "a count that a variable left empty",
    devices("{capabilities: [gpu], count: '${GPUS:-}'}"),
    `invalid value "", the only value allowed is 'all' or a number`,
  ],
  ["half a GPU", devices("{capabilities: [gpu], count: 0.5}"), `${at}.0.count must be a string or integer`],
  [
    "device ids as numbers",
    devices("{capabilities: [gpu], device_ids: [0]}"),
    `${at}.0.device_ids.0 must be a string`,
  ],
  [
    "device ids as a text",
    devices(`{capabilities: [gpu], device_ids: "0"}`),
    `${at}.0.device_ids must be a list`,
  ],
  [
    "an unknown key of the stanza",
    devices("{capabilities: [gpu], counts: 1}"),
    `${at}.0 Additional property counts is not allowed`,
  ],
  [
    "the stanza under limits",
    service("deploy: {resources: {limits: {devices: [{capabilities: [gpu]}]}}}"),
    "services.a.deploy.resources.limits Additional property devices is not allowed",
  ],
  [
    "the stanza under deploy",
    service("deploy: {devices: [{capabilities: [gpu]}]}"),
    "services.a.deploy Additional property devices is not allowed",
  ],
  ["another word than all", service("gpus: none"), `services.a.gpus must be one of the following: "all"`],
  ["gpus as a number", service("gpus: 1"), "services.a.gpus must be a string"],
  ["a unit with a letter too many", service("shm_size: 8gbb"), "invalid size: '8gbb'"],
  ["… in a build", service("build: {context: ., shm_size: 8gbb}"), "invalid size: '8gbb'"],
  ["a negative size in quotes", service(`shm_size: "-1"`), "invalid size: '-1'"],
  [
    "a limit with soft only",
    service("ulimits: {memlock: {soft: -1}}"),
    "services.a.ulimits.memlock hard is required",
  ],
  [
    "another service's memory that is not there",
    service(`ipc: "service:zz"`),
    `service "a" depends on undefined service "zz"`,
  ],
  [
    "a volume that is not there",
    service("volumes: ['data:/data']"),
    `service "a" refers to undefined volume data: invalid compose project`,
  ],
  [
    "a network that is not there",
    service("networks: [training]"),
    `service "a" refers to undefined network training`,
  ],
  [
    "… in a map",
    service("networks: {training: {aliases: [b]}}"),
    `service "a" refers to undefined network training`,
  ],
  [
    "a network beside a mode",
    service("network_mode: host\n    networks: [default]"),
    "service a declares mutually exclusive `network_mode` and `networks`",
  ],
  ...[
    "depends_on: [zz]",
    "depends_on: {zz: {condition: service_started, required: false}}",
    'network_mode: "service:zz"',
    'pid: "service:zz"',
    'uts: "service:zz"',
    "links: ['zz:db']",
    "volumes_from: ['zz:ro']",
  ].map((lines): Row => [
    `a service that is not there: ${lines}`,
    service(lines),
    `service "a" depends on undefined service "zz"`,
  ]),
  ...[
    ["enviroment: {A: b}", "services.a", "enviroment"],
    ["device_requests: []", "services.a", "device_requests"],
    ["dockerfile: x", "services.a", "dockerfile"],
    ["deploy: {replica: 1}", "services.a.deploy", "replica"],
    ["build: {contxt: .}", "services.a.build", "contxt"],
    ["healthcheck: {tests: x}", "services.a.healthcheck", "tests"],
    ["ports: [{target: 80, host: 1}]", "services.a.ports.0", "host"],
  ].map(([lines = "", path = "", key = ""]): Row => [
    `an unknown key: ${lines}`,
    service(lines),
    `${path} Additional property ${key} is not allowed`,
  ]),
  [
    "an unknown key at the top",
    `serve: {image: x}\n${service("")}`,
    "(root) Additional property serve is not allowed",
  ],
  ...["environment", "volumes", "ports", "healthcheck", "shm_size"].map((key): Row => [
    `nothing behind ${key}`,
    service(`${key}:`),
    `services.a.${key} must be a `,
  ]),
  ...[
    ["group_add", "[video, video]"],
    ["security_opt", "[a:b, a:b]"],
    ["volumes_from", "[a, a]"],
    ["networks", "[default, default]"],
    ["extra_hosts", "['a:1.1.1.1', 'a:1.1.1.1']"],
    ["depends_on", "[a, a]"],
  ].map(([key = "", value = ""]): Row => [
    `an item twice in ${key}`,
    service(`${key}: ${value}`),
    `services.a.${key} array items[0,1] must be unique`,
  ]),
  ["a port out of range", service("ports: ['70000:80']"), "Invalid hostPort: 70000"],
  ["a port without a container's port", service("ports: ['80:']"), "No port specified: 80:<empty>"],
  ["a version that is a number", `version: 3.8\n${service("")}`, "version must be a string"],
  [
    "a service without an image",
    "services:\n  a:\n    command: x\n",
    `service "a" has neither an image nor a build context specified: invalid compose project`,
  ],
  [
    "extends in a circle",
    "services:\n  a: {image: x, extends: b}\n  b: {image: x, extends: a}\n",
    "Circular reference:\n",
  ],
  [
    "extends in a circle of two files",
    {
      "compose.yaml": "services: {a: {extends: {file: other.yaml, service: b}}}\n",
      "other.yaml": "services: {b: {extends: {file: compose.yaml, service: a}}}\n",
    },
    "Circular reference:\n",
  ],
  [
    "extends of a missing file",
    "services: {a: {extends: {file: nope.yaml, service: b}}}\n",
    "$DIR/nope.yaml: no such file or directory",
  ],
  [
    "include in a circle",
    {
      "compose.yaml": "include: [other.yaml]\nservices: {b: {image: x}}\n",
      "other.yaml": "include: [compose.yaml]\n",
    },
    "include cycle detected:\n$DIR/compose.yaml\n include $DIR/other.yaml\n include $DIR/compose.yaml",
  ],
  ["include of a missing file", "include: [nope.yaml]\n", "$DIR/nope.yaml: no such file or directory"],
  [
    "an include that changes a service",
    {
      "compose.yaml": "include: [other.yaml]\nservices: {a: {command: y}}\n",
      "other.yaml": "services: {a: {image: x}}\n",
    },
    "services.a conflicts with imported resource",
  ],
  [
    "a missing env_file",
    service("env_file: nope.env"),
    "env file $DIR/nope.env not found: stat $DIR/nope.env: no such file or directory",
  ],
  [
    "a key twice",
    "services:\n  a:\n    image: x\n    image: y\n",
    `line 4: mapping key "image" already defined at line 3`,
  ],
  [
    "two merge keys",
    "x-a: &a {A: 1}\nservices:\n  a:\n    <<: *a\n    <<: *a\n",
    `line 5: mapping key "<<" already defined at line 4`,
  ],
  ["an unknown anchor", "services:\n  a: *none\n", "yaml: unknown anchor 'none' referenced"],
  [
    "an anchor that holds itself",
    "services:\n  a: &a\n    image: x\n    labels: *a\n",
    "cycle detected: node at path services.a.labels.labels references node at path services.a.labels",
  ],
  [
    "a merge of a text",
    "services:\n  a:\n    <<: foo\n    image: x\n",
    "yaml: map merge requires map or sequence of maps as the value",
  ],
  ["a tab", "services:\n\ta:\n\t\timage: x\n", "yaml: line 2: found character that cannot start any token"],
  [
    "a required variable",
    service("command: ${NOPE:?say which}"),
    "error while interpolating services.a.command: required variable NOPE is missing a value: say which",
  ],
  [
    "an open brace",
    service("command: ${NOPE"),
    "invalid interpolation format for services.a.command.\nYou may need to escape any $ with another $.\n${NOPE",
  ],
];

/** Names that are declared nowhere, and what Compose says of them once it counts the service. */
const UNDEFINED: readonly (readonly [lines: string, says: string])[] = [
  ["volumes: ['data:/data']", "refers to undefined volume data"],
  ["networks: [n]", "refers to undefined network n"],
  ["depends_on: [zz]", 'depends on undefined service "zz"'],
  ["depends_on: {zz: {condition: service_started, required: false}}", 'depends on undefined service "zz"'],
  ["ipc: 'service:zz'", 'depends on undefined service "zz"'],
  ["links: ['zz:db']", 'depends on undefined service "zz"'],
  ["volumes_from: ['zz:ro']", 'depends on undefined service "zz"'],
];

/** What it takes, and what it says of it. */
const TAKEN: readonly Row[] = [
  [
    "a version",
    `version: "3.8"\n${service("")}`,
    "$DIR/compose.yaml: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion",
  ],
  [
    "an unset variable",
    service("command: $NOPE"),
    String.raw`The \"NOPE\" variable is not set. Defaulting to a blank string.`,
  ],
  ["a typo in an item of gpus", service("gpus: [{counts: 1}]"), ""],
  ["a stanza with an unknown driver", devices("{driver: nvidia.com/gpu, capabilities: [gpu]}"), ""],
  ["an unknown IPC mode", service("ipc: hosts"), ""],
  ["a limit's name in capitals", service("ulimits: {MEMLOCK: -1}"), ""],
  [
    "one port for two services",
    "services:\n  a: {image: x, ports: ['80:80']}\n  b: {image: x, ports: ['80:80']}\n",
    "",
  ],
  ...[
    "command:",
    "deploy:",
    "environment: {}",
    "cap_add: [A, A]",
    "profiles: [p, p]",
    'group_add: [44, "44"]',
  ].map((lines): Row => [`empty or twice: ${lines}`, service(lines), ""]),
  ["no networks beside a mode", service("network_mode: host\n    networks: []"), ""],
  ["volumes of a container of its own", service("volumes_from: ['container:zz']"), ""],
  [
    "an optional dependency in a profile that is off",
    "services:\n  a: {image: x, depends_on: {b: {condition: service_started, required: false}}}\n  b: {image: x, profiles: [p]}\n",
    "",
  ],
  ...UNDEFINED.map(([lines]): Row => [
    `of a service whose profile is off: ${lines}`,
    `services:\n  a: {image: x}\n  b: {image: x, profiles: [p], ${lines}}\n`,
    "",
  ]),
  ["a volume of one letter, which it takes for a drive", service("volumes: ['v:/v']"), ""],
];

/** What only the engine refuses, when a container is made or started. */
const REFUSED_BY_ENGINE: readonly (readonly [what: string, lines: string, says: string])[] = [
  [
    "a GPU where there is none",
    stanza("{driver: nvidia, count: 1, capabilities: [gpu]}"),
    'could not select device driver "nvidia" with capabilities: [[gpu]]',
  ],
  [
    "a GPU of no driver",
    stanza("{capabilities: [gpu]}"),
    'could not select device driver "" with capabilities: [[gpu]]',
  ],
  [
    "no GPU at all, by count",
    stanza("{driver: nvidia, count: 0, capabilities: [gpu]}"),
    'could not select device driver "nvidia" with capabilities: [[gpu]]',
  ],
  [
    "an unknown driver",
    stanza("{driver: nvidia.com/gpu, capabilities: [gpu]}"),
    'could not select device driver "nvidia.com/gpu" with capabilities: [[gpu]]',
  ],
  [
    "CDI with a count",
    stanza("{driver: cdi, count: 1, capabilities: [gpu]}"),
    "unexpected count in CDI device request",
  ],
  ["CDI without ids", stanza("{driver: cdi, capabilities: [gpu]}"), "unexpected count in CDI device request"],
  [
    "an unknown CDI device",
    stanza("{driver: cdi, device_ids: ['a.b/c=d'], capabilities: [gpu]}"),
    "CDI device injection failed: unresolvable CDI devices a.b/c=d",
  ],
  ["an unknown runtime", "runtime: nvidia", "unknown or invalid runtime name: nvidia"],
  ["an unknown IPC mode", "ipc: hosts", "invalid IPC mode: hosts"],
  ["a negative size", "shm_size: -1", "SHM size can not be less than 0"],
  ["an unknown limit", "ulimits: {memlok: -1}", "runc create failed: wrong rlimit value: RLIMIT_MEMLOK"],
  ["a restart policy with a typo", "restart: on-failur", "unknown policy 'on-failur'"],
];

describe.skipIf(compose?.version.startsWith("2.26.") !== true)("Compose 2.26 itself", () => {
  test.each(REFUSED)("refuses, in these words: %s", async (_, files, says) => {
    const { code, stderr } = await askCompose(files, ["config"]);
    expect(stderr).toContain(says);
    expect(code).not.toBe(0);
  });

  test.each(UNDEFINED)("refuses once the profile of the service is on: %s", async (lines, says) => {
    const files = `services:\n  a: {image: x}\n  b: {image: x, profiles: [p], ${lines}}\n`;
    const { code, stderr } = await askCompose(files, ["--profile", "p", "config"]);
    expect(stderr).toContain(`service "b" ${says}`);
    expect(code).not.toBe(0);
  });

  test.each([
    "python a.py && echo b",
    "python a.py; echo b",
    "python a.py | tee b",
    "python a.py > b",
    "python a.py 2>&1",
    "python a.py &",
  ])("drops without a word what would need a shell: %s", async (command) => {
    const { code, stdout, stderr } = await askCompose(service(`command: '${command}'`), [
      "config",
      "--format=json",
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ services: { a: { command: ["python", "a.py"] } } });
  });

  test.each(TAKEN)("takes: %s", async (_, files, says) => {
    const { code, stderr } = await askCompose(files, ["config", "--quiet"]);
    expect(code, stderr).toBe(0);
    if (says === "") expect(stderr).toBe("");
    else expect(stderr).toContain(says);
  });
});

const { busybox } = compose ?? {};
const image = `ml-containers-test-${process.pid}`;

describe.skipIf(buildkit === undefined || busybox === undefined)("the engine itself, by Compose", () => {
  beforeAll(() => makeImage());
  afterAll(async () => {
    await run(["docker", "image", "rm", "--force", image]);
  });

  test.each(REFUSED_BY_ENGINE)("refuses, in these words: %s", async (_, lines, says) => {
    const { code, stderr } = await up(service(`network_mode: none\n    ${lines}`, image));
    expect(stderr).toContain("Error response from daemon: ");
    expect(stderr).toContain(says);
    expect(code).toBe(1);
  });

  test("hears nothing of a GPU that Compose 2.26 is asked for with `gpus: all`", async () => {
    const { code, stdout } = await up(
      service("network_mode: none\n    gpus: all\n    command: [echo, ran]", image),
    );
    expect(stdout).toContain("| ran");
    expect(code).toBe(0);
  });

  test("runs what is left of a command that would need a shell", async () => {
    const lines = "network_mode: none\n    command: echo ran && echo more";
    const { code, stdout } = await up(service(lines, image));
    expect(stdout).toMatch(/\| ran\n/);
    expect(stdout).not.toContain("more");
    expect(code).toBe(0);
  });

  test("refuses one host port for two services when the second starts", async () => {
    const port = await freePort();
    const both = `{image: ${image}, command: [sleep, "60"], ports: ["${port}:80"]}`;
    const { code, stderr } = await up(`services:\n  a: ${both}\n  b: ${both}\n`);
    expect(stderr).toContain(`Bind for 0.0.0.0:${port} failed: port is already allocated`);
    expect(code).toBe(1);
  });

  test.each([
    ["all", 'could not select device driver "" with capabilities: [[gpu]]'],
    ["driver=cdi,count=1", "unexpected count in CDI device request"],
    ["driver=cdi,device=a.b/c=d,options=e=f", "unexpected options in CDI device request"],
  ])("refuses `docker run --gpus %s`", async (gpus, says) => {
    const { code, stderr } = await runWith(gpus);
    expect(stderr).toContain(says);
    expect(code).toBe(125);
  });
});

describe.skipIf(toolkit === undefined)("an engine with NVIDIA's toolkit, by Compose", () => {
  beforeAll(() => makeImage(toolkit));

  test.each([
    ["one GPU: always the first", "{driver: nvidia, count: 1, capabilities: [gpu]}", "0"],
    ["no count and no ids: all", "{driver: nvidia, capabilities: [gpu]}", "all"],
    ["ids", `{driver: nvidia, device_ids: ["1", "GPU-a"], capabilities: [gpu]}`, "1,GPU-a"],
    ["count 0: none", "{driver: nvidia, count: 0, capabilities: [gpu]}", undefined],
    ["no id in the list: none", "{driver: nvidia, device_ids: [], capabilities: [gpu]}", undefined],
    [
      "two stanzas: the last",
      `{driver: nvidia, count: 2, capabilities: [gpu]}, {driver: nvidia, device_ids: ["3"], capabilities: [gpu]}`,
      "3",
    ],
  ])("makes a stanza GPUs, whatever the service's variable says: %s", async (_, item, gpus) => {
    const variable = gpus === undefined ? "" : "environment: {NVIDIA_VISIBLE_DEVICES: '7'}\n    ";
    const lines = `network_mode: none\n    command: [env]\n    ${variable}${stanza(item)}`;
    const { code, stdout, stderr } = await up(service(lines, image), toolkit);
    expect(code, stderr).toBe(0);
    expect(/NVIDIA_VISIBLE_DEVICES=(\S*)/.exec(stdout)?.[1]).toBe(gpus);
  });

  test("refuses a capability that it does not know", async () => {
    const { stderr } = await up(
      service(
        `network_mode: none\n    ${stanza("{driver: nvidia, capabilities: [gpu, nvidia-compute]}")}`,
        image,
      ),
      toolkit,
    );
    expect(stderr).toContain(
      'could not select device driver "nvidia" with capabilities: [[gpu nvidia-compute]]',
    );
  });

  test.each(["count=1,device=0", "device=0,1"])("refuses `docker run --gpus %s`", async (gpus) => {
    const { code, stderr } = await runWith(gpus, toolkit);
    expect(stderr).toContain("cannot set both Count and DeviceIDs on device request");
    expect(code).toBe(125);
  });
});

/** One static program and nothing else. */
async function makeImage(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), "ml-containers-image-"));
  const dockerfile = 'FROM scratch\nCOPY busybox /bin/busybox\nENTRYPOINT ["/bin/busybox"]\nCMD ["true"]\n';
  await writeFile(join(context, "Dockerfile"), dockerfile);
  await copyFile(busybox ?? "", join(context, "busybox"));
  await must(["docker", "buildx", "build", "--quiet", "--load", "--tag", image, context], {
    env: { ...process.env, ...env },
  });
  await rm(context, { recursive: true });
}

function runWith(gpus: string, env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return run(["docker", "run", "--rm", "--network=none", "--gpus", gpus, image], {
    env: { ...process.env, ...env },
  });
}

/** Everything up, and down again whatever came of it. */
function up(text: string, env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return inProject(
    text,
    async (ask) => {
      try {
        return await ask(["up"]);
      } finally {
        await ask(["down", "--timeout", "0", "--volumes"]);
      }
    },
    { env },
  );
}

function service(line: string, image = "x"): string {
  return `services:\n  a:\n    image: ${image}\n    ${line}\n`;
}

function stanza(item: string): string {
  return `deploy: {resources: {reservations: {devices: [${item}]}}}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "0.0.0.0", () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : 0));
    });
  });
}
