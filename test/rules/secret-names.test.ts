import { describe, expect, test } from "vitest";
import { isSecretAssignment } from "../../server/src/engine/rules/shared/secrets.ts";

describe("a literal given to a variable that holds a credential", () => {
  test.each([
    ["WANDB_API_KEY", "team-key-2024"],
    ["JUPYTER_TOKEN", "0000"],
    ["AWS_SECRET_ACCESS_KEY", "kJ8/2bq+Zr"],
    ["AZURE_STORAGE_CONNECTION_STRING", "AccountName=models;AccountKey=Zm9vMTIz=="],
    ["MLFLOW_TRACKING_PASSWORD", "'hunter2'"],
  ])("%s=%s may be real", (name, value) => {
    expect(isSecretAssignment(name, value)).toBe(true);
  });

  test.each([
    ["HF_TOKEN", ""],
    ["HF_TOKEN", '""'],
    ["HF_TOKEN", "hf_xxx"],
    ["HF_TOKEN", "HF-TOKEN"],
    ["HF_TOKEN", "<token>"],
    ["HF_TOKEN", "${HF_TOKEN:-}"],
    ["HF_TOKEN", "{{ hf_token }}"],
    ["OPENAI_API_KEY", "sk-your-key"],
    ["OPENAI_API_KEY", "EMPTY"],
    ["OPENAI_API_KEY", "no-key-required"],
    ["OPENAI_API_KEY", "***"],
    ["AWS_SECRET_ACCESS_KEY", "minioadmin"],
    ["NGC_API_KEY", "changeme"],
    ["KAGGLE_KEY", "a b c d"],
  ])("%s=%s stands for one", (name, value) => {
    expect(isSecretAssignment(name, value)).toBe(false);
  });

  test.each([
    "TOKENIZERS_PARALLELISM",
    "HF_TOKEN_PATH",
    "hf_token",
    "MY_HF_TOKEN",
    "AWS_ACCESS_KEY_ID",
    "SECRET",
  ])("%s holds none", (name) => {
    expect(isSecretAssignment(name, "team-key-2024")).toBe(false);
  });
});
