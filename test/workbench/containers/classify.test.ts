import { describe, expect, test } from "vitest";
import { classify } from "../../../workbench/src/containers/classify.ts";
import type { ContainerKind } from "../../../workbench/src/containers/model.ts";
import { details } from "./details.ts";

function kindOf(argv: readonly string[], image = "example/job:1"): ContainerKind {
  return classify(details({ argv, image }), false).kind;
}

describe("what a container is for, by its command", () => {
  test.each<readonly [ContainerKind, readonly string[]]>([
    ["training", ["torchrun", "--nproc_per_node=2", "main.py"]],
    ["training", ["python", "train.py"]],
    ["training", ["/usr/bin/python3.11", "-u", "/app/scripts/finetune_lora.py", "--lr", "1e-4"]],
    ["training", ["python", "-m", "torch.distributed.run", "main.py"]],
    ["training", ["python", "-m", "mypkg.train"]],
    ["training", ["sh", "-c", "cd /app && accelerate launch run.py"]],
    ["training", ["/usr/bin/tini", "-g", "--", "python", "train.py"]],
    ["training", ["/opt/nvidia/nvidia_entrypoint.sh", "python", "pretrain.py"]],
    ["training", ["uv", "run", "--no-sync", "train.py"]],
    ["training", ["conda", "run", "-n", "ml", "--no-capture-output", "python", "train.py"]],
    ["training", ["bash", "-lc", "export A=1; exec python train.py 2>&1 | tee log"]],
    ["training", ["WANDB_MODE=offline", "python", "train.py"]],
    ["serving", ["vllm", "serve", "org/model"]],
    ["serving", ["python3", "-m", "vllm.entrypoints.openai.api_server", "--model", "m"]],
    ["serving", ["python", "serve.py"]],
    ["serving", ["tritonserver", "--model-repository=/models"]],
    ["serving", ["mlflow", "models", "serve", "-m", "runs:/1/model"]],
    ["notebook", ["jupyter", "lab", "--ip=0.0.0.0"]],
    ["notebook", ["tini", "-g", "--", "start-notebook.py"]],
    ["notebook", ["sh", "-c", "jupyter lab --ip=0.0.0.0"]],
    ["other", ["mlflow", "server", "--host", "0.0.0.0"]],
    ["other", ["postgres"]],
    ["other", ["nginx", "-g", "daemon off;"]],
    ["other", ["python", "constraints.py"]],
    ["other", ["python", "-c", "import time; time.sleep(1)"]],
    ["other", ["sleep", "infinity"]],
    ["other", []],
  ])("%s: %j", (kind, argv) => {
    expect(kindOf(argv)).toBe(kind);
  });
});

test("an image says it where the command does not", () => {
  expect(kindOf([], "registry.example:5000/vllm/vllm-openai:v0.9.0")).toBe("serving");
  expect(kindOf(["start.sh"], "quay.io/jupyter/pytorch-notebook@sha256:00")).toBe("notebook");
  expect(kindOf(["./run.sh"], "me/my-trainer:3")).toBe("training");
  expect(kindOf(["./run.sh"], "pytorch/pytorch:2.6.0-cuda12.6-cudnn9-runtime")).toBe("other");
});

test("weak hints add up, and the reasons name them, strongest first, without values", () => {
  const subject = details({
    argv: ["python", "main.py"],
    environment: new Map([
      ["WORLD_SIZE", "2"],
      ["WANDB_API_KEY", "hidden"],
      ["WANDB_PROJECT", "p"],
    ]),
  });
  expect(classify(subject, true)).toEqual({
    kind: "training",
    reasons: [
      "variable WORLD_SIZE",
      "command python main.py",
      "variable WANDB_API_KEY",
      "a process on the GPU",
    ],
  });
});

test("a process on the GPU makes no training of a server", () => {
  expect(classify(details({ argv: ["vllm", "serve", "m"] }), true).kind).toBe("serving");
  expect(classify(details({ argv: ["./a.out"] }), true).kind).toBe("other");
  expect(classify(details({ argv: ["python", "main.py"] }), true).kind).toBe("training");
});

test("the user's own label wins", () => {
  const labels = { "ml-containers.kind": "Notebook " };
  expect(classify(details({ argv: ["python", "train.py"], labels }), true)).toEqual({
    kind: "notebook",
    reasons: ["label ml-containers.kind=notebook"],
  });
  expect(
    classify(details({ argv: ["python", "train.py"], labels: { "ml-containers.kind": "nonsense" } }), false)
      .kind,
  ).toBe("training");
});

test("words of a megabyte and nested shells end", () => {
  const argv = ["sh", "-c", `${"sh -c ".repeat(50_000)} python train.py`];
  expect(["training", "other"]).toContain(kindOf(argv));
});
