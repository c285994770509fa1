import { cudaFile, driverPackagesFile, lazy } from "./facts.ts";
import { compareVersions } from "./version.ts";

/** Whether a package of a distribution holds files of the NVIDIA driver: `nvidia-driver-550`, `libnvidia-gl-535`. */
export function isDriverPackage(name: string): boolean {
  return /nvidia|cuda/.test(name) && pattern().test(name);
}

const pattern = lazy(
  () => new RegExp(`^(?:${driverPackagesFile.rows.map((row) => row.pattern).join("|")})$`),
);

/**
 * For a metapackage of CUDA that brings the driver along (`cuda-12-4`): what it installs, and the package that brings the same
 * without the driver (`cuda-toolkit-12-4`). Undefined for other packages.
 */
export function metapackageWithDriver(
  name: string,
): { readonly what: string; readonly instead: string } | undefined {
  if (!name.startsWith("cuda")) return undefined;
  for (const { expression, row } of metapackages()) {
    const version = expression.exec(name)?.[1];
    if (version !== undefined) return { what: row.what, instead: `${row.instead}${version}` };
  }
  return undefined;
}

const metapackages = lazy(() =>
  driverPackagesFile.metapackages.map((row) => ({ expression: new RegExp(`^${row.pattern}$`), row })),
);

/** What a Linux driver runs. */
export interface DriverReach {
  /** The newest toolkit that shipped with this driver or an older one: everything in it works. `X.Y.Z`. */
  readonly toolkit: string;
  /** The newest CUDA major of which any toolkit runs, by minor-version compatibility; new features and PTX may not. */
  readonly major: number | undefined;
}

/** What a host with this Linux driver (`550.54.15`, or a branch such as `550`) runs; undefined for older than any known. */
export function cudaForDriver(driver: string): DriverReach | undefined {
  const covers = (needed: string | undefined): boolean =>
    needed !== undefined && compareVersions(needed, driver) <= 0;
  const toolkit = cudaFile.releases
    .filter((release) => covers(release.linuxDriver))
    .toSorted((a, b) => compareVersions(b.version, a.version))[0]?.version;
  if (toolkit === undefined) return undefined;
  const majors = cudaFile.majors.filter((row) => covers(row.linuxDriver)).map((row) => Number(row.major));
  return { toolkit, major: majors.length === 0 ? undefined : Math.max(...majors) };
}
