import { describe, expect, it } from "vitest";
import { parseDuration } from "../../../server/src/engine/model/compose/durations.ts";
import { healthOf } from "../../../server/src/engine/model/compose/health.ts";
import {
  exposedPorts,
  hostsOf,
  networksOf,
  ownHostsOf,
  serviceByHost,
} from "../../../server/src/engine/model/compose/hosts.ts";
import {
  addedCapabilities,
  cpuLimitOf,
  dependenciesOf,
  ipcOf,
  labelsOf,
  memoryLimitOf,
  privilegedOf,
  replicasOf,
  restartOf,
  runtimeOf,
  shmSizeOf,
  ulimitsOf,
  userOf,
  usesHostNetwork,
} from "../../../server/src/engine/model/compose/settings.ts";
import { show } from "../commands.ts";
import { projectOf, serviceOf } from "./services.ts";

describe("shmSizeOf", () => {
  it.each([
    ["8gb", 8 * 1024 ** 3],
    ["8g", 8 * 1024 ** 3],
    ["8G", 8 * 1024 ** 3],
    ["8GiB", 8 * 1024 ** 3],
    ["8 gb", 8 * 1024 ** 3],
    ["1.5g", 1_610_612_736],
    ["64Mi", 67_108_864],
    ["64k", 65_536],
    ["64b", 64],
    ["8t", 8 * 1024 ** 4],
    ["8p", 8 * 1024 ** 5],
    ['"8"', 8],
    ["8", 8],
    ["-1", -1],
    ["0", 0],
    ["8gbb", "invalid"],
    ["8x", "invalid"],
    ["g", "invalid"],
    ["8,5g", "invalid"],
    ['"-1"', "invalid"],
    ["-1g", "invalid"],
    ['""', "invalid"],
    ["true", "invalid"],
    ["[1g]", "invalid"],
    ["1e9", "unknown"],
    ["99999999999999999999", "unknown"],
    ["$SHM", "unknown"],
    ["${SHM:-2g}", 2 * 1024 ** 3],
  ])("%s: %s", (text, bytes) => {
    expect(shmSizeOf(serviceOf(`shm_size: ${text}`))?.bytes).toBe(bytes);
  });

  it("is undefined where nothing says it", () => {
    expect(shmSizeOf(serviceOf("image: x"))).toBeUndefined();
  });
});

describe("limits", () => {
  it("reads both places", () => {
    expect(memoryLimitOf(serviceOf("mem_limit: 1g"))?.bytes).toBe(1024 ** 3);
    const deploy = serviceOf('deploy: {resources: {limits: {memory: 2g, cpus: "1.5"}}}');
    expect(memoryLimitOf(deploy)?.bytes).toBe(2 * 1024 ** 3);
    expect(cpuLimitOf(deploy)?.cpus).toBe(1.5);
    expect(cpuLimitOf(serviceOf("cpus: 4"))?.cpus).toBe(4);
    expect(cpuLimitOf(serviceOf("cpus: $N"))?.cpus).toBeUndefined();
    expect(cpuLimitOf(serviceOf("image: x"))).toBeUndefined();
  });

  it("reads ulimits", () => {
    const limits = ulimitsOf(serviceOf("ulimits: {memlock: -1, nofile: {soft: 1, hard: 2}, stack: $S}"));
    expect([...limits].map(([name, { soft, hard }]) => [name, soft, hard])).toEqual([
      ["memlock", -1, -1],
      ["nofile", 1, 2],
      ["stack", undefined, undefined],
    ]);
  });
});

describe("parseDuration", () => {
  it.each([
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["500ms", 500],
    ["0", 0],
    ["1d", 86_400_000],
    ["10", "invalid"],
    ["10x", "invalid"],
    ["", "invalid"],
    ["s", "invalid"],
  ])("%s: %s", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });
});

describe("healthOf", () => {
  it.each([
    ["test: curl -f http://x || exit 1", "shell", ["curl -f http://x", "exit 1"]],
    ["test: NONE", "shell", ["NONE"]],
    ['test: [CMD-SHELL, "curl -f http://x && wget y"]', "shell", ["curl -f http://x", "wget y"]],
    ["test: [CMD, curl, -f, $U]", "exec", ["curl -f ?"]],
    ['test: [CMD, sh, -c, "a; b"]', "exec", ["a", "b"]],
    ["test: [NONE]", "none", []],
    ["test: [curl]", "unknown", []],
  ])("%s", (text, form, commands) => {
    const health = healthOf(serviceOf(`healthcheck:\n  ${text}`));
    expect(health?.test?.form).toBe(form);
    expect(
      health?.test?.commands.map(({ name, args }) =>
        [name, ...args.map(({ value }) => show(value))].join(" "),
      ),
    ).toEqual(commands);
    expect(health?.disabled).toBe(form === "none");
  });

  it("reads timings", () => {
    const health = healthOf(
      serviceOf("healthcheck: {interval: 1m30s, start_period: $P, timeout: 10, retries: 3, disable: true}"),
    );
    expect(health?.interval?.milliseconds).toBe(90_000);
    expect(health?.startPeriod?.milliseconds).toBe("unknown");
    expect(health?.timeout?.milliseconds).toBe("invalid");
    expect(health?.startInterval).toBeUndefined();
    expect([health?.retries, health?.disabled, health?.test]).toEqual([3, true, undefined]);
    expect(healthOf(serviceOf("image: x"))).toBeUndefined();
  });
});

