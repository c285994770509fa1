/** White space as Go's `unicode.IsSpace` sees it: what BuildKit trims and splits at. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0x85 || code === 0xa0;
}
