import type { Rule } from "./rule.ts";
import aptListsLeft from "./dockerfile/apt-lists-left.ts";
import aptRecommends from "./dockerfile/apt-recommends.ts";
import aptUpdateSeparate from "./dockerfile/apt-update-separate.ts";
import aptYesMissing from "./dockerfile/apt-yes-missing.ts";
import argUsedAsLiteral from "./dockerfile/arg-used-as-literal.ts";
import baseAlpineTorch from "./dockerfile/base-alpine-torch.ts";
import baseCudaDistro from "./any/base-cuda-distro.ts";
import baseCudaEol from "./any/base-cuda-eol.ts";
import baseCudaLatest from "./any/base-cuda-latest.ts";
import baseCudaShortVersion from "./any/base-cuda-short-version.ts";
import baseCudnnSuffix from "./any/base-cudnn-suffix.ts";
import baseImageMoved from "./any/base-image-moved.ts";
import baseOsEol from "./any/base-os-eol.ts";
import basePythonEol from "./any/base-python-eol.ts";
import baseRuntimeNeedsNvcc from "./dockerfile/base-runtime-needs-nvcc.ts";
import baseUnpinned from "./any/base-unpinned.ts";
import cmdShellForm from "./dockerfile/cmd-shell-form.ts";
import commandNoShell from "./compose/command-no-shell.ts";
import composeSyntax from "./compose/compose-syntax.ts";
import condaCacheLeft from "./dockerfile/conda-cache-left.ts";
import datasetWritable from "./compose/dataset-writable.ts";
import defaultCredentials from "./compose/default-credentials.ts";
import dependsOnUndefined from "./compose/depends-on-undefined.ts";
import distMasterLocalhost from "./compose/dist-master-localhost.ts";
import distNprocGtGpus from "./compose/dist-nproc-gt-gpus.ts";
import dockerSocketMounted from "./compose/docker-socket-mounted.ts";
import dockerfileSyntax from "./dockerfile/dockerfile-syntax.ts";
import envFileMissing from "./compose/env-file-missing.ts";
import envQuotesLiteral from "./compose/env-quotes-literal.ts";
import exportLost from "./dockerfile/export-lost.ts";
import gpuCapabilitiesMissing from "./compose/gpu-capabilities-missing.ts";
import gpuCapabilitiesUnknown from "./compose/gpu-capabilities-unknown.ts";
import gpuCdiCount from "./compose/gpu-cdi-count.ts";
import gpuCountAndIds from "./compose/gpu-count-and-ids.ts";
import gpuCountOverlap from "./compose/gpu-count-overlap.ts";
import gpuCountZero from "./compose/gpu-count-zero.ts";
import gpuCudaMetapackage from "./dockerfile/gpu-cuda-metapackage.ts";
import gpuDoubleRequest from "./compose/gpu-double-request.ts";
import gpuDriverInImage from "./dockerfile/gpu-driver-in-image.ts";
import gpuDriverUnknown from "./compose/gpu-driver-unknown.ts";
import gpuEnvConflict from "./compose/gpu-env-conflict.ts";
import gpuGenericResources from "./compose/gpu-generic-resources.ts";
import gpuKernelsMissing from "./any/gpu-kernels-missing.ts";
import gpuLdpathClobber from "./dockerfile/gpu-ldpath-clobber.ts";
import gpuMisplaced from "./compose/gpu-misplaced.ts";
import gpuRuntimeNoVisible from "./compose/gpu-runtime-no-visible.ts";
import gpuStanzaMissing from "./compose/gpu-stanza-missing.ts";
import gpusItemTypo from "./compose/gpus-item-typo.ts";
import gpusVersion from "./compose/gpus-version.ts";
import healthcheckEndpointDead from "./compose/healthcheck-endpoint-dead.ts";
import healthcheckToolMissing from "./compose/healthcheck-tool-missing.ts";
import keyUnknown from "./compose/key-unknown.ts";
import layerCopyBeforeDeps from "./dockerfile/layer-copy-before-deps.ts";
import memoryUnlimited from "./compose/memory-unlimited.ts";
import networkModeAndNetworks from "./compose/network-mode-and-networks.ts";
import networkUndefined from "./compose/network-undefined.ts";
import ortGpuWithoutCuda from "./dockerfile/ort-gpu-without-cuda.ts";
import pipCacheInLayer from "./dockerfile/pip-cache-in-layer.ts";
import pipExtraIndex from "./dockerfile/pip-extra-index.ts";
import pipFlashIsolation from "./dockerfile/pip-flash-isolation.ts";
import pipIndexVsBase from "./dockerfile/pip-index-vs-base.ts";
import pipTensorflowGpu from "./dockerfile/pip-tensorflow-gpu.ts";
import pipTorchNoBuild from "./dockerfile/pip-torch-no-build.ts";
import pipTorchPair from "./dockerfile/pip-torch-pair.ts";
import pipUnpinned from "./dockerfile/pip-unpinned.ts";
import portPublishedTwice from "./compose/port-published-twice.ts";
import pyspyPtrace from "./compose/pyspy-ptrace.ts";
import removeInLaterLayer from "./dockerfile/remove-in-later-layer.ts";
import requirementsUnhashed from "./dockerfile/requirements-unhashed.ts";
import secretFileCopied from "./dockerfile/secret-file-copied.ts";
import secretLiteral from "./any/secret-literal.ts";
import secretMlName from "./any/secret-ml-name.ts";
import serveTpGtGpus from "./compose/serve-tp-gt-gpus.ts";
import servicePublishedOpen from "./compose/service-published-open.ts";
import shellOperatorMissing from "./dockerfile/shell-operator-missing.ts";
import shmBuildOnly from "./compose/shm-build-only.ts";
import shmDefault from "./compose/shm-default.ts";
import shmWithIpcHost from "./compose/shm-with-ipc-host.ts";
import stackJupyterNotebookapp from "./any/stack-jupyter-notebookapp.ts";
import stackJupyterOpen from "./any/stack-jupyter-open.ts";
import stackMlflowHosts from "./compose/stack-mlflow-hosts.ts";
import suppressionUnknown from "./any/suppression-unknown.ts";
import tfConfigInvalid from "./compose/tf-config-invalid.ts";
import tfConfigUnknownHost from "./compose/tf-config-unknown-host.ts";
import trainRestartAlways from "./compose/train-restart-always.ts";
import versionObsolete from "./compose/version-obsolete.ts";
import versionSpecUnquoted from "./dockerfile/version-spec-unquoted.ts";
import visibleDevicesRenumbered from "./compose/visible-devices-renumbered.ts";
import volumeUndefined from "./compose/volume-undefined.ts";

