/** The end of the word in which an offset lies. */
export function endOfWord(source: string, offset: number, stop: RegExp): number {
  const feed = source.indexOf("\n", offset);
  const lineEnd = feed === -1 ? source.length : feed;
  let end = offset;
  while (end < lineEnd && !stop.test(source[end] ?? "")) end += 1;
  return end;
}
