const ESC = "\u001B";

/** Escape sequences of a terminal: CSI, OSC with its text, and the short ones. */
const SEQUENCES = new RegExp(
  `${ESC}\\[[0-?]*[ -/]*[@-~]?|${ESC}\\][^\\u0007${ESC}]{0,4096}(?:\\u0007|${ESC}\\\\)?|${ESC}[ -/]*[0-~]?`,
  "g",
);

/**
 * What a program or an engine said, fit to be shown: at most `lines` lines and `limit` UTF-16 units, without escape sequences, control
 * characters and those that change the direction of text. Undefined where nothing is left.
 */
export function said(text: string, limit = 400, lines = 3): string | undefined {
  const shown = text
    .slice(0, 64 * 1024)
    .replace(SEQUENCES, "")
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, " ").trim())
    .filter((line) => line !== "")
    .slice(0, lines)
    .join("\n");
  if (shown === "") return undefined;
  return shown.length <= limit ? shown : `${shown.slice(0, limit - 1)}…`;
}
