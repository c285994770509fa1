import { list, optionalText } from "../../../workbench/src/docker/read/json.ts";

/**
 * The name that a Dockerfile was built to last, or without one the name of the last build of all. What is kept is a list of pairs, the
 * newest first; whatever else lies there counts as nothing.
 */
export function remembered(kept: unknown, dockerfile?: string): string | undefined {
  const pairs = pairsIn(kept);
  return (dockerfile === undefined ? pairs[0] : pairs.find(([file]) => file === dockerfile))?.[1];
}

/** What is to be kept once a Dockerfile was built to a name. */
export function remember(
  kept: unknown,
  dockerfile: string,
  image: string,
): readonly (readonly [string, string])[] {
  const others = pairsIn(kept).filter(([file]) => file !== dockerfile);
  return [[dockerfile, image] as const, ...others].slice(0, MOST);
}

const MOST = 100;

function pairsIn(kept: unknown): readonly (readonly [string, string])[] {
  return list(kept, MOST).flatMap((pair) => {
    const [file, image] = list(pair).map((one) => optionalText(one));
    return file === undefined || image === undefined ? [] : [[file, image] as const];
  });
}
