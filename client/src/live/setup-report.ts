import * as l10n from "@vscode/l10n";
import { list, optionalText, record, text } from "../../../workbench/src/docker/read/json.ts";
import type { Choice } from "../../../workbench/src/docker/contexts.ts";
import type { Check, CheckStatus } from "../../../workbench/src/doctor/check.ts";
import { doctorText, worst } from "../../../workbench/src/doctor/report.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import type { Programs } from "../../../workbench/src/services.ts";
import { said } from "../../../workbench/src/text/said.ts";

/** Whether containers can have the machine's GPUs, and what the linter may know of the machine. */
export interface SetupReport {
  readonly text: string;
  readonly worst: CheckStatus;
  /** What the setting `mlContainers.host` takes; absent entries are unknown. */
  readonly host: Readonly<Record<string, string | number | readonly string[]>>;
}

export interface SetupServices {
  readonly programs: Programs;
  /** The program that runs JavaScript, and the command line to run by it. */
  readonly node: string;
  readonly commandLine: string;
  /** The file of the texts in the editor's language; undefined for English. */
  readonly texts?: string | undefined;
}

export interface SetupQuestion {
  readonly choice: Choice;
  /** Whether a container may be run to see whether it gets a GPU. */
  readonly mayRun: boolean;
}

/**
 * Has the command line examine the GPU set-up: in a process of its own, so that the editor's is not kept busy, and so that what hangs there can be
 * ended. Undefined where it was cancelled.
 */
export async function setupReport(
  { programs, node, commandLine, texts }: SetupServices,
  { choice: { context, host }, mayRun }: SetupQuestion,
  signal: AbortSignal,
): Promise<SetupReport | Problem | undefined> {
  const { outcome, stdout, stderr } = await programs.run(
    [
      node,
      commandLine,
      "doctor",
      "--format=json",
      ...(mayRun ? ["--test"] : []),
      ...(context === undefined ? [] : [`--context=${context}`]),
      ...(host === undefined ? [] : [`--host=${host}`]),
    ],
    {
      timeout: TIMEOUT,
      signal,
      env: {
        // The editor's own program is no Node without it.
        ELECTRON_RUN_AS_NODE: "1",
        ...(texts === undefined ? {} : { ML_CONTAINERS_TEXTS: texts }),
      },
    },
  );
  if (outcome === "cancelled") return undefined;
  const report = outcome === "exited" ? readReport(stdout) : undefined;
  if (report !== undefined) return report;
  const words = said(stderr);
  return {
    id: outcome === "timed-out" ? "gpu-tool-hangs" : "gpu-tool-failed",
    message:
      outcome === "timed-out"
        ? l10n.t("The check of the GPU setup did not end in time.")
        : l10n.t("The check of the GPU setup failed."),
    remedy: l10n.t("Run ml-containers doctor in a terminal to see where."),
    ...(words === undefined ? {} : { said: words }),
  };
}

/** What `doctor --format=json` printed; undefined for anything else. */
export function readReport(stdout: string): SetupReport | undefined {
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  const checks = list(record(json)["checks"]).flatMap(readCheck);
  if (checks.length === 0) return undefined;
  return {
    text: doctorText(checks, { sources: "problems" }),
    worst: worst(checks),
    host: Object.fromEntries(
      Object.entries(record(record(json)["host"])).flatMap(([key, value]) =>
        HOST_KEYS.has(key) && isHostValue(value) ? [[key, value]] : [],
      ),
    ),
  };
}

/** Milliseconds; each fact has ten seconds of its own. */
const TIMEOUT = 120_000;

const HOST_KEYS = new Set(["driver", "gpus", "engine", "compose", "architectures"]);

function isHostValue(value: unknown): value is string | number | readonly string[] {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string");
  return typeof value === "string" || typeof value === "number";
}

const STATUSES: readonly CheckStatus[] = ["ok", "warning", "failed", "unknown", "skipped"];

function readCheck(value: unknown): readonly Check[] {
  const check = record(value);
  const status = STATUSES.find((one) => one === check["status"]);
  if (status === undefined) return [];
  const remedy = optionalText(check["remedy"]);
  return [
    {
      id: text(check["id"]),
      title: text(check["title"]),
      status,
      finding: text(check["finding"]),
      ...(remedy === undefined ? {} : { remedy }),
      source: text(check["source"]),
    },
  ];
}
