/**
 * What the product knows of images, CUDA, frameworks, systems and GPUs. All look-ups are pure, take plain
 * text and never throw; undefined means unknown, never "none". Tables are built when first asked for.
 */
export type * from "./types.ts";
export {
  compareVersions,
  cudaOfVariant,
  isWithin,
  localOf,
  majorOf,
  minorOf,
  publicOf,
  variantOfCuda,
} from "./version.ts";
export { lossWithoutRecommends, neededRecommendations } from "./apt.ts";
export { source } from "./facts.ts";
export { familyFacts, imageFacts, isFloatingTag, replacementFor } from "./images.ts";
export { imageNames, newestPinnedTag, tagsOf } from "./tags.ts";
export {
  cudaDriverFloor,
  cudaEndOfLife,
  cudaHasCudnn,
  cudaPatchReleases,
  cudaRelease,
  cudaSystems,
  cudaTag,
  cudaTagsComplete,
  expectedCudnnSuffix,
  formatCudaTag,
  parseCudaTag,
  suggestCudaTags,
} from "./cuda.ts";
export {
  composeKey,
  composeKeys,
  composeKeysBelow,
  misplacedComposeKey,
  misplacedComposeKeys,
  noteOnMisplacedKey,
} from "./compose-keys.ts";
export { composeSchema, composeSchemaRelease, pathsOfComposeKey } from "./compose-schema.ts";
export type { ComposeSchemaNode } from "./compose-schema.ts";
export { credentialVariables, knownCredential } from "./default-credentials.ts";
export { capabilityMeant, deviceDriver, deviceDrivers } from "./device-drivers.ts";
export { cudaForDriver, isDriverPackage, metapackageWithDriver } from "./drivers.ts";
export {
  asksForSharedMemory,
  deviceOptions,
  loaderOptions,
  needsGpu,
  servingLauncher,
  servingLauncherOfFamily,
  trainer,
  trainingLauncher,
} from "./launchers.ts";
export type { Kernels } from "./gpus.ts";
export { gpuArchitecture, runsOn, torchIsBuiltFor, torchRunsOn } from "./gpus.ts";
export {
  jaxRelease,
  jaxReleases,
  onnxruntimeBuilds,
  onnxruntimeReleases,
  tensorflowRelease,
  tensorflowReleases,
  torchCapabilities,
  torchCudaVariants,
  torchOfPartner,
  torchPartners,
  torchRelease,
  torchReleases,
  torchWithVariant,
} from "./frameworks.ts";
export {
  distribution,
  osOfCodename,
  osOfWord,
  osRelease,
  osReleases,
  pythonRelease,
  pythonReleases,
} from "./platforms.ts";
export {
  environmentVariable,
  environmentVariables,
  gpuArchitectures,
  isSecretVariable,
  isSmallPackage,
  pypiPackage,
  requiresTorch,
  servicePorts,
} from "./catalogue.ts";

export { isSecretFileIn, secretFile } from "./secret-files.ts";
export {
  deadEndpoints,
  hostChecks,
  isAuthenticatingProxy,
  isEngineTool,
  isEngineToolCommand,
  isOneOf,
  isUnquoted,
  openServices,
  quotesAsEmpty,
  renamedOption,
  withoutTools,
} from "./services.ts";

