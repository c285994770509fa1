import { describe, expect, test } from "vitest";
import { hoverIn } from "./lib.ts";

describe("an image in FROM", () => {
  test("CUDA: flavour, libraries, driver and cards", () => {
    const { over, markdown } = hoverIn("FROM nvidia/cuda:12.4.1-cudnn-de|vel-ubuntu22.04 AS build");
    expect(over).toBe("nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04");
    for (const text of [
      "Ubuntu 22.04 jammy",
      "12.4.1 devel; has nvcc",
      "**cuDNN**: 9.1.0.70",
      "525.60.13 or newer",
      "shipped with 550.54.15",
      "to Hopper (NVIDIA H100",
      "compute capability 5.0 to 9.0",
      "none in the image; the distribution's package is 3.10",
      "**Support of the CUDA 12.4.1 images**: ",
      "_Source: NVIDIA CUDA image repository",
    ]) {
      expect(markdown).toContain(text);
    }
    expect(markdown).toMatch(
      /Newest known tag of this flavour\*\*: `\d\d\.\d+\.\d+-cudnn-devel-ubuntu\d\d\.\d\d`/,
    );
  });

  test.each([
    [
      "a runtime image has no nvcc",
      "FROM nvidia/cuda:12.4.1-|runtime-ubuntu22.04",
      "no nvcc, so CUDA extensions cannot",
    ],
    [
      "a flavour without cuDNN",
      "FROM nvidia/cuda:12.4.1-|runtime-ubuntu22.04",
      "**cuDNN**: none in this flavour",
    ],
    ["a moved image", "FROM jupyter/scipy-note|book", "Use `quay.io/jupyter/*` instead."],
    ["a missing tag", "FROM python|", "missing, so it is latest"],
    ["no latest to fall back to", "FROM nvidia/cuda|", "missing, and there is no latest"],
    ["a Python at its end", "FROM python:3.8-sl|im", "3.8; its support has ended (2024-10-07)"],
    ["a Python that lives", "FROM python:3.13-sl|im", "3.13; end of life 2029-10-31"],
    ["a system at its end", "FROM ubuntu:18.|04", "standard support has ended (2023-05-31)"],
    ["a system that lives", "FROM ubuntu:24.|04", "standard support until 2029-05-31"],
    [
      "a mirror",
      "FROM harbor.example.com/hub/nvidia/cu|da:12.4.1-base-ubuntu22.04",
      "other than the publisher's",
    ],
    ["the framework of a monthly image", "FROM nvcr.io/nvidia/pytorch:24.05|-py3", "torch 2.4.0a0"],
    ["what is not known is said", "FROM nvcr.io/nvidia/pytorch:24.05|-py3", "**Unknown**: GPUs"],
    ["a quoted name", 'FROM "python:3.1|2"', "**Python**: 3.12"],
    [
      "an image of no known family",
      "FROM acme/thing|:1",
      "Nothing is known of the contents of `acme/thing:1`.",
    ],
    ["scratch", "FROM scr|atch", "empty image"],
    ["an unknown tag of a known family", "ARG T\nFROM pytorch/pytorch:$|T", "**PyTorch**"],
  ])("%s", (_, marked, expected) => {
    expect(hoverIn(marked).markdown).toContain(expected);
  });

  test("by way of ARG: the reference and where each part is from", () => {
    const { over, markdown } = hoverIn(
      "ARG T=2.5.1\nARG F=runtime\nFROM pytorch/pytorch:${T}-cuda12.4-cudnn9-|${F}",
    );
    expect(over).toBe("pytorch/pytorch:${T}-cuda12.4-cudnn9-${F}");
    expect(markdown).toContain("Resolves to `pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime`.");
    expect(markdown).toContain("`T` is `2.5.1` by default, from line 1");
    expect(markdown).toContain("`F` is `runtime` by default, from line 2");
    expect(markdown).toContain("torch 2.5.1");
  });

  test("an ARG without a default is never guessed", () => {
    const { markdown } = hoverIn("ARG BASE\nFROM $BA|SE");
    expect(markdown).toContain("`BASE` has no default on line 1: whoever builds decides");
    expect(markdown).toContain("cannot be told from the file");
  });
});

describe("a stage", () => {
  const FILE = "FROM python:3.12-slim AS base\nFROM base AS build\n";
  test.each([
    ["in FROM", "FROM python:3.12-slim AS base\nFROM ba|se AS build\n", "base", "begins on line 1"],
    ["its own name", "FROM python:3.12-slim AS ba|se\n", "base", "begins on line 1"],
    ["COPY --from", `${FILE}FROM scratch\nCOPY --from=bu|ild /a /b`, "build", "begins on line 2"],
    ["COPY --from by number", `${FILE}FROM scratch\nCOPY --from=|1 /a /b`, "1", "`build`"],
    [
      "a mount",
      `${FILE}FROM scratch\nRUN --mount=type=bind,from=bui|ld,target=/x true`,
      "build",
      "begins on line 2",
    ],
    [
      "the image at its bottom",
      `${FILE}FROM scratch\nCOPY --from=bui|ld /a /b`,
      "build",
      "`python:3.12-slim`, by way of `base`",
    ],
    ["an image in --from", "FROM scratch\nCOPY --from=python:3|.12 /a /b", "python:3.12", "**Python**: 3.12"],
  ])("%s", (_, marked, over, expected) => {
    const found = hoverIn(marked);
    expect(found.over).toBe(over);
    expect(found.markdown).toContain(expected);
  });
});

