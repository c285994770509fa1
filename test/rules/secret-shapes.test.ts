import { describe, expect, test } from "vitest";
import { findSecrets, maskSecret } from "../../server/src/engine/rules/shared/secrets.ts";

/** Random letters and digits. The values are put together here, so that no scanner takes the file for a leak. */
const RANDOM = "Kq7Wd2ZpLm9Rt4Vx8Bn3Jc6Yh1Gf5SaEu0Tk7Qr2Hw9Nz4Bv6Mp1Xs8Dj3Cy5FgLb";
const HEX = "9b1f4c7d2e8a6053bd7f91ce24a8603f5d7c1be9";

const random = (length: number): string => RANDOM.slice(0, length);

function kinds(text: string): readonly string[] {
  return findSecrets(text).map((secret) => secret.kind);
}

describe("the shape of a credential", () => {
  test.each([
    ["hf_", 34, "a Hugging Face token"],
    ["sk-", 48, "an OpenAI key"],
    ["sk-proj-", 60, "an OpenAI key"],
    ["sk-ant-api03-", 50, "an Anthropic key"],
    ["ghp_", 36, "a GitHub token"],
    ["glpat-", 20, "a GitLab token"],
    ["nvapi-", 64, "an NVIDIA API key"],
    ["AIza", 35, "a Google API key"],
    ["npm_", 36, "an npm token"],
    ["gsk_", 52, "a Groq key"],
    ["r8_", 37, "a Replicate token"],
  ])("%s and %i characters", (prefix, length, kind) => {
    const value = prefix + random(length);
    for (const text of [`ENV X=${value}`, `RUN login "${value}" && true`, `X='${value}'`]) {
      const [secret] = findSecrets(text);
      expect(secret?.kind).toBe(kind);
      expect(text.slice(secret?.start, secret?.end)).toBe(value);
    }
    expect(kinds(`ENV X=${prefix}${random(12)}`)).toEqual([]);
    expect(kinds(`ENV X=${prefix}${"x".repeat(length)}`)).toEqual([]);
    expect(kinds(`ENV X=a${value}`)).toEqual([]);
    expect(kinds(`X: \${X:-${value}}`)).toEqual([kind]);
    expect(kinds(`X: \${X-${value}}`)).toEqual([kind]);
    expect(kinds(`X: some-${value}`)).toEqual([]);
  });

  test.each([
    [`github_pat_${random(22)}_${random(59)}`, "a GitHub token"],
    [["xoxb", "123987456012", random(24)].join("-"), "a Slack token"],
    [`ENV WANDB_API_KEY=${HEX}`, "a Weights & Biases key"],
    [`ENV WANDB_API_KEY ${HEX}`, "a Weights & Biases key"],
    [`export KAGGLE_KEY="${HEX.slice(0, 32)}"`, "a Kaggle key"],
    [`echo '{"username":"me","key":"${HEX.slice(0, 32)}"}'`, "a Kaggle key"],
    [`AWS_SECRET_ACCESS_KEY=${random(18)}/+${random(20)}`, "an AWS secret key"],
    [`https://me:${random(24)}@example.org`, "the credential of an address"],
    [`https://${random(24)}@example.org`, "the credential of an address"],
    [["-----BEGIN", "RSA", "PRIVATE KEY-----"].join(" "), "a private key"],
  ])("%s", (text, kind) => {
    expect(kinds(text)).toEqual([kind]);
  });

  test.each([
    `ENV COMMIT=${HEX}`,
    `ENV MY_WANDB_API_KEY_FILE=${HEX}`,
    "ENV WANDB_API_KEY=$WANDB_API_KEY",
    `https://example.org/${random(30)}@v1`,
    "https://git@github.com/a/b.git",
    "https://user:short@example.org",
    "-----BEGIN PUBLIC KEY-----",
  ])("%s is none", (text) => {
    expect(kinds(text)).toEqual([]);
  });
});

test("a masked secret shows four characters", () => {
  expect(maskSecret(`hf_${random(34)}`)).toBe("hf_K…");
});
