import type { Kernels } from "../../knowledge/index.ts";

/**
 * What `TORCH_CUDA_ARCH_LIST` has extensions of torch built for: `8.0 9.0+PTX`, `Ampere;Hopper`. Undefined for a list of which any word
 * is not known.
 *
 * Source: PyTorch torch/utils/cpp_extension.py, _get_cuda_arch_flags.
 */
export function readArchList(text: string): Kernels | undefined {
  const words = text.split(/[\s;]+/).filter((word) => word !== "");
  const capabilities: string[] = [];
  const ptx: string[] = [];
  for (const word of words) {
    const [name = "", withPtx] = word.split(/(\+PTX)$/);
    const built = (NAMED[name] ?? name).split(";");
    for (const one of built) {
      const [, capability, suffix] = /^(\d{1,2}\.\d)([af]?)$/.exec(one) ?? [];
      // Machine code for features of one architecture (`9.0a`) runs there alone; what that means for a family (`10.0f`) is left open.
      if (capability === undefined || suffix === "f") return undefined;
      capabilities.push(capability);
      if (withPtx !== undefined && one === built.at(-1)) ptx.push(capability);
    }
  }
  return words.length === 0 ? undefined : { capabilities, ptx };
}

/** The words for generations that all versions of the extension builder read alike. */
const NAMED: Readonly<Record<string, string>> = {
  Maxwell: "5.0;5.2",
  Pascal: "6.0;6.1",
  Volta: "7.0",
  Turing: "7.5",
  Ampere: "8.0;8.6",
  Ada: "8.9",
  Hopper: "9.0",
};