describe("variables", () => {
  test.each([
    ["ARG in RUN", "FROM a\nARG X=1\nRUN echo $|X", "$X", "`X` is `1` by default (ARG, line 2)."],
    ["ENV wins", "FROM a\nARG X=1\nENV X=2\nRUN echo ${|X:-3}", "${X", "`X` is `2` (ENV, line 3)."],
    ["of the stage below", "FROM a AS b\nENV X=2\nFROM b\nRUN echo $|X", "$X", "`X` is `2` (ENV, line 2)."],
    [
      "not taken over from the top",
      "ARG X=1\nFROM a\nRUN echo $|X",
      "$X",
      "only after an `ARG X` of its own",
    ],
    ["set by the commands", "FROM a\nENV X=1\nRUN X=2 && echo $|X", "$X", "set by the commands"],
    [
      "set by the image",
      "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN echo $NVIDIA_VIS|IBLE_DEVICES",
      "$NVIDIA_VISIBLE_DEVICES",
      "is `all`, set by the base image",
    ],
    ["the name of a definition", "FROM a\nARG A=x\nENV BO|TH=$A-y", "BOTH", "`BOTH` is `x-y`."],
    ["on a continued line", "FROM a\nENV A=1 \\\n    B|B=2", "BB", "`BB` is `2`."],
    ["in CRLF files", "FROM a\r\nENV A=1\r\nRUN echo $|A\r\n", "$A", "`A` is `1` (ENV, line 2)."],
    ["unknown stays unknown", "FROM a\nRUN echo $NOW|HERE", "$NOWHERE", "only the base image may define it"],
  ])("%s", (_, marked, over, expected) => {
    const found = hoverIn(marked);
    expect(found.over).toBe(over);
    expect(found.markdown).toContain(expected);
  });

  test.each([
    ["ENV", "FROM a\nENV NCCL_DE|BUG=INFO"],
    ["in front of a command", "FROM a\nRUN NCCL_DEB|UG=INFO python x.py"],
    ["export", "FROM a\nRUN export NCCL_DEB|UG=INFO && python x.py"],
    ["CMD in the exec form", 'FROM a\nCMD ["env", "NCCL_DEB|UG=INFO", "python"]'],
    ["a use", "FROM a\nRUN echo $NCCL_DE|BUG"],
  ])("what a known variable means: %s", (_, marked) => {
    const { markdown } = hoverIn(marked);
    expect(markdown).toContain("(NCCL): Log level");
    expect(markdown).toContain("Values: `VERSION`, `WARN`, `INFO`, `TRACE`");
    expect(markdown).toContain("_Source: NCCL user guide");
  });

  test.each([
    ["the builder does not expand a quoted heredoc", "FROM a\nENV X=1\nCOPY <<'E' /x\n$|X\nE\n"],
    ["an escaped dollar", "FROM a\nENV X=1\nRUN echo \\$|X"],
    ["a comparison is no assignment", "FROM a\nRUN pip install RA|NK==1"],
  ])("silent: %s", (_, marked) => {
    expect(hoverIn(marked).over).toBe("");
  });
});

describe("packages, indexes, ports and rules", () => {
  test.each([
    ["a torch release", "FROM a\nRUN pip install tor|ch==2.5.1", "torch==2.5.1", "torchvision 0.20.1"],
    ["its wheels", "FROM a\nRUN pip install tor|ch==2.5.1", "torch==2.5.1", "cu118, cu121, cu124"],
    [
      "a partner",
      "FROM a\nRUN pip install torchvi|sion==0.20.1",
      "torchvision==0.20.1",
      "belongs to torch 2.5.1",
    ],
    [
      "uv, continued, quoted",
      'FROM a\nRUN uv pip install \\\n  "flash-at|tn>=2"',
      '"flash-attn>=2"',
      "Needs nvcc",
    ],
    ["a name trap", "FROM a\nRUN pip install tensorflow-g|pu", "tensorflow-gpu", "Not the package you mean"],
    [
      "an index",
      "FROM a\nRUN pip install x -i https://download.pytorch.org/whl/cu1|24",
      "https://download.pytorch.org/whl/cu124",
      "525.60.13 or newer",
    ],
    [
      "an index by ARG",
      "FROM a\nARG V=cu124\nENV PIP_INDEX_URL=https://download.py|torch.org/whl/$V",
      "https://download.pytorch.org/whl/$V",
      "2.5.1",
    ],
    ["a port", "FROM a\nEXPOSE 22 88|88/tcp", "8888/tcp", "Jupyter"],
    [
      "a rule",
      "# ml-containers: allow suppression-unk|nown because\nFROM a",
      "suppression-unknown",
      "(warning): an allow comment",
    ],
  ])("%s", (_, marked, over, expected) => {
    const found = hoverIn(marked);
    expect(found.over).toBe(over);
    expect(found.markdown).toContain(expected);
  });
});

describe("text of the file is never active Markdown", () => {
  const HOSTILE = "x`](command:evil)[a](http://e)<img/src=e>";
  test.each([
    ["an image", `FROM |${HOSTILE}`],
    ["an ARG", `ARG X="${HOSTILE}"\nFROM a:$|X`],
    ["an ENV", `FROM a\nENV X='${HOSTILE}'\nRUN echo $|X`],
    ["a stage", `FROM a AS |${HOSTILE}`],
    ["a stage's base", `FROM ${HOSTILE} AS b\nFROM |b`],
  ])("%s", (_, marked) => {
    const { markdown } = hoverIn(marked);
    expect(markdown).toContain("command:evil");
    expect(outsideCode(markdown)).not.toMatch(/command:evil|<img|http:\/\/e/);
  });

  test("line breaks and direction marks do not get through", () => {
    const { markdown } = hoverIn("FROM a\nENV X=a\u202Eb\u0007\nRUN echo $|X");
    expect(markdown).toContain("`a b `");
  });
});

/** The Markdown without its code spans, as CommonMark finds them. */
function outsideCode(markdown: string): string {
  return markdown.replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "");
}
