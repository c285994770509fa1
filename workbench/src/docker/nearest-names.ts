/** At most `count` names that may have been meant, the nearest first; those that share nothing are left out. */
export function nearestNames(word: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = word.toLowerCase().slice(0, 64);
  return names
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase().slice(0, 64)) }))
    .filter(({ distance }) => distance <= Math.max(1, wanted.length / 2))
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** Edits between two words; one that holds the other whole is near, however long it is. */
function distance(a: string, b: string): number {
  if (a !== "" && (a.includes(b) || b.includes(a))) return 1;
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
    }
    last = row;
  }
  return last[b.length] ?? 0;
}
