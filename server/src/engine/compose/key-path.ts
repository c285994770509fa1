/**
 * The path of a key relative to its service, as the facts write it: `deploy.resources.reservations.devices[].count`. An extension
 * field counts as a service, as its content is meant to be merged into one. Undefined elsewhere.
 */
export function servicePath(path: readonly string[]): string | undefined {
  const below =
    path[0] === "services" ? path.slice(2) : path[0]?.startsWith("x-") === true ? path.slice(1) : [];
  if (below.length === 0) return undefined;
  let text = "";
  for (const part of below) text += part === "[]" || text === "" ? part : `.${part}`;
  return text;
}
