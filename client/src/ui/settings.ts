import { workspace } from "vscode";
import { SETTINGS_SECTION } from "../../../server/src/protocol.ts";
import type { AlertKind } from "../../../workbench/src/alerts/alert.ts";
import type { WorkbenchSettings } from "../live/workbench.ts";
import { ALERT_SETTINGS, SETTINGS } from "../manifest/workbench-settings.ts";

/** The settings of the views as they are now; values of another type than the manifest's count as the default. */
export function readSettings(): WorkbenchSettings {
  const minutes = numberOf(SETTINGS.noProgressMinutes, 15);
  const kinds = ALERT_SETTINGS.filter(({ key }) => get(key) !== false).map(({ kind }) => kind);
  const context = textOf(SETTINGS.context);
  const host = textOf(SETTINGS.host);
  return {
    choice: { ...(context === "" ? {} : { context }), ...(host === "" ? {} : { host }) },
    interval: Math.max(2, numberOf(SETTINGS.interval, 3)) * 1_000,
    alerts: {
      enabled: new Set<AlertKind>([...kinds, "no-progress"]),
      noProgressMinutes: Math.max(0, minutes),
    },
  };
}

export function isStatusBarOn(): boolean {
  return get(SETTINGS.statusBar) === true;
}

function get(key: string): unknown {
  return workspace.getConfiguration(SETTINGS_SECTION).get<unknown>(key);
}

function textOf(key: string): string {
  const value = get(key);
  return typeof value === "string" ? value.trim() : "";
}

function numberOf(key: string, otherwise: number): number {
  const value = get(key);
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
