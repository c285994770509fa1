import { describe, expect, it } from "vitest";
import {
  familyFacts,
  imageFacts,
  imageNames,
  newestPinnedTag,
  replacementFor,
  source,
  tagsOf,
} from "../../server/src/engine/knowledge/index.ts";
import type { ImageFacts } from "../../server/src/engine/knowledge/index.ts";
import type { ImageReference } from "../../server/src/engine/model/reference.ts";
import { parseImageReference } from "../../server/src/engine/model/reference.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const ubuntu = (version: string) => expect.objectContaining({ id: "ubuntu", version, libc: "glibc" });

/** One line of the table: the reference, what must be known, and parts that must stay unknown. */
type Row = readonly [text: string, known: object, unknown?: readonly (keyof ImageFacts)[]];

const REAL: readonly Row[] = [
  [
    "nvidia/cuda",
    { accelerator: "cuda", tag: { kind: "none", latestExists: false } },
    ["cuda", "os", "python"],
  ],
  ["nvidia/cuda:latest", { tag: { kind: "floating", latestExists: false } }, ["cuda"]],
  [
    "nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04",
    {
      cuda: { version: "12.8.1", flavour: "runtime", nvcc: false },
      os: ubuntu("24.04"),
      driver: { min: "525.60.13", shipped: "570.124.06" },
      capabilities: { min: "5.0", max: "12.0" },
      python: { version: "3.12", from: "distribution" },
      shell: "dash",
      tag: { kind: "listed" },
    },
  ],
  [
    "nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04",
    { driver: { min: "580" }, capabilities: { min: "7.5" }, tag: { kind: "superseded" } },
  ],
  ["nvidia/cuda:12.8.0-cudnn-devel-ubuntu24.04", { cuda: { nvcc: true }, tag: { kind: "superseded" } }],
  ["nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04", { cudnn: "9.1.0.70", tag: { kind: "listed" } }],
  ["nvidia/cuda:12.2.0-runtime-ubuntu22.04", { tag: { kind: "superseded" } }],
  ["nvidia/cuda:11.6.2-cudnn8-runtime-ubuntu20.04", { os: ubuntu("20.04"), tag: { kind: "listed" } }],
  ["nvidia/cuda:11.3.1-cudnn8-devel-ubuntu20.04", { tag: { kind: "superseded" } }],
  ["nvidia/cuda:11.1.1-cudnn8-devel-ubuntu18.04", { os: ubuntu("18.04"), tag: { kind: "superseded" } }],
  ["nvidia/cuda:11.0-runtime-ubuntu20.04", { tag: { kind: "deleted" } }],
  [
    "nvidia/cuda:9.0-cudnn7-runtime-ubuntu16.04",
    { os: ubuntu("16.04"), tag: { kind: "deleted" } },
    ["driver"],
  ],
  ["nvidia/cuda:12.4.1-cudnn-devel-ubuntu24.04", { tag: { kind: "unlisted", complete: true } }],
  ["nvidia/cuda:12.6.3-cudnn9-devel-ubuntu22.04", { tag: { kind: "unlisted", complete: true } }],
  ["nvidia/cuda:13.4.0-runtime-ubuntu24.04", { tag: { kind: "unlisted", complete: false } }],
  ["nvidia/cuda:13.2.1-devel-amzn2023", { os: { id: "amazonlinux", version: "2023" }, shell: "bash" }],
  [
    `nvidia/cuda:12.4.1-base-ubuntu22.04@${digest}`,
    { cuda: { version: "12.4.1", flavour: "base" }, tag: { kind: "digest" } },
  ],
  ["nvcr.io/nvidia/cuda:12.4.1-base-ubi9", { os: { id: "rhel", version: "9" }, tag: { kind: "listed" } }],
  [
    "harbor.example/hub/nvidia/cuda:11.7.0-base-ubuntu22.04",
    { mirror: true, cuda: { version: "11.7.0" }, tag: { kind: "unlisted", complete: false } },
  ],
  [
    "m.daocloud.io/docker.io/nvidia/cuda:12.4.1-nonsense-ubuntu24.04",
    { mirror: true, tag: { kind: "unlisted", complete: false } },
    ["cuda"],
  ],
  ["pytorch/pytorch", { accelerator: "unknown", frameworks: [{ name: "torch" }] }, ["cuda"]],
  [
    "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime",
    {
      accelerator: "cuda",
      cuda: { version: "12.8", flavour: "runtime", nvcc: false },
      cudnn: "9",
      frameworks: [{ name: "torch", version: "2.8.0" }],
      tag: { kind: "listed" },
      capabilities: { min: "7.0", max: "12.0" },
    },
    ["python"],
  ],
  [
    "pytorch/pytorch:2.12.1-cuda13.0-cudnn9-runtime",
    {
      os: ubuntu("24.04"),
      python: { version: "3.12", from: "image" },
      capabilities: { min: "7.5", max: "12.0" },
    },
  ],
  [
    "pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime",
    { os: ubuntu("22.04"), python: { version: "3.11", from: "conda" } },
  ],
  ["pytorch/pytorch:2.0.1-cuda11.7-cudnn8-runtime", { cuda: { version: "11.7" } }, ["os", "python"]],
  ["pytorch/pytorch:2.7.1-cuda12.8-cudnn9-devel", { cuda: { nvcc: true } }],
  ["pytorch/pytorch:2.13.0-cuda12.6-cudnn9-runtime", { capabilities: { min: "5.0", max: "9.0" } }],
  ["pytorch/pytorch:2.13.0-runtime", { accelerator: "cpu" }, ["cuda"]],
  ["pytorch/pytorch:1.10.0-cuda11.3-cudnn8-devel", { os: ubuntu("18.04"), tag: { kind: "listed" } }],
  ["pytorch/pytorch:1.6.0-cuda10.1-cudnn7-runtime", { os: ubuntu("18.04"), driver: { min: "418.39" } }],
  [
    "pytorch/pytorch:0.4_cuda9_cudnn7",
    { accelerator: "cuda", tag: { kind: "unlisted", complete: false } },
    ["cuda"],
  ],
  ["tensorflow/tensorflow:latest-gpu", { accelerator: "cuda", tag: { kind: "floating" } }, ["cuda"]],
  ["tensorflow/tensorflow", { accelerator: "cpu", tag: { kind: "none", latestExists: true } }],
  ["tensorflow/tensorflow:2.19.0-gpu", { cuda: { version: "12.5" }, cudnn: "9.3" }],
  ["tensorflow/tensorflow:latest-gpu-py3-jupyter", { accelerator: "cuda", ports: [8888] }],
  [
    "nvcr.io/nvidia/pytorch:24.05-py3",
    {
      cuda: { version: "12.4.1", nvcc: true },
      python: { version: "3.10", from: "image" },
      frameworks: [{ name: "torch", version: "2.4.0a0+07cecf4168" }],
      driver: { min: "525.60.13", shipped: "550.54.15" },
      os: ubuntu("22.04"),
      tag: { kind: "listed" },
    },
  ],
  ["nvcr.io/nvidia/pytorch:24.01-py3", { accelerator: "cuda", frameworks: [{ name: "torch" }] }, ["driver"]],
  [
    "nvcr.io/nvidia/tritonserver:26.07-vllm-python-py3",
    { frameworks: [{ name: "vllm", version: "0.24.0" }], ports: [8000, 8001, 8002] },
  ],
  [
    "python:3.12-slim",
    { python: { version: "3.12", from: "image" }, os: { id: "debian", libc: "glibc" } },
    ["cuda"],
  ],
  ["python:3.8-slim-buster", { os: { id: "debian", version: "10", codename: "buster" } }],
  ["python:3.10.2", { python: { version: "3.10.2" } }],
  ["python:3.12-alpine3.20", { os: { id: "alpine", version: "3.20", libc: "musl" }, shell: "busybox" }],
  ["python:3-slim", { tag: { kind: "floating" } }, ["python"]],
  ["mirror.gcr.io/library/python:3.11", { mirror: true, python: { version: "3.11" } }],
  ["ubuntu:22.04", { os: ubuntu("22.04"), python: { version: "3.10", from: "distribution" } }],
  ["ubuntu:bionic", { os: { id: "ubuntu", version: "18.04", codename: "bionic" } }],
  ["arm64v8/ubuntu:22.04", { os: ubuntu("22.04") }],
  ["debian:bookworm-slim", { os: { id: "debian", version: "12" } }],
  ["debian:stable-slim", { os: { id: "debian" }, tag: { kind: "floating" } }, ["python"]],
  ["docker.io/opensuse/leap:15.6", { os: { id: "opensuse", version: "15.6" } }],
  [
    "public.ecr.aws/lambda/python:3.9",
    { os: { id: "amazonlinux", version: "2" }, python: { version: "3.9" } },
  ],
  ["registry.access.redhat.com/ubi9/ubi-minimal", { os: { id: "rhel", version: "9" }, shell: "bash" }],
  ["rocm/dev-ubuntu-22.04:latest", { accelerator: "rocm", os: ubuntu("22.04") }],
  ["localai/localai:master-gpu-intel", { accelerator: "unknown" }],
  ["localai/localai:latest-aio-gpu-intel-f16", { accelerator: "unknown" }],
  ["localai/localai:latest-gpu-vulkan", { accelerator: "unknown" }],
  ["localai/localai:v3.8.0-gpu-hipblas", { accelerator: "rocm" }],
  ["localai/localai:latest-gpu-nvidia-cuda-12", { accelerator: "cuda" }],
  ["localai/localai:latest-nvidia-l4t-arm64", { accelerator: "cuda" }],
  ["localai/localai:master-sycl-f16-ffmpeg-core", { accelerator: "unknown" }],
  ["localai/localai:latest-aio-cpu", { accelerator: "cpu" }],
  ["ghcr.io/ggml-org/llama.cpp:server-musa", { accelerator: "unknown" }],
  ["ghcr.io/ggml-org/llama.cpp:server-openvino-b9001", { accelerator: "unknown" }],
  ["ghcr.io/ggml-org/llama.cpp:server-rocm", { accelerator: "rocm" }],
  ["ghcr.io/huggingface/text-generation-inference:3.3.7-gaudi", { accelerator: "unknown" }],
  ["ghcr.io/huggingface/text-generation-inference:sha-0123abc-intel-cpu", { accelerator: "cpu" }],
  ["ghcr.io/huggingface/text-embeddings-inference:hpu-1.7", { accelerator: "unknown" }],
  ["ghcr.io/huggingface/text-embeddings-inference:86-1.7", { accelerator: "cuda" }],
  ["lmsysorg/sglang:v0.5.3-rocm700-mi35x-20251010", { accelerator: "rocm" }],
  ["lmsysorg/sglang:v0.5.6-xeon", { accelerator: "unknown" }],
  ["ollama/ollama:0.12.3-rocm", { accelerator: "rocm" }],
  ["rayproject/ray:2.44.0-py311-tpu", { accelerator: "unknown" }],
  ["pytorch/torchserve:latest-gpu", { accelerator: "cuda" }],
  [
    "rocm/pytorch:rocm7.2.4_ubuntu24.04_py3.12_pytorch_release_2.10.0",
    { accelerator: "rocm", rocm: "7.2.4", frameworks: [{ name: "torch", version: "2.10.0" }] },
    ["cuda", "driver"],
  ],
  ["vllm/vllm-openai:v0.30.0", { cuda: { version: "13.0" }, driver: { min: "580" } }],
  ["ghcr.io/astral-sh/uv:0.5.1", { accelerator: "cpu" }, ["os", "python", "shell"]],
  [
    "ghcr.io/astral-sh/uv:python3.12-bookworm-slim",
    { python: { version: "3.12" }, tag: { kind: "floating" } },
  ],
  [
    "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04:latest",
    { cuda: { version: "11.8" }, cudnn: "8", os: ubuntu("22.04") },
  ],
];

