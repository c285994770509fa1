import { perService } from "../memo.ts";
import type { ComposeCommand } from "./command.ts";
import { execCommands, shellCommands, wordsOf } from "./command.ts";
import type { Milliseconds } from "./durations.ts";
import { durationOf } from "./durations.ts";
import type { ComposeService } from "./project.ts";
import type { ComposeEntry, ComposeList, ComposeMap, ComposeScalar, Place } from "./value.ts";
import { booleanOf, entryOf, integerOf, mapOf, scalarOf, textOf, valueOf } from "./value.ts";

/** What `healthcheck:` says. */
export interface HealthCheck {
  readonly value: ComposeMap;
  readonly at: Place;
  readonly place: Place;
  /** Undefined where the image's own test is kept. */
  readonly test: HealthTest | undefined;
  /** Switched off by `disable` or `NONE`. */
  readonly disabled: boolean | "unknown";
  readonly startPeriod: Timing | undefined;
  readonly interval: Timing | undefined;
  readonly timeout: Timing | undefined;
  readonly startInterval: Timing | undefined;
  readonly retries: number | undefined;
}

export interface HealthTest {
  /** shell: a string or CMD-SHELL; exec: CMD; none: NONE; unknown: variables decide, or Compose refuses it. */
  readonly form: "shell" | "exec" | "none" | "unknown";
  readonly value: ComposeScalar | ComposeList;
  readonly at: Place;
  readonly place: Place;
  /** What it runs, command by command. */
  readonly commands: readonly ComposeCommand[];
}

export interface Timing {
  readonly entry: ComposeEntry;
  readonly milliseconds: Milliseconds;
}

/** The health check that the file gives a service; undefined where it is left to the image. */
export const healthOf = perService((service): HealthCheck | undefined => {
  const value = mapOf(service.value, "healthcheck");
  if (value === undefined) return undefined;
  const { at, place } = value;
  const test = readTest(service, value);
  const disable = scalarOf(value, "disable");
  const switchedOff = disable === undefined ? false : (booleanOf(disable) ?? "unknown");
  return {
    value,
    at,
    place,
    test,
    disabled: test?.form === "none" ? true : switchedOff,
    startPeriod: timing(value, "start_period"),
    interval: timing(value, "interval"),
    timeout: timing(value, "timeout"),
    startInterval: timing(value, "start_interval"),
    retries: integerOf(value, "retries"),
  };
});

function timing(map: ComposeMap, key: string): Timing | undefined {
  const entry = entryOf(map, key);
  return entry === undefined ? undefined : { entry, milliseconds: durationOf(entry.value) };
}

function readTest(service: ComposeService, map: ComposeMap): HealthTest | undefined {
  const value = valueOf(map, "test");
  if (value === undefined || value.kind === "map") return undefined;
  const { at, place } = value;
  const base = { value, at, place };
  // The word NONE means nothing in a string: it is a command then.
  if (value.kind === "scalar") return { ...base, form: "shell", commands: shellCommands(service, value) };
  const [first, second] = value.items;
  if (first === undefined) return undefined;
  const form = textOf(first);
  if (form === "NONE") return { ...base, form: "none", commands: [] };
  if (form === "CMD-SHELL") {
    const commands = second?.kind === "scalar" ? shellCommands(service, second) : [];
    return { ...base, form: "shell", commands };
  }
  if (form !== "CMD") return { ...base, form: "unknown", commands: [] };
  const words = wordsOf(service, value)?.words.slice(1) ?? [];
  return { ...base, form: "exec", commands: execCommands(service, words) };
}
