import { isSecretVariable } from "../../knowledge/index.ts";

/** A value in a text that has the shape of a credential. */
export interface Secret {
  /** What it opens, with its article: `a Hugging Face token`. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds values that look like real credentials, by the prefixes that their issuers give them, and by name where the value
 * alone says too little. Placeholders and documentation examples are left out.
 */
export function findSecrets(text: string): readonly Secret[] {
  const found: Secret[] = [];
  const add = (kind: string, value: string, start: number): void => {
    const end = start + value.length;
    if (!isPlaceholder(value) && !found.some((one) => one.start < end && start < one.end))
      found.push({ kind, start, end });
  };
  for (const match of text.matchAll(PREFIXED)) {
    const shape = SHAPES.find(({ pattern }) => pattern.test(match[0]));
    if (shape !== undefined && isWhole(text, match.index)) add(shape.kind, match[0], match.index);
  }
  for (const { kind, pattern } of NAMED) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? "";
      add(kind, value, match.index + match[0].lastIndexOf(value));
    }
  }
  for (const match of text.matchAll(IN_ADDRESS)) {
    const value = match[2] ?? match[1] ?? "";
    if (/[0-9]/.test(value) && /[A-Za-z]/.test(value)) {
      add("the credential of an address", value, match.index + match[0].lastIndexOf(`${value}@`));
    }
  }
  for (const match of text.matchAll(PRIVATE_KEY))
    found.push({ kind: "a private key", start: match.index, end: match.index + match[0].length });
  return found.toSorted((a, b) => a.start - b.start);
}

/**
 * Whether a variable is known to hold a credential and a literal given to it may be a real one. Goes by the exact name, so
 * that `TOKENIZERS_PARALLELISM` is none; what stands for a value (`<token>`, `your-key`, `changeme`, the name itself, a
 * reference such as `${HF_TOKEN}`) and what local servers take for want of one (`EMPTY`, `minioadmin`) is none either.
 */
export function isSecretAssignment(name: string, value: string): boolean {
  return isSecretVariable(name) && !standsForSecret(name, value);
}

