import { expect, test } from "vitest";
import { bytesText, durationText } from "../../../workbench/src/text/quantities.ts";
import { table } from "../../../workbench/src/text/table.ts";

test("columns stand under their headings; empty ones are left out", () => {
  expect(
    table(
      ["A", "B", "C"],
      [
        ["one", "", "1"],
        ["three", "", "22"],
      ],
      undefined,
    ),
  ).toBe("A      C\none    1\nthree  22\n");
});

test("the widest cells are cut until a line fits, never below eight columns", () => {
  const rows = [["short", "x".repeat(60), "y".repeat(30)]];
  const lines = table(["A", "B", "C"], rows, 50).split("\n");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(50);
  expect(lines[1]).toMatch(/^short  x+…  y+…$/);
  expect(table(["A", "B", "C"], rows, 5).split("\n")[1]).toBe("short  xxxxxxx…  yyyyyyy…");
});

test("hostile cells stay in their line", () => {
  const text = table(["NAME"], [["a\u001b[2Jb\nc\u202e"], ["漢字"]], undefined);
  expect(text.split("\n")).toEqual(["NAME", "a␛[2Jb␊c\\u{202E}", "漢字", ""]);
});

test("amounts and times are read at a glance", () => {
  expect([0, 1023, 1536, 64 << 20, 1.5 * 2 ** 30, 200 * 2 ** 30, 2 ** 41].map(bytesText)).toEqual([
    "0 B",
    "1023 B",
    "1.5 KiB",
    "64 MiB",
    "1.5 GiB",
    "200 GiB",
    "2 TiB",
  ]);
  expect([0, 45_000, 12 * 60_000, 200 * 60_000, 52 * 3_600_000, 48 * 3_600_000].map(durationText)).toEqual([
    "0s",
    "45s",
    "12m",
    "3h 20m",
    "2d 4h",
    "2d",
  ]);
});
