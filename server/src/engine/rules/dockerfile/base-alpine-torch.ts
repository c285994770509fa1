import { pypiPackage } from "../../knowledge/index.ts";
import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { packageCalls, pipInstalls } from "../../model/query.ts";
import { knownPrefix } from "../../model/resolved.ts";
import type { StageBase } from "../../model/stage-facts.ts";
import { baseOf, environmentValue } from "../../model/stage-facts.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { suggestImage } from "../shared/image-edits.ts";
import { dockerfileImages } from "../shared/dockerfile-images.ts";

export default defineRule({
  name: "base-alpine-torch",
  subject: "dockerfile",
  category: "base",
  severity: "error",
  since: "0.1.0",
  summary: "torch, tensorflow or jaxlib by pip on Alpine, for which they have no wheels",
  sources: ["glibc-wheels"],
  *check({ dockerfile }) {
    const others = new Map<Stage, boolean>();
    for (const install of pipInstalls(dockerfile)) {
      const { stage } = install.command.at;
      const base = baseOf(stage);
      if (base?.facts?.os?.libc !== "musl" || hasOtherWheels(install)) continue;
      const one = install.packages.find(isGlibcOnly);
      if (one === undefined || install.command.wrappers.some((wrapper) => wrapper.endsWith(" run"))) continue;
      const other = others.get(stage) ?? hasOtherPython(dockerfile, stage);
      others.set(stage, other);
      if (other) continue;
      yield findingOf(dockerfile, install, one, base);
    }
  },
});

function isGlibcOnly({ name, url, marker }: PipPackage): boolean {
  return url === undefined && marker === undefined && pypiPackage(name)?.libc === "glibc";
}

/** Whether wheels may come from somewhere that somebody filled for Alpine. */
function hasOtherWheels(install: PipInstall): boolean {
  const { indexUrl, extraIndexUrls, findLinks, command, hasUnknown } = install;
  const places = [...(indexUrl === undefined ? [] : [indexUrl]), ...extraIndexUrls, ...findLinks];
  if (
    hasUnknown ||
    places.some(({ value }) => !/^https:\/\/(?:download\.pytorch\.org|pypi\.org)\//.test(knownPrefix(value)))
  ) {
    return true;
  }
  const { stage, order } = command.at;
  return [
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "UV_INDEX_URL",
    "UV_INDEX",
    "UV_FIND_LINKS",
  ].some((name) => environmentValue(stage, name, order) !== undefined || command.environment.has(name));
}

/** Whether another Python than Alpine's may do the work, or Alpine's own package of the framework is there. */
function hasOtherPython(dockerfile: Dockerfile, stage: Stage): boolean {
  const stages = lineage(stage);
  for (const call of packageCalls(dockerfile)) {
    if (!stages.includes(call.command.at.stage)) continue;
    if (
      call.manager === "conda" ||
      call.packages.some(({ name }) => /torch|tensorflow|jax|conda|glibc/.test(name))
    ) {
      return true;
    }
  }
  return stages.some((one) =>
    one.instructions.some((at) =>
      commandsOf(dockerfile, at).some(({ args }) =>
        args.some(({ raw }) => /conda|miniforge|glibc/i.test(raw)),
      ),
    ),
  );
}

function findingOf(dockerfile: Dockerfile, install: PipInstall, one: PipPackage, base: StageBase): Finding {
  const name = one.writtenName;
  const image = base.reference?.text ?? base.facts?.title ?? "This image";
  return {
    at: one.argument.span,
    message: `${name} has no wheels for musl, the C library of ${image}: ${install.tool} finds nothing to install. Use an image on Debian or Ubuntu.`,
    fixes: fixesOf(dockerfile, base),
    related: [{ at: base.word.span, message: "This image stands on Alpine." }],
  };
}

/** The slim image of the same Python, unless steps of the file need Alpine's package manager. */
function fixesOf(dockerfile: Dockerfile, base: StageBase): readonly Fix[] {
  const tag = base.reference?.tag;
  if (base.facts?.family !== "python" || tag === undefined || base.reference?.digest !== undefined) return [];
  if (packageCalls(dockerfile).some(({ manager }) => manager === "apk")) return [];
  const use = dockerfileImages(dockerfile).find((one) => one.kind === "from" && one.stage === base.stage);
  const slim = /^(\d[\w.]*)-alpine[\d.]*$/.exec(tag)?.[1];
  if (use === undefined || slim === undefined) return [];
  return suggestImage(use, use.reference.text.replace(tag, `${slim}-slim`));
}