function standsForSecret(name: string, value: string): boolean {
  const text = value.trim().replaceAll(/^["']|["']$/g, "");
  if (text.length < SHORTEST || /[$<>{}[\]()|]|\s/.test(text)) return true;
  if (letters(text) === letters(name)) return true;
  return STAND_IN.test(text) || WORDS.has(text.toLowerCase());
}

const SHORTEST = 4;

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

const STAND_IN =
  /x{3}|\*{3}|\.{3}|…|^[.*_-]+$|your|change|replace|placeholder|dummy|fake|example|sample|insert|redacted|todo|fixme|not[-_]?(?:needed|required|used|set)|no[-_]?key/i;

/** Values that open nothing, or that everybody knows. */
const WORDS: ReadonlySet<string> = new Set(
  (
    "none null nil undefined unset empty true false test testing demo local localhost localstack ollama vllm lm-studio lmstudio " +
    "token key secret password api-key api_key apikey my-token my-key my-secret mytoken mykey mysecret foobar string anything " +
    "admin minio minioadmin minio123"
  ).split(" "),
);

/** The first characters of a secret, enough to recognise it by and too few to use it. */
export function maskSecret(value: string): string {
  return `${value.slice(0, 4)}…`;
}

/** The text with every credential in it masked behind its first characters, at the same length. */
export function maskSecrets(text: string): string {
  let result = text;
  for (const { start, end } of findSecrets(text)) {
    const from = Math.min(start + 4, end);
    result = result.slice(0, from) + "*".repeat(end - from) + result.slice(end);
  }
  return result;
}

/** A hyphen before a value belongs to it, unless it makes the value a default: `${HF_TOKEN:-hf_…}`. */
function isWhole(text: string, start: number): boolean {
  return text[start - 1] !== "-" || /\$\{\w{1,64}:?-$/.test(text.slice(Math.max(start - 70, 0), start));
}

const PREFIXED =
  /(?<![A-Za-z0-9_])(?:hf_|sk-|AKIA|ASIA|gh[pousr]_|github_pat_|xox[abprs]-|glpat-|nvapi-|AIza|npm_|pypi-|gsk_|r8_)[A-Za-z0-9_-]{16,250}(?![A-Za-z0-9_-])/g;

/** Sources: the issuers' documentation of their token formats. */
const SHAPES: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "a Hugging Face token", pattern: /^hf_[A-Za-z0-9]{30,40}$/ },
  { kind: "an Anthropic key", pattern: /^sk-ant-[A-Za-z0-9_-]{32,}$/ },
  {
    kind: "an OpenAI key",
    pattern: /^sk-(?:[A-Za-z0-9]{40,}|(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{32,})$/,
  },
  { kind: "an OpenRouter key", pattern: /^sk-or-v1-[a-f0-9]{64}$/ },
  { kind: "an AWS access key", pattern: /^(?:AKIA|ASIA)[A-Z2-7]{16}$/ },
  {
    kind: "a GitHub token",
    pattern: /^gh[pousr]_[A-Za-z0-9]{36}$|^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$/,
  },
  { kind: "a Slack token", pattern: /^xox[abprs]-[0-9]{8,}-[A-Za-z0-9-]{10,}$/ },
  { kind: "a GitLab token", pattern: /^glpat-[A-Za-z0-9_-]{20,}$/ },
  { kind: "an NVIDIA API key", pattern: /^nvapi-[A-Za-z0-9_-]{60,}$/ },
  { kind: "a Google API key", pattern: /^AIza[A-Za-z0-9_-]{35}$/ },
  { kind: "an npm token", pattern: /^npm_[A-Za-z0-9]{36}$/ },
  { kind: "a PyPI token", pattern: /^pypi-AgE[A-Za-z0-9_-]{60,}$/ },
  { kind: "a Groq key", pattern: /^gsk_[A-Za-z0-9]{48,56}$/ },
  { kind: "a Replicate token", pattern: /^r8_[A-Za-z0-9]{37}$/ },
];

/** Values without a prefix of their own, told by the exact name before them. */
const NAMED: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  {
    kind: "a Weights & Biases key",
    pattern:
      /(?<![A-Za-z0-9_])(?:WANDB_API_KEY["']?[=:\s]{1,3}["']?(?:-|\$\{\w{1,64}:?-)?|wandb login (?:--relogin )?)([a-f0-9]{40})(?![A-Za-z0-9])/g,
  },
  {
    kind: "an AWS secret key",
    pattern:
      /(?<![A-Za-z0-9_])(?:AWS_SECRET_ACCESS_KEY|aws_secret_access_key)["']?[=:\s]{1,3}["']?(?:-|\$\{\w{1,64}:?-)?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
  },
  {
    kind: "a Kaggle key",
    pattern:
      /(?<![A-Za-z0-9_])(?:KAGGLE_KEY["']?[=:\s]{1,3}["']?(?:-|\$\{\w{1,64}:?-)?|"username[^{}\n]{3,60}key\\?" ?: ?\\?")([a-f0-9]{32})(?![A-Za-z0-9])/g,
  },
];

/** `https://TOKEN@host` and `https://user:TOKEN@host`. */
const IN_ADDRESS = /https?:\/\/([A-Za-z0-9_.-]{1,250})(?::([A-Za-z0-9_.-]{20,250}))?@[A-Za-z0-9]/g;

const PRIVATE_KEY = /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/g;

/** Words, sequences and monotony that no issuer's random text holds. */
function isPlaceholder(value: string): boolean {
  if (value.length < 16) return true;
  if (
    /x{5}|0{6}|1234567|abcdefg|example|your|token|secret|change|placeholder|dummy|fake|sample|insert|replace|password/i.test(
      value,
    )
  ) {
    return true;
  }
  return entropy(value) < 3;
}

/** Shannon entropy in bits a character. Random hexadecimal digits have about 3.6 in 40 characters, words under 3. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
