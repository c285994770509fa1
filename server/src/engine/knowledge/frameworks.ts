import { frameworksFile, gpusFile, lazy } from "./facts.ts";
import type {
  CapabilityRange,
  JaxRelease,
  OnnxruntimeBuild,
  TensorflowRelease,
  TorchRelease,
} from "./types.ts";
import { compareVersions, cudaOfVariant, isWithin, minorOf, publicOf } from "./version.ts";

/** The release of PyTorch; a local part (`+cu124`) is ignored and `2.9` means its newest patch release. */
export function torchRelease(version: string): TorchRelease | undefined {
  const wanted = publicOf(version);
  return torchByVersion().get(wanted) ?? torchReleases().find((release) => isWithin(release.version, wanted));
}

/** Releases of PyTorch, newest first. */
export function torchReleases(): readonly TorchRelease[] {
  return frameworksFile.torch;
}

/** The versions of torchvision and torchaudio made for a release of torch (exact `X.Y.Z`). */
export function torchPartners(
  torch: string,
): { readonly torchvision?: string; readonly torchaudio?: string } | undefined {
  const release = torchByVersion().get(publicOf(torch));
  if (release === undefined) return undefined;
  const { torchvision, torchaudio } = release;
  return {
    ...(torchvision === undefined ? {} : { torchvision }),
    ...(torchaudio === undefined ? {} : { torchaudio }),
  };
}

/** The releases of torch that a torchvision or torchaudio version is made for, newest first. */
export function torchOfPartner(partner: "torchvision" | "torchaudio", version: string): readonly string[] {
  const wanted = publicOf(version);
  return torchReleases()
    .filter((release) => release[partner] === wanted)
    .map((release) => release.version);
}

/** The CUDA wheel variants (`cu126`, …) of a release, or undefined where the release is unknown. */
export function torchCudaVariants(version: string): readonly string[] | undefined {
  return torchByVersion().get(publicOf(version))?.cudaVariants;
}

/** Releases that have a wheel variant, newest first: `torchWithVariant("cu118")`. */
export function torchWithVariant(variant: string): readonly string[] {
  return torchReleases()
    .filter((release) => release.cudaVariants.includes(variant))
    .map((release) => release.version);
}

/** Compute capabilities of the x86-64 Linux wheel of torch for a CUDA version, where published. */
export function torchCapabilities(torch: string, cuda: string): CapabilityRange | undefined {
  const torchMinor = minorOf(torch);
  const cudaMinor = cudaOfVariant(cuda) ?? minorOf(cuda);
  const row = gpusFile.torchWheels.find(
    (wheel) =>
      wheel.platform.startsWith("linux-x86_64") &&
      wheel.cuda === cudaMinor &&
      torchMinor !== undefined &&
      wheel.torch.includes(torchMinor),
  );
  const min = row?.capabilities[0];
  const max = row?.capabilities.at(-1);
  return min === undefined || max === undefined ? undefined : { min, max };
}

/** The release of TensorFlow; a patch release without a row of its own takes its minor's. */
export function tensorflowRelease(version: string): TensorflowRelease | undefined {
  const wanted = publicOf(version);
  const exact = frameworksFile.tensorflow.find((release) => release.version === wanted);
  if (exact !== undefined) return exact;
  const minor = minorOf(wanted);
  return frameworksFile.tensorflow.find(
    (release) => release.prerelease !== true && minorOf(release.version) === minor,
  );
}

/** Releases of TensorFlow, newest first. */
export function tensorflowReleases(): readonly TensorflowRelease[] {
  return frameworksFile.tensorflow;
}

/** The range of JAX releases that holds this version. */
export function jaxRelease(version: string): JaxRelease | undefined {
  const wanted = publicOf(version);
  return frameworksFile.jax.find(
    (range) =>
      compareVersions(wanted, range.from) >= 0 &&
      (range.to === undefined
        ? isWithin(wanted, minorOf(range.from) ?? range.from)
        : compareVersions(wanted, range.to) <= 0),
  );
}

/** Ranges of JAX releases, newest first. */
export function jaxReleases(): readonly JaxRelease[] {
  return frameworksFile.jax;
}

/** The GPU builds of ONNX Runtime of all releases, newest first. */
export function onnxruntimeReleases(): readonly OnnxruntimeBuild[] {
  return frameworksFile.onnxruntime;
}

/**
 * The GPU builds of ONNX Runtime of a version: rows of the exact patch release where there are any, else
 * those of the minor. Several rows mean several feeds; the one with `onPypi` is what pip installs.
 */
export function onnxruntimeBuilds(version: string): readonly OnnxruntimeBuild[] {
  const wanted = publicOf(version);
  const exact = frameworksFile.onnxruntime.filter((build) => build.version === wanted);
  if (exact.length > 0) return exact;
  const minor = minorOf(wanted);
  return frameworksFile.onnxruntime.filter((build) => build.version === minor);
}

const torchByVersion = lazy(() => new Map(frameworksFile.torch.map((release) => [release.version, release])));
