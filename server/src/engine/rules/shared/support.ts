import { compareVersions, osReleases } from "../../knowledge/index.ts";
import type { OsRelease } from "../../knowledge/index.ts";

/** Whether support ended less than half a year ago, or longer ago; undefined while it lasts, or where no end is known. */
export function endedFor(end: string | undefined, today: string): "recently" | "long" | undefined {
  if (end === undefined || fullDate(end) > today) return undefined;
  return plusMonths(fullDate(end), 6) > today ? "recently" : "long";
}

/** A date some months later; the day may exceed its month, which still compares rightly. */
export function plusMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split("-").map(Number);
  const total = year * 12 + (month - 1) + months;
  const later = String((total % 12) + 1).padStart(2, "0");
  return `${Math.floor(total / 12)}-${later}-${date.slice(8, 10) || "31"}`;
}

/** The day on which a release's free updates end: Debian's long-term support is free, that of the others is not. */
export function endOfUpdates({ id, endOfSupport, extendedSupport }: OsRelease): string | undefined {
  return id === "debian" ? (extendedSupport ?? endOfSupport) : endOfSupport;
}

/** The nearest newer release that has a year of updates left, else the one that has the most; of Ubuntu only long-term support. */
export function supportedSuccessor(release: OsRelease, today: string): OsRelease | undefined {
  return supportedSuccessors(release, today)[0];
}

/** The newer releases that still get updates, the best first: the nearest with a year left, then the others, newest first. */
export function supportedSuccessors(release: OsRelease, today: string): readonly OsRelease[] {
  const supported = osReleases(release.id).filter(
    (other) =>
      compareVersions(other.version, release.version) > 0 &&
      (other.id !== "ubuntu" || other.lts === true) &&
      endedFor(endOfUpdates(other), today) === undefined,
  );
  const inAYear = plusMonths(today, 12);
  const best = supported.findLast((other) => endedFor(endOfUpdates(other), inAYear) === undefined);
  return best === undefined ? supported : [best, ...supported.filter((other) => other !== best)];
}

/** A month alone means its last day. */
function fullDate(date: string): string {
  return date.length === 7 ? `${date}-31` : date;
}
