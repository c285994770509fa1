import { expect, test } from "vitest";
import { readArchList } from "../../server/src/engine/rules/shared/arch-list.ts";

test.each([
  ["8.0 9.0", ["8.0", "9.0"], []],
  ["8.0;8.6;9.0+PTX", ["8.0", "8.6", "9.0"], ["9.0"]],
  ["Ampere;Hopper+PTX", ["8.0", "8.6", "9.0"], ["9.0"]],
  ["Turing+PTX", ["7.5"], ["7.5"]],
  ["12.0a", ["12.0"], []],
])("%s", (text, capabilities, ptx) => {
  expect(readArchList(text)).toEqual({ capabilities, ptx });
});

test.each(["", "All", "Common", "native", "sm_90", "8.0 10.0f", "8.0,9.0", "8", "8.0 $X"])(
  "of %j nobody knows what it builds",
  (text) => {
    expect(readArchList(text)).toBeUndefined();
  },
);
