import { expect, test } from "vitest";
import { cudaForDriver, metapackageWithDriver } from "../../server/src/engine/knowledge/index.ts";

/** Drivers of the toolkits: CUDA release notes, tables 2 and 3. */
test.each([
  ["550.54.15", { toolkit: "12.4.1", major: 12 }],
  ["535.104.05", { toolkit: "12.2.2", major: 12 }],
  ["525.60.13", { toolkit: "12.0.0", major: 12 }],
  ["450.80.02", { major: 11 }],
  ["440.33", { major: undefined }],
  ["580.95.05", { toolkit: "13.0.2", major: 13 }],
  ["99999", { major: 13 }],
])("driver %s runs %j", (driver, expected) => {
  expect(cudaForDriver(driver)).toMatchObject(expected);
});

test("nothing is known of drivers before the first toolkit", () => {
  expect(cudaForDriver("300.1")).toBeUndefined();
  expect(cudaForDriver("nonsense")).toBeUndefined();
});

test.each([
  ["cuda", "cuda-toolkit"],
  ["cuda-12-4", "cuda-toolkit-12-4"],
  ["cuda-runtime-10-2", "cuda-libraries-10-2"],
])("the metapackage %s brings the driver, %s does not", (name, instead) => {
  expect(metapackageWithDriver(name)?.instead).toBe(instead);
});

test.each(["cuda-toolkit-12-4", "cuda-drivers", "cuda-12", "cuda-12-4-local", "cudatext", "cuda-keyring"])(
  "%s is no metapackage with a driver",
  (name) => {
    expect(metapackageWithDriver(name)).toBeUndefined();
  },
);
