/**
 * A sentence for a notification, in which the editor takes `[text](command:…)` for a link: names in it are hostile text, and become
 * no link. Control characters become visible ones before that.
 */
export function inert(text: string): string {
  return text.replaceAll("](", "] (").slice(0, 1_000);
}

/** Text for a label in which the editor takes `$(name)` for an icon. */
export function withoutIcons(text: string): string {
  return text.replaceAll("$(", String.raw`\$(`);
}
