/** A CDI specification, as far as the report needs one. */
export interface CdiSpec {
  readonly path: string;
  /** As `nvidia.com/gpu`. */
  readonly kind: string;
  /** Names of devices, as `all`, `0`. */
  readonly devices: readonly string[];
  /** The driver whose libcuda it mounts: that for which it was written. */
  readonly driver: string | undefined;
}

/**
 * Reads a specification in YAML or JSON by its lines: the kind, the names, and the driver's version in the name of a library. Undefined
 * where no kind is named. A full reader of YAML would bring nothing more.
 */
export function readCdiSpec(path: string, text: string): CdiSpec | undefined {
  const kind = /(?:^|[{,\s])"?kind"?\s*:\s*["']?([\w.-]{1,63}\/[\w.-]{1,63})/.exec(text)?.[1];
  if (kind === undefined) return undefined;
  const names = text.matchAll(/(?:^|[{,])[ \t]*(?:-[ \t]+)?"?name"?\s*:\s*["']?([\w.:-]{1,100})/gm);
  return {
    path,
    kind,
    devices: [...new Set([...names].slice(0, 256).map((match) => match[1] ?? ""))],
    driver: /\blibcuda\.so\.(\d{2,4}(?:\.\d{1,4}){1,3})\b/.exec(text)?.[1],
  };
}
