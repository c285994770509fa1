import { needsOf, targetStage } from "../../engine/model/build-needs.ts";
import type { DockerfileOutline, DockerfileOutlineParams } from "../../protocol.ts";
import { toRange } from "../convert.ts";
import type { Opened } from "./opened.ts";

/** The stages of a Dockerfile and what a build needs; null where there is no such stage. */
export function buildOutline(
  { analysis, document }: Opened,
  { target }: DockerfileOutlineParams,
): DockerfileOutline | null {
  if (analysis.kind !== "dockerfile") return null;
  const { dockerfile } = analysis;
  const stage = targetStage(dockerfile, target);
  if (stage === undefined) return null;
  const { workdir, arguments: all, ...needs } = needsOf(dockerfile, stage);
  return {
    stages: dockerfile.stages.map(({ from: { alias, instruction } }) => {
      const range = toRange(document, instruction.span);
      return alias === undefined ? { range } : { name: alias.name, range };
    }),
    needs: {
      ...needs,
      ...(workdir === undefined ? {} : { workdir }),
      arguments: all.map(({ name, default: value }) =>
        value === undefined ? { name } : { name, default: value },
      ),
    },
  };
}
