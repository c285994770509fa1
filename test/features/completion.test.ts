import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { complete } from "../../server/src/engine/dockerfile/completion.ts";
import { TODAY, accepted, analysed, itemsIn, labelsIn } from "./lib.ts";

describe("what is offered", () => {
  test.each([
    ["keywords on an empty line", "FROM a\n|\nRUN x", ["RUN", "COPY", "ENV"]],
    ["keywords while one is typed", "FROM a\nCO|", ["COPY"]],
    ["keywords in an empty file", "|", ["FROM", "ARG"]],
    ["triggers of ONBUILD", "FROM a\nONBUILD R|", ["RUN"]],
    ["images", "FROM |", ["python", "pytorch/pytorch", "nvidia/cuda", "nvcr.io/nvidia/pytorch"]],
    ["images in quotes", 'FROM "pyt|', ["pytorch/pytorch"]],
    ["images behind a flag", "FROM --platform=linux/amd64 pyt|", ["pytorch/pytorch"]],
    ["stages in FROM", "FROM a AS base\nFROM b|", ["base"]],
    ["platforms", "FROM --platform=|", ["linux/amd64", "$BUILDPLATFORM"]],
    ["AS", "FROM python:3.12 |", ["AS"]],
    ["AS half typed", "FROM python:3.12 a|", ["AS"]],
    ["tags", "FROM nvidia/cuda:|", ["12.4.1-cudnn-devel-ubuntu22.04"]],
    ["tags of a name by ARG", "ARG R=nvidia\nFROM ${R}/cuda:12|", ["12.4.1-cudnn-devel-ubuntu22.04"]],
    ["tags of a python", "FROM python:3.1|", ["3.12-slim"]],
    ["stages in COPY --from", "FROM a AS build\nFROM b\nCOPY --from=|", ["build"]],
    ["images in COPY --from", "FROM a\nCOPY --from=gh|", ["ghcr.io/astral-sh/uv"]],
    ["stages in a mount", "FROM a AS build\nFROM b\nRUN --mount=type=bind,from=b|", ["build"]],
    ["flags of COPY", "FROM a\nCOPY --|", ["--from=", "--chown="]],
    ["caches of RUN", "FROM a\nRUN --mo|", ["--mount=type=cache,target=/root/.cache/pip"]],
    ["flags of HEALTHCHECK", "FROM a\nHEALTHCHECK --s|", ["--start-period=60s"]],
    ["variables after ENV", "FROM a\nENV NC|", ["NCCL_DEBUG", "CUDA_VISIBLE_DEVICES"]],
    ["variables in a further pair", "FROM a\nENV A=1 \\\n    |", ["NCCL_DEBUG"]],
    ["values", "FROM a\nENV NCCL_DEBUG=|", ["INFO", "WARN"]],
    ["values of the old form", "FROM a\nENV NCCL_DEBUG I|", ["INFO"]],
    ["values in quotes", 'FROM a\nENV A="x y" NCCL_DEBUG="I|"', ["INFO"]],
    ["elements of a list", "FROM a\nENV NVIDIA_DRIVER_CAPABILITIES=compute,|", ["utility"]],
    ["values in front of a command", "FROM a\nRUN NCCL_DEBUG=|", ["INFO"]],
    ["values of export", "FROM a\nRUN cd x && export NCCL_DEBUG=|", ["INFO"]],
    ["names for export", "FROM a\nRUN export |", ["NCCL_DEBUG"]],
    ["names in front of a command", "FROM a\nRUN cd /x && NCC|", ["NCCL_DEBUG"]],
    ["ARGs to take over", "ARG TORCH=2\nFROM a\nARG |", ["TORCH", "TARGETARCH"]],
    ["variables behind a dollar", "FROM a\nARG ONE=1\nENV TWO=2\nRUN echo $|", ["ONE", "TWO"]],
    ["variables behind a brace", "FROM a\nARG ONE=1\nRUN echo ${O|", ["ONE"]],
    ["variables of FROM", "ARG V=1\nFROM a:$|", ["V", "TARGETPLATFORM"]],
    ["variables in a heredoc", "FROM a\nARG ONE=1\nRUN <<E\necho $|\nE\n", ["ONE"]],
    [
      "variables of the image",
      "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN echo $|",
      ["NVIDIA_VISIBLE_DEVICES"],
    ],
    ["packages", "FROM a\nRUN pip install |", ["torch", "flash-attn"]],
    [
      "packages on a continued line",
      "FROM a\nRUN apt-get update && \\\n    pip install --no-cache-dir \\\n      numpy \\\n      to|",
      ["torch"],
    ],
    ["packages in quotes", 'FROM a\nRUN uv pip install "fl|', ["flash-attn"]],
    ["packages by module", "FROM a\nRUN python -m pip install -U t|", ["torch"]],
    ["packages in a heredoc", "FROM a\nRUN <<E\npip install t|\nE\n", ["torch"]],
    ["versions", "FROM a\nRUN pip install torch==|", ["2.5.1"]],
    ["indexes", "FROM a\nRUN pip install torch --index-url |", ["https://download.pytorch.org/whl/cu124"]],
    [
      "indexes behind =",
      "FROM a\nRUN pip install torch --extra-index-url=h|",
      ["https://download.pytorch.org/whl/cpu"],
    ],
    ["ports", "FROM a\nEXPOSE 88|", ["8888"]],
    ["rules", "# ml-containers: allow |\nFROM a", ["suppression-unknown"]],
    ["further rules", "FROM a\n# ml-containers: allow-file x-y, su|", ["suppression-unknown"]],
    ["the allow comment", "FROM a\n# ml|", ["ml-containers: allow", "ml-containers: allow-file"]],
  ])("%s", (_, marked, expected) => {
    expect(labelsIn(marked)).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    ["a stage below is not offered", "FROM a AS one\nCOPY --from=|\nFROM b AS two", "two"],
    ["nothing defined below", "FROM a\nRUN echo $|\nENV LATER=1", "LATER"],
    ["no variable of another stage", "FROM a\nENV OTHER=1\nFROM b\nRUN echo $|", "OTHER"],
    ["no ARG of the stage below it", "FROM a AS x\nARG HIDDEN=1\nFROM x\nRUN echo $|", "HIDDEN"],
    ["FROM is no trigger", "FROM a\nONBUILD |", "FROM"],
  ])("not: %s", (_, marked, label) => {
    expect(labelsIn(marked)).not.toContain(label);
  });

  test.each([
    ["a digest", "FROM a@|"],
    ["behind AS", "FROM a AS |"],
    ["an ordinary comment", "# some words |\nFROM a"],
    ["a tag of an unknown name", "FROM ${X}:|"],
    ["a quoted COPY heredoc", "FROM a\nENV X=1\nCOPY <<'E' /x\n$|\nE\n"],
    ["arguments of another program", "FROM a\nRUN python train.py --lr |"],
    ["the file of -r", "FROM a\nRUN pip install -r |"],
  ])("nothing: %s", (_, marked) => {
    expect(labelsIn(marked)).toEqual([]);
  });
});