describe("imageFacts", () => {
  it.each(REAL.map(([text, known, unknown = []]) => ({ text, known, unknown })))(
    "knows $text",
    ({ text, known, unknown }) => {
      const facts = imageFacts(reference(text));
      expect(facts).toMatchObject(known);
      for (const part of unknown) expect(facts?.[part], part).toBeUndefined();
      for (const id of facts?.sources ?? []) expect(source(id), id).toBeDefined();
      expect(facts?.sources.length).toBeGreaterThan(0);
    },
  );

  it.each(["node:22", "scratch", "registry.example/python:3.11", "pytorch/nightly", "nvidia/cuda-extras:1"])(
    "knows nothing of %s",
    (text) => {
      expect(imageFacts(reference(text))).toBeUndefined();
    },
  );

  it("says for a whole family only what holds for each of its images", () => {
    const cuda = familyFacts("docker.io", "nvidia/cuda");
    expect(cuda).toMatchObject({
      accelerator: "cuda",
      hasPython: false,
      tag: { kind: "unlisted", complete: false },
    });
    expect(cuda?.cuda).toBeUndefined();
    expect(familyFacts("docker.io", "tensorflow/tensorflow")?.accelerator).toBe("unknown");
    expect(familyFacts("docker.io", "library/node")).toBeUndefined();
  });
});

