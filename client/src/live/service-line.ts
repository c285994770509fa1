/**
 * The line, counted from 0, on which a compose file declares a service; undefined where it does not, as when the service comes from
 * another file. A scan of the lines, no reader of YAML: it finds what people write, block style with `services:` at the margin.
 */
export function serviceLine(text: string, service: string): number | undefined {
  const lines = text.split(/\r?\n/);
  const begin = lines.findIndex((line) => /^(?:services|"services"|'services')\s*:\s*(?:#.*)?$/.test(line));
  if (begin < 0) return undefined;
  let depth: number | undefined;
  for (const [offset, line] of lines.slice(begin + 1).entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const indent = line.length - line.trimStart().length;
    if (indent === 0) return undefined;
    depth ??= indent;
    if (indent === depth && keyOf(line.trimStart()) === service) return begin + 1 + offset;
  }
  return undefined;
}

function keyOf(line: string): string | undefined {
  const found = /^(?:"([^"]*)"|'([^']*)'|([^\s:#][^:]*?))\s*:(?:\s|$)/.exec(line);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}