describe("order", () => {
  test("tags come newest first", () => {
    const torch = labelsIn("FROM pytorch/pytorch:|").filter((tag) => tag.endsWith("-runtime"));
    expect(torch[0]).toMatch(/^2\.14/);
    expect(torch.indexOf("2.5.1-cuda12.4-cudnn9-runtime")).toBeGreaterThan(torch.indexOf(torch[0] ?? ""));
  });

  test("what ended comes last and is marked", () => {
    const items = itemsIn("FROM |").filter(({ kind }) => kind === "image");
    expect(items[0]?.deprecated).toBeUndefined();
    expect(items.at(-1)?.deprecated).toBe(true);
    expect(items.find(({ label }) => label.includes("text-generation-inference"))?.deprecated).toBe(true);
  });

  test("a tag says what its flavour means", () => {
    const tag = itemsIn("FROM nvidia/cuda:|").find(({ label }) => label === "12.4.1-cudnn-devel-ubuntu22.04");
    expect(tag?.detail).toContain("nvcc and headers, cuDNN 9.1.0.70");
    const torch = itemsIn("FROM pytorch/pytorch:|").find(
      ({ label }) => label === "2.5.1-cuda12.4-cudnn9-runtime",
    );
    expect(torch?.documentation).toContain("no nvcc");
  });

  test("the index of the stage's CUDA comes first", () => {
    const [first] = itemsIn("FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install torch --index-url |");
    expect(first?.label).toBe("https://download.pytorch.org/whl/cu124");
    expect(first?.detail).toContain("as in this stage, newest torch 2.6.0");
  });

  test("the partner of the pinned torch comes first", () => {
    expect(labelsIn("FROM a\nRUN pip install torch==2.4.1 torchvision==|")[0]).toBe("0.19.1");
  });

  test("name traps are marked and say what to take", () => {
    const trap = itemsIn("FROM a\nRUN pip install te|").find(({ label }) => label === "tensorflow-gpu");
    expect(trap).toMatchObject({ deprecated: true, detail: expect.stringContaining("tensorflow[and-cuda]") });
  });
});

