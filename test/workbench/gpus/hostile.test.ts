import { array, assert, constant, constantFrom, jsonValue, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";

import { amdSmiGpus } from "../../../workbench/src/gpus/amd/amd-smi.ts";
import { jsonIn } from "../../../workbench/src/gpus/amd/json.ts";
import type { Json } from "../../../workbench/src/gpus/amd/json.ts";
import { rocmGpus, rocmProcesses } from "../../../workbench/src/gpus/amd/rocm-smi.ts";
import { readApps } from "../../../workbench/src/gpus/nvidia/apps.ts";
import { present, quantity, smiTable } from "../../../workbench/src/gpus/nvidia/csv.ts";
import { listedSlices } from "../../../workbench/src/gpus/nvidia/details.ts";
import { nvidiaFailure } from "../../../workbench/src/gpus/nvidia/failures.ts";
import { knownFields } from "../../../workbench/src/gpus/nvidia/fields.ts";
import { throttleReasons } from "../../../workbench/src/gpus/nvidia/throttle.ts";
import { readXml } from "../../../workbench/src/gpus/nvidia/xml.ts";

const PIECES = [", ", "\n", "[N/A]", "__proto__", "uuid", "GPU-1", "\u001b[2J", "<gpu>", "&", '"', "{", "["];

const anyText = oneof(
  string({ unit: "binary" }),
  array(oneof(constantFrom(...PIECES), string(), constant("GPU-1, 5, x, 1 MiB\n"))).map((pieces) =>
    pieces.join(""),
  ),
);

describe("whatever a tool prints, a reader answers", () => {
  test("texts", () => {
    assert(
      property(anyText, (text) => {
        smiTable(text, 4, 2);
        readApps(text);
        readXml(text);
        readXml(`<nvidia_smi_log><gpu>${text}</gpu>`);
        listedSlices(text);
        knownFields(text);
        throttleReasons(text);
        jsonIn(text);
        const problem = nvidiaFailure({ outcome: "exited", code: 1, stdout: text, stderr: text });
        expect(problem.said ?? "").not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });

  test("JSON", () => {
    assert(
      property(jsonValue(), jsonValue(), (one, other) => {
        const json = { a: one as Json, b: other as Json };
        amdSmiGpus({ list: json.a, static: json.b, metric: [json.a, json.b], process: json.b });
        amdSmiGpus({
          list: json.b,
          static: json.a,
          metric: { gpu_data: [{ usage: json.a, mem_usage: json.b }] },
          process: undefined,
        });
        rocmGpus({ card0: json.a, card1: { "GPU use (%)": json.b }, system: json.b }, undefined);
        rocmProcesses({ system: { PID1: json.a, PID2: json.b } });
      }),
    );
  });

  test("names of JSON that every object has are no figures", () => {
    const metric = jsonIn('[{"gpu": 0, "__proto__": {"usage": {"gfx_activity": 5}}, "constructor": 1}]');
    const gpus = amdSmiGpus({
      list: undefined,
      static: undefined,
      metric: metric ?? null,
      process: undefined,
    });
    expect(gpus?.[0]?.utilizationPercent).toBeUndefined();
  });

  test("a line of a megabyte", () => {
    const text = `gpu_uuid, pid, process_name, used_gpu_memory [MiB]\nGPU-1, 5, ${"a, ".repeat(350_000)}, 7 MiB\n`;
    const apps = readApps(text);
    expect(apps?.byGpu.get("GPU-1")?.[0]).toMatchObject({ pid: 5, memoryMiB: 7 });
  });
});

test("every spelling of nothing is nothing", () => {
  for (const cell of [
    "[N/A]",
    "N/A",
    "[Not Supported]",
    "[Insufficient Permissions]",
    "[Unknown Error]",
    "ERR!",
    "[Requested functionality has been deprecated]",
    "[Not Found]",
    "[GPU is lost]",
    "",
    undefined,
  ]) {
    expect(present(cell), cell).toBeUndefined();
    expect(quantity(cell), cell).toBeUndefined();
  }
  expect(present("[kworker]")).toBe("[kworker]");
});

test("units", () => {
  expect(
    ["19818 MiB", "2 GiB", "512 KiB", "100 %", "631.95 W", "59", "1410 MHz", "-3"].map(quantity),
  ).toEqual([19_818, 2048, 0.5, 100, 631.95, 59, 1410, -3]);
  expect(["1e5 W", "0x10", "12 34", "NaN", "9".repeat(30)].map(quantity)).toEqual(Array(5).fill(undefined));
});

test("reasons of a slow clock, by their bits", () => {
  expect(throttleReasons("0x0000000000000000")).toEqual([]);
  expect(throttleReasons("0x0000000000000001")).toEqual([]);
  expect(throttleReasons("0x00000000000000C8")).toEqual([
    "hardware slowdown",
    "hardware: too hot",
    "hardware: power brake",
  ]);
  expect(throttleReasons("0x8000000000000000")).toEqual(["reason 0x8000000000000000"]);
  expect(throttleReasons("Active")).toBeUndefined();
});

test("XML that a process's name has broken still tells the GPU", () => {
  const xml = readXml(
    `<nvidia_smi_log><gpu id="0"><uuid>GPU-1</uuid><processes><process_info><pid>7</pid><type>C+G</type><process_name>a & <b>&amp;</process_name><used_memory>3 MiB</used_memory></process_info></processes></gpu></nvidia_smi_log>`,
  );
  expect(xml).toMatchObject([
    { uuid: "GPU-1", processes: [{ pid: 7, kind: "both", memoryMiB: 3, name: "a & <b>&" }] },
  ]);
});

test("XML expands no entities", () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><nvidia_smi_log><gpu><uuid>GPU-1</uuid><processes><process_info><pid>7</pid><process_name>&b;</process_name></process_info></processes></gpu></nvidia_smi_log>`;
  expect(readXml(bomb)[0]?.processes[0]?.name).toBe("&b;");
});

test("slices of old drivers have another kind of identity", () => {
  expect(
    listedSlices(
      "GPU 0: NVIDIA A30 (UUID: GPU-1)\n  MIG 1g.6gb Device 3: (UUID: MIG-GPU-1/7/0)\n  MIG broken\n",
    ),
  ).toEqual([{ gpu: "GPU-1", device: 3, profile: "1g.6gb", uuid: "MIG-GPU-1/7/0" }]);
});
