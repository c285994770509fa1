import type { DockerfileAnalysis } from "../analyze.ts";
import { completeImage, stageProposals } from "./complete-image.ts";
import type { CompletionItem } from "../features/types.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import type { Arguments } from "./typing.ts";
import { endOfWord } from "../features/end-of-word.ts";

/** Flags between an instruction and its arguments, and their values. Undefined where no flag is being typed. */
export function completeFlag(
  analysis: DockerfileAnalysis,
  { keyword, words, typed, place }: Arguments,
  offset: number,
): readonly CompletionItem[] | undefined {
  if (!typed.startsWith("-") || !words.every((word) => word.startsWith("--"))) return undefined;
  const { source } = analysis.dockerfile.syntax;
  const from = /^--from=(.*)$/s.exec(typed)?.[1];
  if (from !== undefined) return completeImage(analysis, place, from, offset);
  const before = place.instruction.span.start;
  const mountFrom = /^--mount=(?:.*,)?from=([^,]*)$/s.exec(typed)?.[1];
  if (mountFrom !== undefined) {
    const span = { start: offset - mountFrom.length, end: endOfWord(source, offset, /[\s,]/) };
    return itemsFor(span, stageProposals(analysis, before));
  }
  const platform = /^--platform=(.*)$/s.exec(typed)?.[1];
  if (platform !== undefined) {
    const span = { start: offset - platform.length, end: endOfWord(source, offset, /\s/) };
    return itemsFor(
      span,
      PLATFORMS.map((label) => ({ label, kind: "value" })),
    );
  }
  const span = { start: offset - typed.length, end: endOfWord(source, offset, /\s/) };
  return itemsFor(
    span,
    (FLAGS[keyword] ?? []).map(([label, detail]): Proposal => ({ label, kind: "value", detail })),
  );
}

const PLATFORMS = ["linux/amd64", "linux/arm64", "$BUILDPLATFORM", "$TARGETPLATFORM"];

/** Source: the Dockerfile reference, and for the caches the documentation of pip, uv, apt and Hugging Face. */
const FLAGS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  FROM: [["--platform=", "the platform of the image"]],
  COPY: [
    ["--from=", "copy from a stage or an image"],
    ["--chown=", "owner of the copy"],
    ["--chmod=", "mode of the copy"],
    ["--link", "a layer of its own, kept when earlier layers change"],
    ["--parents", "keep the parent directories"],
    ["--exclude=", "leave files out"],
  ],
  ADD: [
    ["--checksum=", "expected checksum of what is fetched"],
    ["--chown=", "owner of the copy"],
    ["--chmod=", "mode of the copy"],
    ["--link", "a layer of its own, kept when earlier layers change"],
    ["--keep-git-dir=true", "keep .git of a repository"],
    ["--unpack=false", "do not unpack archives"],
    ["--exclude=", "leave files out"],
  ],
  RUN: [
    ["--mount=type=cache,target=/root/.cache/pip", "pip's cache, kept out of the layers"],
    ["--mount=type=cache,target=/root/.cache/uv", "uv's cache, kept out of the layers"],
    ["--mount=type=cache,target=/var/cache/apt,sharing=locked", "apt's packages, kept out of the layers"],
    ["--mount=type=cache,target=/var/lib/apt,sharing=locked", "apt's lists, kept out of the layers"],
    ["--mount=type=cache,target=/opt/conda/pkgs", "conda's packages, kept out of the layers"],
    ["--mount=type=cache,target=/root/.cache/huggingface", "downloaded models, kept out of the layers"],
    ["--mount=type=bind,source=.,target=", "files of the build context without copying them"],
    ["--mount=type=bind,from=", "files of a stage without copying them"],
    ["--mount=type=secret,id=", "a secret that is in no layer"],
    ["--mount=type=ssh", "the SSH agent of whoever builds"],
    ["--mount=type=tmpfs,target=", "memory in place of a directory"],
    ["--network=none", "no network for this command"],
  ],
  HEALTHCHECK: [
    ["--interval=30s", "time between checks"],
    ["--timeout=10s", "how long a check may take"],
    ["--start-period=60s", "time to load in which failures do not count"],
    ["--start-interval=5s", "time between checks while starting"],
    ["--retries=3", "failures in a row until unhealthy"],
  ],
};
