import { majorOf, onnxruntimeBuilds, tensorflowRelease } from "../../knowledge/index.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import type { PipPackage } from "../../model/pip.ts";
import { pipInstalls, stageInstructions } from "../../model/query.ts";

/** What a stage installs for one major version of CUDA. */
export interface CudaTie {
  /** As it is written, such as `mxnet-cu92` or `cu118`. */
  readonly what: string;
  readonly major: number;
}

/** What the stages on an image install for a CUDA, first by place. `stage` is one that stands on an image itself. */
export function cudaTies(dockerfile: Dockerfile, stage: Stage): readonly CudaTie[] {
  return tiesByRoot(dockerfile).get(stage) ?? [];
}

const tiesByRoot = perDockerfile((dockerfile): ReadonlyMap<Stage, readonly CudaTie[]> => {
  const ties = new Map<Stage, CudaTie[]>();
  const add = (stage: Stage, found: readonly CudaTie[]): void => {
    if (found.length === 0) return;
    const root = lineage(stage).at(-1) ?? stage;
    const known = ties.get(root);
    if (known === undefined) ties.set(root, [...found]);
    else known.push(...found);
  };
  for (const stage of dockerfile.stages) {
    for (const { instruction } of stageInstructions(stage, "ARG", "ENV", "RUN")) {
      add(stage, namedIn(dockerfile.syntax.source.slice(instruction.span.start, instruction.span.end)));
    }
  }
  for (const { packages, command } of pipInstalls(dockerfile))
    add(command.at.stage, packages.flatMap(pinned));
  return ties;
});

/** `mxnet-cu92mkl`, `torch==2.1.2+cu118`, `/whl/cu118`, `cupy-cuda11x`, `cuda-nvcc-11-8`, `libnccl2=2.9.9-1+cuda11.3`. */
const NAMED =
  /(?:[A-Za-z][\w.]{0,40}-)?(?<![A-Za-z0-9])(?:cu(?:da)?(\d{2,3})(?:x|mkl)?(?![\w.])|(?:cuda|libcu|libnv|libnpp)[a-z]{0,20}(?:-[a-z]{1,20}){0,4}-(\d{1,2})-\d{1,2}(?!\d))|\+cuda(\d{1,2})\.\d/g;

function namedIn(text: string): readonly CudaTie[] {
  if (!/cu|libn/.test(text)) return [];
  return [...text.matchAll(NAMED)].flatMap(([what, digits, dashed, local]) => {
    const major = dashed ?? local ?? (digits === undefined ? undefined : majorOfDigits(digits));
    return major === undefined ? [] : [{ what, major: Number(major) }];
  });
}

/** Of `118` and `12` the first two digits, of `92` the first. */
function majorOfDigits(digits: string): string {
  return digits.length === 2 && Number(digits) >= 50 ? digits.slice(0, 1) : digits.slice(0, 2);
}

/** A framework whose wheel of this version takes CUDA's libraries from the image. */
function pinned({ name, pin, extras }: PipPackage): readonly CudaTie[] {
  const version = pin;
  if (version === undefined) return [];
  let cuda: string | undefined;
  if (name === "tensorflow" || name === "tensorflow-gpu") {
    cuda = extras.includes("and-cuda") ? undefined : tensorflowRelease(version)?.cuda;
  } else if (name === "onnxruntime-gpu") {
    cuda = onnxruntimeBuilds(version).find((build) => build.onPypi === true)?.cuda;
  }
  const major = cuda === undefined ? undefined : majorOf(cuda);
  return major === undefined ? [] : [{ what: `${name} ${version}`, major }];
}
