import { driverPackagesFile, lazy } from "./facts.ts";

/** Whether a package of a distribution holds files of the NVIDIA driver: `nvidia-driver-550`, `libnvidia-gl-535`. */
export function isDriverPackage(name: string): boolean {
  return /nvidia|cuda/.test(name) && pattern().test(name);
}

const pattern = lazy(
  () => new RegExp(`^(?:${driverPackagesFile.rows.map((row) => row.pattern).join("|")})$`),
);
