import {
  cudaOfVariant,
  gpuArchitecture,
  torchCudaVariants,
  torchIsBuiltFor,
  torchReleases,
  torchRunsOn,
} from "../../knowledge/index.ts";

/** The clause that says which of the host's GPUs have nothing to run, and what happens there. */
export function nothingFor(missing: readonly string[]): string {
  const names = missing.map((one) => `${one} (${gpuArchitecture(one)?.name ?? "unknown"})`).join(" and ");
  return `no code for the host's GPUs of compute capability ${names}: the first kernel there fails with "no kernel image is available for execution on the device".`;
}

/** Of a host's compute capabilities those that torch surely has nothing for. */
export function missingIn(
  torch: string,
  cuda: string,
  host: readonly string[],
  from: "wheel" | "conda" = "wheel",
): readonly string[] {
  return host.filter((capability) => torchRunsOn(torch, cuda, capability, from) === false);
}

/** The wheel variants of a release that hold machine code for all of a host's GPUs. */
export function variantsFor(torch: string, host: readonly string[]): readonly string[] {
  return (torchCudaVariants(torch) ?? []).filter((variant) => areBuiltFor([torch], variant, host));
}

/** The nearest release of torch that has wheels for all of a host's GPUs, and their variant: a newer one before an older one. */
export function nearestTorch(
  torch: string,
  host: readonly string[],
): { readonly torch: string; readonly variant: string } | undefined {
  const all = torchReleases().map(({ version }) => version);
  const at = all.indexOf(torch);
  if (at === -1) return undefined;
  for (const version of [...all.slice(0, at).toReversed(), ...all.slice(at + 1)]) {
    const variant = variantsFor(version, host).at(-1);
    if (variant !== undefined) return { torch: version, variant };
  }
  return undefined;
}

/** Whether all wheels of a variant among some releases are built for all of a host's GPUs. */
export function areBuiltFor(releases: readonly string[], variant: string, host: readonly string[]): boolean {
  const cuda = cudaOfVariant(variant);
  return (
    cuda !== undefined &&
    releases.every((torch) => host.every((capability) => torchIsBuiltFor(torch, cuda, capability)))
  );
}
