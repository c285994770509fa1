import { array, assert, integer, property, string, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameReader, OutputText } from "../../../workbench/src/docker/frames.ts";
import { LogLines } from "../../../workbench/src/docker/logs.ts";

const ESC = "\u001B";

function lines(...chunks: readonly string[]): readonly string[] {
  const log = new LogLines({ width: 40 });
  return [...chunks.flatMap((chunk) => log.push(chunk)), ...log.end()];
}

describe("lines of a log", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["whole and open lines", ["a\nb\r\n\nc"], ["a", "b", "", "c"]],
    ["a progress bar is one line", ["10%\r", "20%", "\r30%\ndone"], ["30%", "done"]],
    ["a shorter text leaves the end of the longer one", ["abcdef\rXY\n"], ["XYcdef"]],
    ["a bar that erases", [`abcdef\rXY${ESC}[K\n`], ["XY"]],
    ["a bar that erases first", [`abcdef${ESC}[2K\rXY\n`], ["XY"]],
    ["backspaces", ["12%\b\b\b13%\n"], ["13%"]],
    ["colours", [`${ESC}[1;31mred${ESC}[0m plain\n`], ["red plain"]],
    ["a sequence that is cut", [`a${ESC}`, "[3", "1mb\n"], ["ab"]],
    ["titles and links", [`${ESC}]0;title\u0007a${ESC}]8;;http://x${ESC}\\b${ESC}]8;;${ESC}\\\n`], ["ab"]],
    ["a sequence without an end is over with its line", [`a${ESC}]0;never\nb\n`], ["a", "b"]],
    ["what only looks like a sequence", [`a${ESC}[é\n`], ["a[é"]],
    ["control characters", ["a\u0000b\u0007c\td\n"], ["abc\td"]],
    ["long lines are cut", [`${"x".repeat(100)}\nshort\n`], [`${"x".repeat(40)}…`, "short"]],
  ])("%s", (_what, chunks, expected) => {
    expect(lines(...chunks)).toEqual(expected);
  });

  test("the open line is what a terminal shows", () => {
    const log = new LogLines();
    expect(log.push("epoch 1\n 50%|####    |\r 60%|#####   |")).toEqual(["epoch 1"]);
    expect(log.open).toBe(" 60%|#####   |");
  });

  test("a line of 1 MB costs no more than its width", () => {
    const log = new LogLines();
    for (let part = 0; part < 256; part += 1) log.push("y".repeat(4096));
    expect(log.open).toHaveLength(10_001);
  });

  test("where the text is cut makes no difference", () => {
    const pieces = array(
      string({ unit: "grapheme", maxLength: 6 }).chain((text) =>
        integer({ min: 0, max: 6 }).map(
          (kind) => text + (["", "\n", "\r", "\b", `${ESC}[K`, `${ESC}[31m`, `${ESC}]0;t\u0007`][kind] ?? ""),
        ),
      ),
    );
    assert(
      property(pieces, integer({ min: 1, max: 5 }), (texts, size) => {
        const whole = Array.from(texts.join(""));
        const cut = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
          whole.slice(at * size, (at + 1) * size).join(""),
        );
        expect(lines(...cut)).toEqual(lines(whole.join("")));
      }),
    );
  });

  test("nothing of a terminal is left of any input", () => {
    assert(
      property(string({ unit: "binary" }), (text) => {
        expect(lines(text).join("")).not.toMatch(/[^\P{Cc}\t]|\p{Cs}/u);
      }),
    );
  });
});

describe("frames", () => {
  test("cut after every byte, they come out whole, characters too", () => {
    const snowman = Buffer.from("☃");
    const all = Buffer.concat([
      frame(1, "out "),
      frame(2, "err "),
      frame(1, ""),
      frame(1, snowman.subarray(0, 2)),
      frame(2, "between "),
      frame(1, snowman.subarray(2)),
    ]);
    expect(
      decode(
        false,
        Array.from(all, (byte) => Uint8Array.of(byte)),
      ),
    ).toBe("out ERR BETWEEN ☃");
    expect(decode(false, [all])).toBe("out ERR BETWEEN ☃");
  });

  test("a terminal's log has none", () => {
    expect(decode(true, [Buffer.from([1, 0, 0, 0, 0, 0, 0, 9]), Buffer.from("a")])).toContain("a");
  });

  test("text without frames, a frame that never ends, and UTF-8 that is none", () => {
    expect(decode(false, [Buffer.from("plain text")])).toBe("plain text");
    expect(decode(false, [Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]), Buffer.from("go on")])).toBe(
      "go on",
    );
    expect(decode(false, [frame(1, Uint8Array.of(0x61, 0xff, 0x62))])).toBe("a\uFFFDb");
  });

  test("no bytes are lost or made up once frames are missing", () => {
    assert(
      property(array(uint8Array({ maxLength: 20 })), (chunks) => {
        const reader = new FrameReader(true);
        const out = Buffer.concat(chunks.flatMap((chunk) => reader.push(chunk)).map(({ bytes }) => bytes));
        expect(out).toEqual(Buffer.concat(chunks));
      }),
    );
  });
});

const frame = (stream: number, text: string | Uint8Array): Buffer => {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
};

const decode = (raw: boolean, chunks: readonly Uint8Array[]): string => {
  const output = new OutputText(raw);
  return (
    chunks
      .flatMap((chunk) => output.push(chunk))
      .map(({ stream, text }) => (stream === "stderr" ? text.toUpperCase() : text))
      .join("") + output.end()
  );
};
