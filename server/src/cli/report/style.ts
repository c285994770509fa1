import type { Severity } from "../../engine/rules/rule.ts";

/** Puts text into colours, or leaves it as it is. */
export interface Style {
  readonly enabled: boolean;
  bold(text: string): string;
  dim(text: string): string;
  code(text: string): string;
  added(text: string): string;
  removed(text: string): string;
  severity(severity: Severity, text: string): string;
}

const COLOR_OF: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 34, hint: 36 };

export function styleFor(enabled: boolean): Style {
  const paint =
    (on: number, off: number) =>
    (text: string): string =>
      enabled && text !== "" ? `\u001B[${on}m${text}\u001B[${off}m` : text;
  return {
    enabled,
    bold: paint(1, 22),
    dim: paint(2, 22),
    code: paint(36, 39),
    added: paint(32, 39),
    removed: paint(31, 39),
    severity: (severity, text) => paint(COLOR_OF[severity], 39)(text),
  };
}
