import type { Argument } from "../../model/command.ts";
import type { PipInstall } from "../../model/pip.ts";
import { knownText } from "../../model/resolved.ts";
import { environmentValue } from "../../model/stage-facts.ts";

/**
 * Whether an install surely takes its packages from PyPI and PyTorch's index alone: it names no other, and neither does a
 * variable that pip or uv reads. Of a requirements file nobody knows, since it may name one too.
 */
export function isFromPublicIndexes(install: PipInstall): boolean {
  const { indexUrl, extraIndexUrls, findLinks, options, requirementFiles, command, hasUnknown } = install;
  if (hasUnknown || requirementFiles.length > 0 || options.has("--no-index")) return false;
  const named = [...(indexUrl === undefined ? [] : [indexUrl]), ...extraIndexUrls, ...findLinks];
  if (!named.every(isPublic)) return false;
  return !VARIABLES.some(
    (name) =>
      command.environment.has(name) ||
      environmentValue(command.at.stage, name, command.at.order) !== undefined,
  );
}

function isPublic({ value }: Argument): boolean {
  return /^https?:\/\/(?:download(?:-r2)?\.pytorch\.org|pypi\.org|pypi\.python\.org)\//.test(
    knownText(value) ?? "",
  );
}

/** Source: pip documentation, Configuration; uv reference, Environment variables. */
const VARIABLES: readonly string[] = [
  "PIP_CONFIG_FILE",
  "PIP_EXTRA_INDEX_URL",
  "PIP_FIND_LINKS",
  "PIP_INDEX_URL",
  "PIP_NO_INDEX",
  "UV_CONFIG_FILE",
  "UV_DEFAULT_INDEX",
  "UV_EXTRA_INDEX_URL",
  "UV_FIND_LINKS",
  "UV_INDEX",
  "UV_INDEX_URL",
  "UV_NO_INDEX",
  "UV_TORCH_BACKEND",
];
