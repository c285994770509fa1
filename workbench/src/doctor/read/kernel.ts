/** The version of WSL that a kernel's `/proc/version` tells; undefined for any other Linux. */
export function readWsl(version: string): 1 | 2 | undefined {
  const text = version.slice(0, 1_000);
  if (!/microsoft/i.test(text)) return undefined;
  // WSL 1 has no kernel of its own and names itself 4.4.0-…-Microsoft.
  return /Linux version 4\.4\.0-\d+-Microsoft/.test(text) ? 1 : 2;
}

/** The vendor of a PCI device that shows pictures or computes; undefined for any other device. `0x10de`, `0x030200`. */
export function readPciGpu(vendor: string, deviceClass: string): "nvidia" | "amd" | "other" | undefined {
  if (!/^0x(?:03|12)[0-9a-f]{4}\s*$/i.test(deviceClass.slice(0, 20))) return undefined;
  const id = vendor.slice(0, 20).trim().toLowerCase();
  return id === "0x10de" ? "nvidia" : id === "0x1002" ? "amd" : "other";
}
