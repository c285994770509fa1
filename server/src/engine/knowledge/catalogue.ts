import { gpusFile, lazy, packagesFile, portsFile, variablesFile } from "./facts.ts";
import { normalizePackageName } from "./package-name.ts";
import type {
  CapabilityRange,
  EnvironmentVariable,
  GpuArchitecture,
  PythonPackage,
  ServicePort,
} from "./types.ts";
import { compareVersions } from "./version.ts";

/** Architectures whose compute capability lies in the range (both ends included), oldest first. */
export function gpuArchitectures(range?: CapabilityRange): readonly GpuArchitecture[] {
  if (range === undefined) return gpusFile.architectures;
  return gpusFile.architectures.filter(
    ({ capability }) =>
      compareVersions(capability, range.min) >= 0 && compareVersions(capability, range.max) <= 0,
  );
}

/** A package by its name on PyPI, in any spelling (PEP 503). */
export function pypiPackage(name: string): PythonPackage | undefined {
  return packagesByName().get(normalizePackageName(name));
}

/** Whether a package, with all that it requires, is known to download 5 MB or less. */
export function isSmallPackage(name: string): boolean {
  return smallPackages().has(normalizePackageName(name));
}

/** Whether installing a package is known to install torch as well. */
export function requiresTorch(name: string): boolean {
  const wanted = normalizePackageName(name);
  return packagesFile.needTorch.some(({ names }) => names.includes(wanted));
}

/** A variable by its exact name. */
export function environmentVariable(name: string): EnvironmentVariable | undefined {
  return variablesByName().get(name);
}

/** Whether a variable, by its exact name, holds a key, token or password. */
export function isSecretVariable(name: string): boolean {
  return environmentVariable(name)?.type === "secret";
}

/** All variables, sorted by name. */
export function environmentVariables(): readonly EnvironmentVariable[] {
  return sortedVariables();
}

/** Services that listen on a port by default, or all of them. */
export function servicePorts(port?: number): readonly ServicePort[] {
  return port === undefined ? portsFile.rows : portsFile.rows.filter((row) => row.port === String(port));
}

const packagesByName = lazy(
  () =>
    new Map(
      packagesFile.rows.flatMap((row) => row.names.map((name) => [normalizePackageName(name), row] as const)),
    ),
);

const smallPackages = lazy(() => new Set(packagesFile.small.flatMap(({ names }) => names)));

const variablesByName = lazy(() => new Map(variablesFile.rows.map((row) => [row.name, row])));

const sortedVariables = lazy(() =>
  variablesFile.rows.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
);