describe("settings", () => {
  it("reads texts", () => {
    const service = serviceOf("runtime: nvidia\nipc: ${IPC:-host}\nuser: ''\nnetwork_mode: host");
    expect([runtimeOf(service), ipcOf(service), userOf(service)].map((one) => show(one?.value))).toEqual([
      "nvidia",
      "host",
      "",
    ]);
    expect(userOf(service)).toBeUndefined();
    expect(usesHostNetwork(service)).toBe(true);
    expect(usesHostNetwork(serviceOf("network_mode: $M"))).toBe("unknown");
    expect(usesHostNetwork(serviceOf("image: x"))).toBe(false);
  });

  it.each([
    ["privileged: true", true],
    ['privileged: "yes"', true],
    ["privileged: false", false],
    ["privileged: $P", "unknown"],
    ["image: x", false],
  ])("%s: %s", (lines, privileged) => {
    expect(privilegedOf(serviceOf(lines))).toBe(privileged);
  });

  it.each([
    ["restart: always", "always"],
    ["restart: on-failure:3", "on-failure"],
    ['restart: "no"', "no"],
    ["restart: $R", undefined],
    ["deploy: {restart_policy: {condition: any}}", "always"],
    ["deploy: {restart_policy: {max_attempts: 3}}", "always"],
    ["deploy: {restart_policy: {condition: none}}", "no"],
    ["restart: unless-stopped\ndeploy: {restart_policy: {condition: none}}", "unless-stopped"],
  ])("%s: %s", (lines, policy) => {
    const restart = restartOf(serviceOf(lines));
    expect(restart).toBeDefined();
    expect(restart?.policy).toBe(policy);
  });

  it("counts replicas", () => {
    expect(replicasOf(serviceOf("image: x"))).toBe(1);
    expect(replicasOf(serviceOf("scale: 3"))).toBe(3);
    expect(replicasOf(serviceOf('deploy: {replicas: "2"}'))).toBe(2);
    expect(replicasOf(serviceOf("deploy: {replicas: $N}"))).toBeUndefined();
    expect(restartOf(serviceOf("image: x"))).toBeUndefined();
  });

  it("reads capabilities, labels and dependencies", () => {
    const service = serviceOf("cap_add: [cap_sys_ptrace, IPC_LOCK]\nlabels: [a=b, c]\ndepends_on: [b, $C]");
    expect([...addedCapabilities(service)]).toEqual(["SYS_PTRACE", "IPC_LOCK"]);
    expect([...labelsOf(service).keys()]).toEqual(["a", "c"]);
    expect(dependenciesOf(service).map((one) => [one.service, one.condition])).toEqual([
      ["b", "service_started"],
    ]);
    expect(
      dependenciesOf(serviceOf("depends_on: {b: {condition: service_healthy}, c: {condition: $X}}")).map(
        (one) => [one.service, one.condition],
      ),
    ).toEqual([
      ["b", "service_healthy"],
      ["c", undefined],
    ]);
  });
});

describe("hostsOf", () => {
  const project = projectOf(
    "image: x\ncontainer_name: Box\nhostname: h1\nnetworks: {n: {aliases: [al]}, m: }",
    "  db-main:\n    image: y\n    networks: [n]\n",
  );

  it.each([
    ["a", "a"],
    ["BOX", "a"],
    ["h1", "a"],
    ["al", "a"],
    ["db-main", "db-main"],
    ["proj-db-main-1", "db-main"],
    ["proj_a_2", "a"],
    ["db-main-1", "db-main"],
    ["db", undefined],
    ["other-1", undefined],
  ])("%s: %s", (host, name) => {
    expect(serviceByHost(project, host)?.name).toBe(name);
  });

  it("says where a variable hides a name", () => {
    expect(hostsOf(project).isComplete).toBe(true);
    expect(hostsOf(projectOf("container_name: $C")).isComplete).toBe(false);
  });

  it("knows what one service alone can reach", () => {
    expect([...ownHostsOf(serviceOf('extra_hosts: ["H=1.1.1.1", "g:::1"]\nlinks: ["db:pg", x]'))]).toEqual([
      "localhost",
      "pg",
      "x",
      "h",
      "g",
    ]);
    expect([...ownHostsOf(serviceOf("extra_hosts: {h: host-gateway}"))]).toEqual(["localhost", "h"]);
  });

  it("reads networks and exposed ports", () => {
    expect([...networksOf(serviceOf("networks: {n: , m: {}}"))]).toEqual(["n", "m"]);
    expect([...networksOf(serviceOf("networks: [n]"))]).toEqual(["n"]);
    expect([...networksOf(serviceOf("image: x"))]).toEqual(["default"]);
    expect([...networksOf(serviceOf("network_mode: host"))]).toEqual([]);
    expect([...exposedPorts(serviceOf('expose: [80, "90-91/udp", x]'))]).toEqual([80, 90, 91]);
  });
});
