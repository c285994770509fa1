import type { ContainerKind } from "./model.ts";

/** What in a container's words and settings speaks for a kind, and how strongly; three points make a verdict. */
export interface Evidence {
  readonly kind: ContainerKind;
  readonly points: number;
}

/** By the name of a program, as it stands at the head of a command or after a wrapper. */
export const PROGRAMS: ReadonlyMap<string, Evidence> = new Map([
  ...evidence(
    "training",
    5,
    "torchrun deepspeed horovodrun composer nnUNetv2_train nnUNet_train llamafactory-cli axolotl",
  ),
  ...evidence(
    "serving",
    5,
    "vllm text-generation-launcher text-generation-server tritonserver ollama tensorflow_model_server torchserve bentoml llama-server lmdeploy text-embeddings-router trtllm-serve infinity_emb mlserver",
  ),
  ...evidence(
    "notebook",
    5,
    "jupyter jupyter-lab jupyter-notebook jupyter-server jupyterhub-singleuser start-notebook.sh start-notebook.py start-singleuser.py code-server marimo",
  ),
]);

/** By program and the word after it. */
export const SUBCOMMANDS: ReadonlyMap<string, Evidence> = new Map([
  ...evidence("training", 5, [
    "accelerate launch",
    "lightning run",
    "tune run",
    "ray job",
    "mlflow run",
    "llamafactory-cli train",
    "yolo train",
    "swift sft",
    "autotrain llm",
  ]),
  ...evidence("serving", 5, [
    "mlflow models",
    "ray serve",
    "serve run",
    "llamafactory-cli api",
    "sglang serve",
    "swift deploy",
    "lms server",
  ]),
  ...evidence("other", 5, ["mlflow server", "mlflow ui", "tensorboard --logdir"]),
]);

/** By `python -m MODULE`; a module counts with its submodules. */
export const MODULES: ReadonlyMap<string, Evidence> = new Map([
  ...evidence(
    "training",
    5,
    "torch.distributed.run torch.distributed.launch accelerate.commands.launch deepspeed.launcher axolotl.cli.train",
  ),
  ...evidence(
    "serving",
    5,
    "vllm sglang.launch_server fastchat.serve llama_cpp.server torch_serve mlc_llm lmdeploy.serve",
  ),
  ...evidence("notebook", 5, "jupyter jupyterlab notebook jupyter_server ipykernel"),
]);

/** Words in the name of a script or module that say what it does. */
export const SCRIPT_WORDS: readonly (readonly [RegExp, Evidence])[] = [
  [
    /(?:^|[^a-z])(?:pre|re)?train(?:er|ing)?(?:[^a-z]|$)|finetun|fine_tun|fine-tun|(?:^|[^a-z])(?:sft|dpo|grpo|lora|fit)(?:[^a-z]|$)/,
    { kind: "training", points: 4 },
  ],
  [/(?:^|[^a-z])(?:serve[rd]?|serving|api|inference|app)(?:[^a-z]|$)/, { kind: "serving", points: 3 }],
];

/** By the name of a variable. That a value is there is enough; none is ever shown. */
export const VARIABLES: readonly (readonly [RegExp, Evidence])[] = [
  [/^(?:WORLD_SIZE|RANK|LOCAL_RANK|MASTER_ADDR|TF_CONFIG)$/, { kind: "training", points: 3 }],
  [/^(?:WANDB_|MLFLOW_RUN|MLFLOW_EXPERIMENT|COMET_|NEPTUNE_|CLEARML_TASK)/, { kind: "training", points: 1 }],
  [/^NCCL_/, { kind: "training", points: 1 }],
  [/^(?:JUPYTER_|NB_UID$)/, { kind: "notebook", points: 1 }],
];

/** By the repository of an image, without registry and tag. */
export const IMAGES: readonly (readonly [RegExp, Evidence])[] = [
  [
    /(?:^|\/)(?:vllm-openai|text-generation-inference|tritonserver|ollama|tei|text-embeddings-inference|sglang|serving|torchserve|llama\.cpp|localai)(?:$|[-:])/,
    { kind: "serving", points: 4 },
  ],
  [/(?:^|\/)jupyter\/|(?:-|^|\/)notebook$|jupyterlab|code-server/, { kind: "notebook", points: 3 }],
  [/(?:^|[/_-])(?:train(?:er|ing)?|finetun\w*)(?:$|[/_-])/, { kind: "training", points: 3 }],
  [/(?:^|\/)(?:pytorch|tensorflow|nemo|jax|deepspeed|axolotl)$/, { kind: "training", points: 1 }],
];

/** The label by which a user says it; it outweighs everything. */
export const KIND_LABEL = "ml-containers.kind";

function evidence(
  kind: ContainerKind,
  points: number,
  names: string | readonly string[],
): readonly (readonly [string, Evidence])[] {
  const list = typeof names === "string" ? names.split(" ") : names;
  return list.map((name) => [name, { kind, points }] as const);
}
