import { compareVersions, pypiPackage, tensorflowReleases } from "../../knowledge/index.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { pipInstalls } from "../../model/query.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { quoted } from "../shared/package-edits.ts";

export default defineRule({
  name: "pip-tensorflow-gpu",
  subject: "dockerfile",
  category: "packages",
  severity: "error",
  since: "0.1.0",
  summary: "tensorflow-gpu 2.12 or newer, an empty package whose install fails",
  sources: ["tf-gpu", "tf-pip", "tf-pip-history"],
  *check({ dockerfile, source }) {
    for (const install of pipInstalls(dockerfile)) {
      if (install.constraintFiles.length > 0) continue;
      for (const one of install.packages) {
        const trap = pypiPackage(one.name);
        if (trap?.kind !== "name-trap" || trap.removedFrom === undefined) continue;
        if (!one.name.endsWith("-gpu") || !mayOnlyFail(one, trap.removedFrom)) continue;
        yield findingOf(one, install, trap.removedFrom, source);
      }
    }
  },
});

/** Whether every version that pip may choose is the empty package; it takes the newest that the clauses allow. */
function mayOnlyFail(one: PipPackage, removedFrom: string): boolean {
  if (one.url !== undefined || one.marker !== undefined) return false;
  return one.specifier.split(",").every((clause) => !isBounded(clause, removedFrom));
}

/** Whether a clause keeps pip below the version. */
function isBounded(clause: string, removedFrom: string): boolean {
  const match = /^(~=|===?|!=|<=?|>=?)(\d[^*]*?)(\.\*)?$/.exec(clause);
  const [, operator, version = ""] = match ?? [];
  if (operator === undefined || operator === "!=" || operator.startsWith(">")) return false;
  const below = compareVersions(version, removedFrom) < 0;
  if (operator === "<") return compareVersions(version, removedFrom) <= 0;
  // `~=2.10` ends before 3, `~=2.10.0` before 2.11.
  if (operator === "~=") return below && version.split(".").length > 2;
  return below;
}

function findingOf(one: PipPackage, install: PipInstall, removedFrom: string, source: string): Finding {
  const since = tensorflowReleases().findLast(
    (release) => release.andCuda === true && release.prerelease !== true,
  )?.version;
  const extra = since === undefined ? "" : ` (from ${since.replace(/\.0$/, "")} on)`;
  const plain = one.name.replace(/-gpu$/, "");
  return {
    at: one.argument.span,
    message: `From ${removedFrom} on ${one.name} is an empty package whose install fails. Install ${plain}[and-cuda]${extra}, or ${plain} where the image has CUDA and cuDNN.`,
    fixes: fixesOf(one, install, since, source),
  };
}

function fixesOf(
  one: PipPackage,
  install: PipInstall,
  since: string | undefined,
  source: string,
): readonly Fix[] {
  const { argument, pin, specifier, extras } = one;
  if (
    since === undefined ||
    extras.length > 0 ||
    source.slice(argument.span.start, argument.span.end) !== argument.raw
  ) {
    return [];
  }
  const tooOld = pin !== undefined && compareVersions(pin, since) < 0;
  // Between the two the extra does not exist: only an image with CUDA of its own has a GPU build of that version.
  if (tooOld && factsOf(install.command.at.stage)?.cudnn === undefined) return [];
  const plain = one.name.replace(/-gpu$/, "");
  const name = tooOld ? plain : `${plain}[and-cuda]`;
  const written = argument.raw.replaceAll(/["']/g, "");
  if (!written.startsWith(one.writtenName) || /\s/.test(written)) return [];
  const requirement = `${name}${written.slice(one.writtenName.length)}`;
  const text =
    install.command.shell === undefined ? `"${requirement}"` : quoted(requirement, install.command);
  if (text === undefined) return [];
  return [
    { title: `Install ${name}${specifier}`, safety: "suggested", edits: [{ span: argument.span, text }] },
  ];
}
