import { perService } from "../memo.ts";
import type { ComposeService } from "./project.ts";
import { listOf, textOf } from "./value.ts";

/** The profiles of a service; none where it always runs, undefined where variables hide one. */
export const profilesOf = perService((service): ReadonlySet<string> | undefined => {
  const names = (listOf(service.value, "profiles")?.items ?? []).map((item) => textOf(item));
  return names.includes(undefined) ? undefined : new Set(names.filter((name) => name !== undefined));
});

/** Whether one profile can start both services: false only where both have profiles, and none in common. */
export function canRunTogether(a: ComposeService, b: ComposeService): boolean {
  const [left, right] = [profilesOf(a), profilesOf(b)];
  if (left === undefined || right === undefined || left.size === 0 || right.size === 0) return true;
  return [...left].some((name) => right.has(name));
}
