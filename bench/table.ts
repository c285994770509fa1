export function title(text: string): void {
  console.log(`\n${text}\n`);
}

/** Prints rows as a table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, index) =>
    Math.max(cell.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  for (const row of [head, widths.map((width) => "-".repeat(width)), ...rows]) {
    console.log(`| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`);
  }
}
