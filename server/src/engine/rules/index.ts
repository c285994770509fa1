/** Every rule. Written by "npm run generate". */
/** Every rule. Written by "npm run generate". */
/** Every rule. Written by "npm run generate". */
import type { Rule } from "./rule.ts";
import aptListsLeft from "./dockerfile/apt-lists-left.ts";
import baseCudaDistro from "./dockerfile/base-cuda-distro.ts";
import baseCudaEol from "./dockerfile/base-cuda-eol.ts";
import baseCudaLatest from "./dockerfile/base-cuda-latest.ts";
import baseCudaShortVersion from "./dockerfile/base-cuda-short-version.ts";
import baseCudnnSuffix from "./dockerfile/base-cudnn-suffix.ts";
import dockerfileSyntax from "./dockerfile/dockerfile-syntax.ts";
import gpuDriverInImage from "./dockerfile/gpu-driver-in-image.ts";
import pipCacheInLayer from "./dockerfile/pip-cache-in-layer.ts";
import suppressionUnknown from "./dockerfile/suppression-unknown.ts";
import versionSpecUnquoted from "./dockerfile/version-spec-unquoted.ts";

/** Every rule. Written by "npm run generate". */
export const rules: readonly Rule[] = [
  aptListsLeft,
  baseCudaDistro,
  baseCudaEol,
  baseCudaLatest,
  baseCudaShortVersion,
  baseCudnnSuffix,
  dockerfileSyntax,
  gpuDriverInImage,
  pipCacheInLayer,
  suppressionUnknown,
  versionSpecUnquoted,
];
