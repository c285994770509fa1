/** Whether the whole text fits a pattern in which `*` stands for any characters and `?` for one. Linear but for the stars. */
export function fitsWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let here = 0;
  let star = -1;
  let resume = 0;
  while (here < text.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at;
      resume = here;
      at += 1;
    } else if (wanted !== undefined && (wanted === "?" || wanted === text[here])) {
      at += 1;
      here += 1;
    } else if (star >= 0) {
      // The last star takes one character more; no earlier one has to be tried again.
      resume += 1;
      here = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
