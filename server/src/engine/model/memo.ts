import type { Dockerfile, StageInstruction } from "./dockerfile.ts";

/**
 * Remembers what was read of each instruction for as long as its Dockerfile lives. One weak entry a file: a weak entry an
 * instruction would cost the garbage collector more than the reading.
 */
export function perInstruction<T>(
  read: (dockerfile: Dockerfile, at: StageInstruction) => T,
): (dockerfile: Dockerfile, at: StageInstruction) => T {
  const files = new WeakMap<Dockerfile, Map<number, T>>();
  return (dockerfile, at) => {
    let known = files.get(dockerfile);
    if (known === undefined) {
      known = new Map();
      files.set(dockerfile, known);
    }
    if (known.has(at.order)) return known.get(at.order) as T;
    const value = read(dockerfile, at);
    known.set(at.order, value);
    return value;
  };
}
