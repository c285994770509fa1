import type { Rule } from "./rule.ts";
import aptListsLeft from "./dockerfile/apt-lists-left.ts";
import aptYesMissing from "./dockerfile/apt-yes-missing.ts";
import baseCudaDistro from "./dockerfile/base-cuda-distro.ts";
import baseCudaEol from "./dockerfile/base-cuda-eol.ts";
import baseCudaLatest from "./dockerfile/base-cuda-latest.ts";
import baseCudaShortVersion from "./dockerfile/base-cuda-short-version.ts";
import baseCudnnSuffix from "./dockerfile/base-cudnn-suffix.ts";
import baseImageMoved from "./dockerfile/base-image-moved.ts";
import baseUnpinned from "./dockerfile/base-unpinned.ts";
import condaCacheLeft from "./dockerfile/conda-cache-left.ts";
import dockerfileSyntax from "./dockerfile/dockerfile-syntax.ts";
import gpuDriverInImage from "./dockerfile/gpu-driver-in-image.ts";
import gpuLdpathClobber from "./dockerfile/gpu-ldpath-clobber.ts";
import pipCacheInLayer from "./dockerfile/pip-cache-in-layer.ts";
import pipTorchPair from "./dockerfile/pip-torch-pair.ts";
import suppressionUnknown from "./dockerfile/suppression-unknown.ts";
import versionSpecUnquoted from "./dockerfile/version-spec-unquoted.ts";

/** Every rule. Written by "npm run generate". */
export const rules: readonly Rule[] = [
  aptListsLeft,
  aptYesMissing,
  baseCudaDistro,
  baseCudaEol,
  baseCudaLatest,
  baseCudaShortVersion,
  baseCudnnSuffix,
  baseImageMoved,
  baseUnpinned,
  condaCacheLeft,
  dockerfileSyntax,
  gpuDriverInImage,
  gpuLdpathClobber,
  pipCacheInLayer,
  pipTorchPair,
  suppressionUnknown,
  versionSpecUnquoted,
];
