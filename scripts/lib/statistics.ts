/** How often each word occurs, as lines, the most frequent first. */
export function count(words: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
    .map(([word, times]) => `${String(times).padStart(6)}  ${word}`);
}

/** Median, 95th percentile and maximum in one line. */
export function distribution(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(2);
  return `median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}`;
}

/** `size` of the items in their own order, chosen by the seed alone. */
export function sampleOf<T>(items: readonly T[], size: number, seed: number): readonly T[] {
  const random = generator(seed);
  return items
    .map((item, place) => ({ item, place, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .slice(0, size)
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Numbers in [0, 1): a linear congruential generator with the constants of Numerical Recipes. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
