import type { Severity } from "../../../engine/rules/rule.ts";

/** SARIF knows three levels; what is less than a warning is a note. */
export function levelOf(severity: Severity): "error" | "warning" | "note" {
  return severity === "error" || severity === "warning" ? severity : "note";
}
