/** What nvidia-smi says of versions, in its heading or where it fails. */
export interface NvidiaSmi {
  /** Of the kernel's side. */
  readonly driver: string | undefined;
  /** The newest CUDA that the driver's libraries know. */
  readonly cuda: string | undefined;
  /** Of the driver's libraries; said where they do not fit the kernel module. */
  readonly library: string | undefined;
  readonly mismatch: boolean;
}

/**
 * The version in `/proc/driver/nvidia/version`: `550.90.07` of `NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.90.07  Fri …` and
 * of the open module's `… Open Kernel Module for x86_64  550.90.07  Release Build …`.
 */
export function readModuleVersion(text: string): string | undefined {
  return /^NVRM version:[^\n]{0,200}?\bKernel Module\b[^\n]{0,60}?\s(\d{2,4}(?:\.\d{1,4}){1,3})(?=\s|$)/m.exec(
    text.slice(0, 4_096),
  )?.[1];
}

/** `/sys/module/nvidia/version` and its like: a version alone. */
export function readBareVersion(text: string): string | undefined {
  return /^\s*(\d{1,5}(?:\.\d{1,5}){1,3})\s*$/.exec(text.slice(0, 200))?.[1];
}

/**
 * Reads what nvidia-smi prints without options. Newer drivers (610 for one) write `KMD Version` and `CUDA UMD Version` where older ones write
 * `Driver Version` and `CUDA Version`; a mismatch is said on standard output, with the version of the libraries on a line of its own.
 */
export function readNvidiaSmi(output: string): NvidiaSmi {
  const text = output.slice(0, 64 * 1024);
  return {
    driver: /\b(?:Driver|KMD) Version\s*:\s*(\d{2,4}(?:\.\d{1,4}){1,3})/.exec(text)?.[1],
    cuda: /\bCUDA (?:[A-Z]{2,4} )?Version\s*:\s*(\d{1,2}\.\d{1,2})/.exec(text)?.[1],
    library: /\bNVML library version\s*:\s*(\d{2,4}(?:\.\d{1,4}){0,3})/.exec(text)?.[1],
    mismatch: /driver\/library version mismatch/i.test(text),
  };
}
