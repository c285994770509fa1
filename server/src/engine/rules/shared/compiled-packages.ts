import { pypiPackage } from "../../knowledge/index.ts";
import type { Argument } from "../../model/command.ts";
import type { PipInstall } from "../../model/pip.ts";
import { knownText } from "../../model/resolved.ts";

/** A package that an install compiles with nvcc whatever happens, and the argument that names it. */
export interface CompiledPackage {
  readonly name: string;
  readonly argument: Argument;
}

/** The first package from a repository (`git+https://…/apex.git`) for which no wheels exist. */
export function compiledPackage(install: PipInstall): CompiledPackage | undefined {
  for (const { name, url, argument } of install.packages) {
    if (url?.startsWith("git+") === true && isCompiled(name)) return { name, argument };
  }
  for (const argument of install.sources) {
    const name = repositoryName(knownText(argument.value) ?? "");
    if (name !== undefined && isCompiled(name)) return { name, argument };
  }
  return undefined;
}

function isCompiled(name: string): boolean {
  return pypiPackage(name)?.needsNvcc === "always";
}

/** `apex` of `git+https://github.com/NVIDIA/apex.git@master`. */
function repositoryName(url: string): string | undefined {
  if (!url.startsWith("git+")) return undefined;
  const path = url.slice("git+".length).replace(/#.*$/, "");
  const last = path.slice(path.lastIndexOf("/") + 1);
  return /^([\w.-]+?)(?:\.git)?(?:@.*)?$/.exec(last)?.[1];
}