function detailOf(marked: string, start: string): string | undefined {
  return itemsIn(marked).find(({ label }) => label.startsWith(start))?.detail;
}

describe("GPU packages", () => {
  const CUDA12 = "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install ";
  const CUDA13 = "FROM nvidia/cuda:13.0.2-devel-ubuntu24.04\nRUN uv pip install ";

  test.each([
    [
      "torch with the index of the stage's CUDA",
      `${CUDA12}to|`,
      "torch 2.6.0 (cu124)",
      `${CUDA12}torch==2.6.0 --index-url https://download.pytorch.org/whl/cu124`,
    ],
    [
      "torch with its partners",
      `${CUDA12}--no-cache-dir to| \\\n  numpy`,
      "torch 2.6.0 with torchvision, torchaudio (cu124)",
      `${CUDA12}--no-cache-dir torch==2.6.0 torchvision==0.21.0 torchaudio==2.6.0 --index-url https://download.pytorch.org/whl/cu124 \\\n  numpy`,
    ],
    [
      "an older index of the same major, where there is none of the stage's",
      "FROM nvidia/cuda:12.5.1-devel-ubuntu22.04\nRUN pip install to|",
      "torch 2.6.0 (cu124)",
      "FROM nvidia/cuda:12.5.1-devel-ubuntu22.04\nRUN pip install torch==2.6.0 --index-url https://download.pytorch.org/whl/cu124",
    ],
    [
      "the newest torch for the stage's Python",
      "FROM python:3.9-slim\nRUN pip install to|",
      "torch 2.8.0 (cpu)",
      "FROM python:3.9-slim\nRUN pip install torch==2.8.0 --index-url https://download.pytorch.org/whl/cpu",
    ],
    ["jax by its extra", `${CUDA12}ja|`, "jax[cuda12]", `${CUDA12}"jax[cuda12]"`],
    ["jax in quotes", `${CUDA13}"ja|"`, "jax[cuda13]", `${CUDA13}"jax[cuda13]"`],
    ["TensorFlow by its extra", `${CUDA12}tens|`, "tensorflow[and-cuda]", `${CUDA12}"tensorflow[and-cuda]"`],
    [
      "ONNX Runtime of CUDA 12",
      `${CUDA12}onn|`,
      "onnxruntime-gpu 1.26",
      `${CUDA12}"onnxruntime-gpu==1.26.*"`,
    ],
    [
      "flash-attn",
      `${CUDA12}fl|`,
      "flash-attn --no-build-isolation",
      `${CUDA12}flash-attn --no-build-isolation`,
    ],
  ])("%s", (_, marked, label, expected) => {
    expect(accepted(marked, label)).toBe(expected);
  });

  test.each([
    ["torch of a CUDA that is not known", "FROM acme/x:1\nRUN pip install to|", / \(cu|\(cpu/],
    ["torch again", `${CUDA12}torch==2.5.1 t|`, /^torch \d/],
    ["a second index", `${CUDA12}--index-url https://e.com t|`, /^torch \d/],
    ["several words in quotes", `${CUDA12}"t|"`, / \(cu|isolation/],
    ["several words in front of a version", `${CUDA12}to|>=2`, /^torch \d/],
    ["jax of another CUDA", `${CUDA12}j|`, /cuda13\]/],
    ["ONNX Runtime where no CUDA is known", "FROM acme/x:1\nRUN pip install o|", /^onnxruntime-gpu \d/],
  ])("not: %s", (_, marked, unwanted) => {
    expect(labelsIn(marked).filter((label) => unwanted.test(label))).toEqual([]);
  });

  test.each(["11.8.0", "12.1.1", "12.4.1", "12.8.1", "13.0.2"])(
    "no rule has anything against them on CUDA %s",
    (cuda) => {
      const marked = `FROM nvidia/cuda:${cuda}-cudnn-devel-ubuntu22.04\nRUN pip install --no-cache-dir |`;
      const labels = labelsIn(marked).filter((label) => /^(?:torch|onnxruntime-gpu) \d|\[/.test(label));
      expect(labels.length).toBeGreaterThan(2);
      for (const label of labels) {
        const { findings } = analyze(accepted(marked, label), { today: TODAY });
        // An extra such as jax[cuda12] fits every release: which one to pin is left to the user, and the rule says so.
        const isVersionOpen = label.endsWith("]");
        const said = findings.filter(
          ({ rule }) => /^(?:pip|ort|version)-/.test(rule) && !(isVersionOpen && rule === "pip-unpinned"),
        );
        expect(said.map(({ message }) => `${label}: ${message}`)).toEqual([]);
      }
    },
  );

  test("each says why", () => {
    expect(detailOf(`${CUDA12}t|`, "torch 2")).toBe("CUDA 12.4, for this stage");
    expect(detailOf(`${CUDA13}o|`, "onnxruntime-gpu 1")).toBe("CUDA 13, as in this stage; cuDNN 9.x");
    expect(detailOf(`${CUDA12}j|`, "jax[")).toContain("compatible >=12.1");
  });
});

describe("what accepting does", () => {
  test.each([
    ["a name", "FROM pyt|", "pytorch/pytorch", "FROM pytorch/pytorch"],
    ["a name in front of its tag", "FROM pyt|h:3.12 AS x", "python", "FROM python:3.12 AS x"],
    ["a tag", "FROM python:3.1|", "3.12-slim", "FROM python:3.12-slim"],
    ["a tag in place of another", "FROM python:|3.8-slim AS x", "3.12-slim", "FROM python:3.12-slim AS x"],
    ["a tag in quotes", 'FROM "python:3|.8" AS x', "3.12-slim", 'FROM "python:3.12-slim" AS x'],
    [
      "a tag in front of a digest",
      "FROM python:3|.8@sha256:00",
      "3.12-slim",
      "FROM python:3.12-slim@sha256:00",
    ],
    ["a registry with a port", "FROM localhost:5000/x|", "python", "FROM python"],
    ["CRLF", "FROM pyt|\r\nRUN x\r\n", "python", "FROM python\r\nRUN x\r\n"],
    ["a keyword", "FROM a\nCO|PX b", "COPY", "FROM a\nCOPY b"],
    ["an indented keyword", "FROM a\n  R|", "RUN", "FROM a\n  RUN"],
    ["after a BOM", "\uFEFFFR|", "FROM", "\uFEFFFROM"],
    ["in front of a word", "FROM |python", "nvidia/cuda", "FROM nvidia/cudapython"],
    ["ENV", "FROM a\nENV NCCL_D|", "NCCL_DEBUG", "FROM a\nENV NCCL_DEBUG="],
    ["ENV with a value", "FROM a\nENV NCCL_D|X=1", "NCCL_DEBUG", "FROM a\nENV NCCL_DEBUG=1"],
    ["a value", "FROM a\nENV NCCL_DEBUG=W|ARN B=1", "INFO", "FROM a\nENV NCCL_DEBUG=INFO B=1"],
    ["a value in quotes", 'FROM a\nENV NCCL_DEBUG="W|ARN" B=1', "INFO", 'FROM a\nENV NCCL_DEBUG="INFO" B=1'],
    [
      "an element of a list",
      "FROM a\nENV NVIDIA_DRIVER_CAPABILITIES=compute,ut|,video",
      "utility",
      "FROM a\nENV NVIDIA_DRIVER_CAPABILITIES=compute,utility,video",
    ],
    ["a variable", "FROM a\nARG ONE=1\nRUN echo $O| x", "ONE", "FROM a\nARG ONE=1\nRUN echo $ONE x"],
    ["a braced variable", "FROM a\nARG ONE=1\nRUN echo ${O|", "ONE", "FROM a\nARG ONE=1\nRUN echo ${ONE}"],
    ["one with its brace", "FROM a\nARG ONE=1\nRUN echo ${O|}", "ONE", "FROM a\nARG ONE=1\nRUN echo ${ONE}"],
    [
      "one with a default",
      "FROM a\nARG ONE=1\nRUN echo ${O|:-2}",
      "ONE",
      "FROM a\nARG ONE=1\nRUN echo ${ONE:-2}",
    ],
    [
      "a stage",
      "FROM a AS build\nCOPY x y\nFROM b\nCOPY --from=b|x /a",
      "build",
      "FROM a AS build\nCOPY x y\nFROM b\nCOPY --from=build /a",
    ],
    [
      "a mount",
      "FROM a\nRUN --mount| pip install x",
      "--mount=type=cache,target=/root/.cache/pip",
      "FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install x",
    ],
    [
      "a package",
      "FROM a\nRUN pip install \\\n  to|>=2 \\\n  x",
      "torch",
      "FROM a\nRUN pip install \\\n  torch>=2 \\\n  x",
    ],
    ["a version", 'FROM a\nRUN pip install "torch==2.|1"', "2.5.1", 'FROM a\nRUN pip install "torch==2.5.1"'],
    [
      "an index",
      "FROM a\nRUN pip install --index-url https://download.pyt|orch.org/whl/cu99 torch",
      "https://download.pytorch.org/whl/cu124",
      "FROM a\nRUN pip install --index-url https://download.pytorch.org/whl/cu124 torch",
    ],
    [
      "a rule",
      "# ml-containers: allow supp|ress because\nFROM a",
      "suppression-unknown",
      "# ml-containers: allow suppression-unknown because\nFROM a",
    ],
    [
      "an allow comment",
      "FROM a\n# ml|\nRUN x",
      "ml-containers: allow",
      "FROM a\n# ml-containers: allow\nRUN x",
    ],
    ["AS", "FROM a a|", "AS", "FROM a AS"],
  ])("%s", (_, marked, label, expected) => {
    expect(accepted(marked, label)).toBe(expected);
  });
});

test("it answers from the analysis alone: a file is not analysed again", () => {
  const analysis = analysed("FROM a\nRUN pip install torch\n");
  const frozen = {
    ...analysis,
    get crashes(): never {
      throw new Error("asked for what only a new analysis tells");
    },
  };
  expect(complete(frozen, "FROM a\nRUN pip install ".length).length).toBeGreaterThan(0);
});
