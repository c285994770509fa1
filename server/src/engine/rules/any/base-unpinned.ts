import type { ImageFacts } from "../../knowledge/index.ts";
import { isFloatingTag, newestPinnedTag, osRelease } from "../../knowledge/index.ts";
import { requestsGpu } from "../../model/compose/gpus.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { textOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import type { DockerfileInput, Finding, Severity } from "../rule.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";
import { mayFloat } from "../shared/allowed.ts";
import { plusMonths } from "../shared/support.ts";

export default defineRule({
  name: "base-unpinned",
  subject: "any",
  category: "base",
  severity: "warning",
  since: "0.1.0",
  summary: "an image without a tag, or with one that moves: tomorrow it is another one",
  sources: ["Dockerfile best practices: pin base image versions"],
  check: (input) => onePerPlace(find(imageUses(input), input)),
});

function* find(
  uses: readonly ImageUse[],
  { today, allow }: Pick<DockerfileInput, "today" | "allow">,
): Generator<Finding> {
  for (const use of uses) {
    if (!floats(use) || isRetired(use, today) || mayFloat(allow, use.reference)) continue;
    const { facts, reference } = use;
    // Where latest does not exist, or nothing moves any more, other rules say so.
    if (facts?.tag.latestExists === false && (reference.tag ?? "latest") === "latest") continue;
    if (facts !== undefined && facts.status.kind !== "active" && facts.status.kind !== "archived") continue;
    const tag = newestPinnedTag(reference);
    const advice = tag === undefined ? "Pin a version or a digest." : `Pin a version, such as ${tag}.`;
    yield {
      ...reportAt(use, tagPart(use)),
      severity: severityOf(use),
      message: `${sentence(use)} ${advice}`,
      fixes: tag === undefined ? [] : suggestImage(use, `${writtenName(use)}:${tag}`),
    };
  }
}

function sentence(use: ImageUse): string {
  const { facts, reference } = use;
  if (facts?.status.kind === "archived")
    return `${written(use)} names no version, and ${facts.title} is archived: it gets no more releases.`;
  const moves =
    reference.tag === undefined
      ? `${written(use)} has no tag, which means latest`
      : `The tag ${reference.tag} of ${writtenName(use)} moves`;
  const next = use.kind === "service" ? "pull" : "build";
  return `${moves}: the next ${next} may get another ${facts === undefined ? "image" : `release of ${facts.title}`}.`;
}

/** Publishers stop building for a system some time after its end; nobody moves such a tag any more. */
function isRetired({ facts, reference }: ImageUse, today: string): boolean {
  const word = facts?.os?.codename;
  if (word === undefined || reference.tag?.includes(word) !== true) return false;
  const end =
    facts?.os?.version === undefined ? undefined : osRelease(facts.os.id, facts.os.version)?.endOfSupport;
  return end !== undefined && plusMonths(end, 12) <= today;
}

function floats(use: ImageUse): boolean {
  const { facts, reference } = use;
  if (reference.digest !== undefined || BUILD.test(reference.tag ?? "")) return false;
  if (facts !== undefined) return facts.tag.kind === "none" || facts.tag.kind === "floating";
  // A bare name is a locally built image as often as one of Docker Hub's; only the builder knows.
  if (reference.repository.startsWith("library/") || reference.registry.startsWith("localhost")) return false;
  // Databases and proxies are another trade's; what asks for a GPU is not.
  if (use.kind === "service" && !use.services.some(wantsGpu)) return false;
  return reference.tag === undefined || isFloatingTag(reference.tag) || BRANCH.test(reference.tag);
}

function wantsGpu(service: ComposeService): boolean {
  return requestsGpu(service) || textOf(service.value, "runtime") === "nvidia";
}

/** A day or a commit in the tag: `nightly-20260801`, `main-3f2a1b4`; such tags are not moved. */
const BUILD = /\d{8}|\d{4}-\d\d-\d\d|(?:^|[-_.])(?=[a-f]*\d)[0-9a-f]{7,40}(?:[-_.]|$)/;

/** `main-base`, `master-gpu`: what a branch builds, without a commit. */
const BRANCH = /^(?:main|master|develop|nightly)-[a-z]+$/;

function severityOf({ facts, reference, kind }: ImageUse): Severity {
  // What nobody knows may be the project's own base, which moves on purpose; and a tool is no base.
  if (facts === undefined || kind === "copy" || kind === "mount") return "info";
  // What is archived moves no more; and who writes nightly wants it to.
  if (facts.status.kind === "archived" || ON_PURPOSE.test(reference.tag ?? "")) return "info";
  return SMALL.has(facts.family) || isPinnedOtherwise(facts, reference.repository) ? "info" : "warning";
}

/** Tags that say of themselves that they move. */
const ON_PURPOSE = /^(?:rolling|dev|edge|canary|nightly|unstable|testing|sid|preview)(?=[-_.]|$)/;

/** Images that hold nothing for an ML build to break on. */
const SMALL: ReadonlySet<string> = new Set(["alpine"]);

/** What counts is fixed all the same: the Python in the tag, or the versions in the repository's name. */
function isPinnedOtherwise(facts: ImageFacts, repository: string): boolean {
  if (facts.python !== undefined && facts.python.from !== "distribution") return true;
  const isToolkit = facts.accelerator === "rocm" || facts.accelerator === "cuda";
  return VERSION.test(repository) && !(isToolkit && facts.cuda === undefined && facts.rocm === undefined);
}

/** A version in a name: `ubi9`, `ubuntu2404`, `pytorch-gpu.2-3`, `cuda11.8`, `manylinux_2_28`; not the 3 of `miniconda3`. */
const VERSION = /\d[._-]\d|ubi\d|ubuntu\d|py\d{2}|python-\d{2}/;
