/**
 * A pure function that keeps its last answers: facts never change while a process runs, and the same few images and versions are
 * asked for at every keystroke. Forgets everything once `limit` answers are kept.
 */
export function remember<Asked, Answer>(
  answer: (asked: Asked) => Answer,
  key: (asked: Asked) => string,
  limit = 512,
): (asked: Asked) => Answer {
  const answers = new Map<string, { readonly value: Answer }>();
  return (asked) => {
    const name = key(asked);
    const kept = answers.get(name);
    if (kept !== undefined) return kept.value;
    const value = answer(asked);
    if (answers.size >= limit) answers.clear();
    answers.set(name, { value });
    return value;
  };
}
