/** The text, or its first `length` characters and an ellipsis: what files hold must not flood a message. */
export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