/**
 * The look-ups at a glance.
 *
 * Images (a reference comes from `parseImageReference` in model/reference.ts):
 * - `imageFacts(reference): ImageFacts | undefined` all that is known of one image
 * - `familyFacts(registry, repository): ImageFacts | undefined` the same for a tag that cannot be read
 * - `replacementFor(reference): { name?, status } | undefined` where an image that moved or ended went
 * - `newestPinnedTag(reference): string | undefined` what to pin instead of no tag or a floating one
 * - `isFloatingTag(tag): boolean`
 * - `imageNames(): ImageName[]`, `tagsOf(repository): TagSuggestion[]` for completion, newest first
 *
 * CUDA (versions `X.Y.Z` or `X.Y`):
 * - `cudaRelease(version): CudaRelease | undefined`, `cudaDriverFloor(version): string | undefined`
 * - `cudaForDriver(driver): { toolkit, major } | undefined` what a host with this driver runs
 * - `parseCudaTag(tag): CudaTag | undefined`, `formatCudaTag(parts): string`
 * - `cudaTag({ cuda, lib?, flavour?, os? }): "listed" | "superseded" | "deleted" | "absent" | "unknown"`
 * - `cudaTagsComplete(version, lib?): boolean` whether a tag that is not listed cannot exist
 * - `expectedCudnnSuffix(version)`, `cudaHasCudnn(version): boolean | undefined`
 * - `cudaPatchReleases(minor): string[]`, `cudaSystems(version): string[]`
 * - `cudaEndOfLife(version): CudaEndOfLife | undefined`, `suggestCudaTags(parts, limit?): string[]`
 *
 * Device requests: `deviceDrivers()`, `deviceDriver(name)`, `capabilityMeant(word)`
 *
 * Keys of a compose service for GPUs (paths relative to the service, `[]` for a list's items):
 * - `composeKeys()`, `composeKey(path)`, `composeKeysBelow(path)` what they take, their values, pitfalls and releases
 * - `misplacedComposeKey(path)`, `misplacedComposeKeys()` where a key is meant that stands elsewhere, `noteOnMisplacedKey(path)`
 * - `composeSchema()` every key that Compose takes, map by map, as of `composeSchemaRelease()`; `pathsOfComposeKey(key)` the maps with it
 *
 * Launchers (by program, or by the module behind `python -m`):
 * - `trainingLauncher(name)`, `servingLauncher(name)`, `servingLauncherOfFamily(family)`, `trainer(program)`
 * - `loaderOptions(of)`, `asksForSharedMemory(family)` what needs more than the default /dev/shm
 * - `needsGpu(family)`, `deviceOptions()` what does nothing without a GPU
 *
 * Credentials of services:
 * - `credentialVariables(registry, repository)`, `knownCredential(row, value, user)`
 *
 * Frameworks (a local part such as `+cu124` is ignored):
 * - `torchRelease(version)`, `torchReleases()`, `torchPartners(torch)`, `torchOfPartner(partner, version)`
 * - `torchCudaVariants(version)`, `torchWithVariant(variant)`, `torchCapabilities(torch, cuda)`
 * - `tensorflowRelease(version)`, `tensorflowReleases()`, `jaxRelease(version)`, `onnxruntimeBuilds(version)`
 *
 * Systems and Python:
 * - `osRelease(id, versionOrCodename)`, `osReleases(id)`, `osOfCodename(word)`, `osOfWord(word)`
 * - `distribution(id)` C library, shell and package manager; `pythonRelease(version)`, `pythonReleases()`
 *
 * The rest:
 * - `gpuArchitectures(range?)`, `gpuArchitecture(capability)`, `runsOn(kernels, capability)`, `torchRunsOn(torch, cuda, capability, from?)`,
 *   `torchIsBuiltFor(torch, cuda, capability)` whether a GPU runs what was built for others
 * - `pypiPackage(name)`, `isSmallPackage(name)`, `requiresTorch(name)`, `isDriverPackage(name)`
 * - `environmentVariable(name)`, `environmentVariables()`, `isSecretVariable(name)`, `servicePorts(port?)`
 * - `secretFile(path): SecretFile | undefined` whether tools keep credentials in a file of that name; `isSecretFileIn(text)`
 * - `metapackageWithDriver(name)`, `neededRecommendations(name)`, `lossWithoutRecommends(name)` what packages of a system
 *   bring along
 * - `openServices()`, `hostChecks()`, `deadEndpoints()`, `renamedOption(option)` what servers lack, refuse, or call otherwise now
 * - `isAuthenticatingProxy(reference)`, `isEngineTool(reference)`, `withoutTools(reference)`, `isOneOf(reference, images)`
 * - `quotesAsEmpty(variable)` what a pair of quotes does to a variable for which it is as good as nothing
 * - `isUnquoted(variable)` whether the program of a variable takes quotes around its value away
 * - `source(id): { what, where, date? } | undefined`
 *
 * Versions: `compareVersions`, `majorOf`, `minorOf`, `localOf`, `publicOf`, `isWithin`,
 * `cudaOfVariant("cu128")`, `variantOfCuda("12.8.1")`.
 */