describe("images that moved or ended", () => {
  it.each([
    ["jupyter/tensorflow-notebook:latest", "frozen", "quay.io/jupyter/tensorflow-notebook"],
    ["rapidsai/rapidsai:latest", "replaced", "rapidsai/base"],
    ["minio/minio", "gone", "quay.io/minio/minio"],
    ["nvcr.io/nvidia/tensorflow:24.05-tf2-py3", "discontinued", "tensorflow/tensorflow"],
    ["pytorch/torchserve:latest-gpu", "archived", undefined],
    ["ghcr.io/huggingface/text-generation-inference:3.3.5", "archived", undefined],
  ])("%s is %s", (text, kind, name) => {
    expect(imageFacts(reference(text))?.status).toMatchObject({ kind });
    expect(replacementFor(reference(text))?.name).toBe(name);
  });

  it("claims nothing of mirrors and of images that are kept up", () => {
    expect(replacementFor(reference("harbor.example/hub/minio/minio:latest"))).toBeUndefined();
    expect(imageFacts(reference("harbor.example/hub/minio/minio:latest"))?.status.kind).toBe("active");
    expect(replacementFor(reference("pytorch/pytorch:latest"))).toBeUndefined();
  });
});

describe("tags for completion and pinning", () => {
  it.each([
    ["pytorch/pytorch:latest", "2.14.1-cuda13.0-cudnn9-runtime"],
    ["tensorflow/tensorflow", "2.21.0"],
    ["tensorflow/tensorflow:latest-gpu", "2.21.0-gpu"],
    ["tensorflow/tensorflow:latest-gpu-jupyter", "2.21.0-gpu-jupyter"],
    ["quay.io/jupyter/scipy-notebook:latest", "2026-07-28"],
    ["nvcr.io/nvidia/pytorch", "26.09-py3"],
    ["vllm/vllm-openai:latest", "v0.30.0"],
    ["ollama/ollama", "0.35.0"],
    ["python:slim", "3.14-slim"],
    ["debian:stable-slim", "13-slim"],
    // No pinned tag of the newest release is known in this flavour, so none is offered.
    ["tensorflow/serving:latest", undefined],
    ["nvidia/cuda", undefined],
    ["minio/minio", undefined],
    ["harbor.example/hub/pytorch/pytorch:latest", undefined],
  ])("pins %s to %s", (text, tag) => {
    expect(newestPinnedTag(reference(text))).toBe(tag);
  });

  it("lists the newest first, explains the flavour, and leaves deleted tags out", () => {
    const cuda = tagsOf("nvidia/cuda");
    expect(cuda[0]?.tag).toMatch(/^13\.4\.0-/);
    expect(cuda.some(({ tag }) => /^(?:10\.|9\.|11\.0-|11\.3\.0-|11\.7\.0-)/.test(tag))).toBe(false);
    expect(cuda.find(({ tag }) => tag === "12.8.1-cudnn-devel-ubuntu24.04")?.summary).toMatch(
      /nvcc.*cuDNN 9/,
    );
    expect(cuda.map(({ sortKey }) => sortKey)).toEqual(cuda.map(({ sortKey }) => sortKey).toSorted());
    const torch = tagsOf("pytorch/pytorch").map(({ tag }) => tag);
    expect(torch.indexOf("2.10.0-cuda12.8-cudnn9-devel")).toBeLessThan(
      torch.indexOf("2.9.1-cuda12.8-cudnn9-devel"),
    );
    expect(
      tagsOf("public.ecr.aws/deep-learning-containers/vllm").every(({ tag }) => !tag.includes(":")),
    ).toBe(true);
    expect(tagsOf("harbor.example/hub/nvidia/cuda")).toEqual([]);
    expect(tagsOf("NOT an image")).toEqual([]);
  });

  it("offers names as people type them, each of them known", () => {
    const names = imageNames().map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["nvidia/cuda", "python", "nvcr.io/nvidia/pytorch"]));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(imageFacts(reference(name)), name).toBeDefined();
  });
});

function reference(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (parsed === undefined) throw new Error(`${text} is no reference`);
  return parsed;
}