/** Every rule. Written by "npm run generate". */
export const rules: readonly Rule[] = [
  aptListsLeft,
  aptRecommends,
  aptUpdateSeparate,
  aptYesMissing,
  argUsedAsLiteral,
  baseAlpineTorch,
  baseCudaDistro,
  baseCudaEol,
  baseCudaLatest,
  baseCudaShortVersion,
  baseCudnnSuffix,
  baseImageMoved,
  baseOsEol,
  basePythonEol,
  baseRuntimeNeedsNvcc,
  baseUnpinned,
  cmdShellForm,
  commandNoShell,
  composeSyntax,
  condaCacheLeft,
  datasetWritable,
  defaultCredentials,
  dependsOnUndefined,
  distMasterLocalhost,
  distNprocGtGpus,
  dockerSocketMounted,
  dockerfileSyntax,
  envFileMissing,
  envQuotesLiteral,
  exportLost,
  gpuCapabilitiesMissing,
  gpuCapabilitiesUnknown,
  gpuCdiCount,
  gpuCountAndIds,
  gpuCountOverlap,
  gpuCountZero,
  gpuCudaMetapackage,
  gpuDoubleRequest,
  gpuDriverInImage,
  gpuDriverUnknown,
  gpuEnvConflict,
  gpuGenericResources,
  gpuKernelsMissing,
  gpuLdpathClobber,
  gpuMisplaced,
  gpuRuntimeNoVisible,
  gpuStanzaMissing,
  gpusItemTypo,
  gpusVersion,
  healthcheckEndpointDead,
  healthcheckToolMissing,
  keyUnknown,
  layerCopyBeforeDeps,
  memoryUnlimited,
  networkModeAndNetworks,
  networkUndefined,
  ortGpuWithoutCuda,
  pipCacheInLayer,
  pipExtraIndex,
  pipFlashIsolation,
  pipIndexVsBase,
  pipTensorflowGpu,
  pipTorchNoBuild,
  pipTorchPair,
  pipUnpinned,
  portPublishedTwice,
  pyspyPtrace,
  removeInLaterLayer,
  requirementsUnhashed,
  secretFileCopied,
  secretLiteral,
  secretMlName,
  serveTpGtGpus,
  servicePublishedOpen,
  shellOperatorMissing,
  shmBuildOnly,
  shmDefault,
  shmWithIpcHost,
  stackJupyterNotebookapp,
  stackJupyterOpen,
  stackMlflowHosts,
  suppressionUnknown,
  tfConfigInvalid,
  tfConfigUnknownHost,
  trainRestartAlways,
  versionObsolete,
  versionSpecUnquoted,
  visibleDevicesRenumbered,
  volumeUndefined,
];
