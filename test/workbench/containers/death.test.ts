import { expect, test } from "vitest";
import { deathOf } from "../../../workbench/src/containers/death.ts";
import type { Death } from "../../../workbench/src/containers/death.ts";

const oom = { action: "oom", attributes: {} };
const term = { action: "kill", attributes: { signal: "15" } };
const kill = { action: "kill", attributes: { signal: "9" } };
const hangup = { action: "kill", attributes: { signal: "1" } };
const stop = { action: "stop", attributes: {} };

test.each<readonly [string, Parameters<typeof deathOf>[0], Death]>([
  ["it finished", { exitCode: 0, oomKilled: false, events: [] }, { kind: "finished" }],
  ["it failed", { exitCode: 1, oomKilled: false, events: [] }, { kind: "failed", exitCode: 1 }],
  ["killed at the limit", { exitCode: 137, oomKilled: true, events: [oom] }, { kind: "out-of-memory" }],
  [
    "killed at the limit, nobody listened",
    { exitCode: 137, oomKilled: true, events: [] },
    { kind: "out-of-memory" },
  ],
  [
    "killed at the limit, no flag",
    { exitCode: 137, oomKilled: false, events: [oom] },
    { kind: "out-of-memory" },
  ],
  [
    "a worker was killed, the loop raised",
    { exitCode: 1, oomKilled: true, events: [oom] },
    { kind: "child-out-of-memory", exitCode: 1 },
  ],
  [
    "a worker was killed and the training finished all the same",
    { exitCode: 0, oomKilled: true, events: [oom] },
    { kind: "finished" },
  ],
  [
    "docker stop, in time",
    { exitCode: 143, oomKilled: false, events: [term, stop] },
    { kind: "stopped", forced: false },
  ],
  [
    "docker stop, caught",
    { exitCode: 0, oomKilled: false, events: [term, stop] },
    { kind: "stopped", forced: false },
  ],
  [
    "docker stop, after its grace",
    { exitCode: 137, oomKilled: false, events: [term, kill, stop] },
    { kind: "stopped", forced: true },
  ],
  ["docker kill", { exitCode: 137, oomKilled: false, events: [kill] }, { kind: "stopped", forced: true }],
  [
    "the limit first, then somebody stopped the rest",
    { exitCode: 137, oomKilled: true, events: [oom, term, kill] },
    { kind: "out-of-memory" },
  ],
  [
    "a stop, and the limit while it ended",
    { exitCode: 137, oomKilled: true, events: [term, oom, kill] },
    { kind: "stopped", forced: true },
  ],
  [
    "kill -9 from the host",
    { exitCode: 137, oomKilled: false, events: [] },
    { kind: "signalled", signal: 9 },
  ],
  ["a bus error", { exitCode: 135, oomKilled: false, events: [] }, { kind: "signalled", signal: 7 }],
  [
    "a hangup asked for, then a failure",
    { exitCode: 3, oomKilled: false, events: [hangup] },
    { kind: "failed", exitCode: 3 },
  ],
  [
    "a status beyond signals",
    { exitCode: 255, oomKilled: false, events: [] },
    { kind: "failed", exitCode: 255 },
  ],
  ["nothing known", { exitCode: undefined, oomKilled: true, events: [oom] }, { kind: "unknown" }],
])("%s", (_, facts, expected) => {
  expect(deathOf(facts)).toEqual(expected);
});
