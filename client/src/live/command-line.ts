/** Words as a person would type them into a shell, for reading and copying alone: programs get the words themselves. */
export function commandLine(words: readonly string[], platform: NodeJS.Platform = process.platform): string {
  return words.map((word) => quoted(word, platform)).join(" ");
}

function quoted(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // PowerShell doubles a quote inside of quotes; other shells need it outside of them.
  return `'${word.replaceAll("'", platform === "win32" ? "''" : String.raw`'\''`)}'`;
}
