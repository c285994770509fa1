import { install, mayInstall } from "./debian.ts";
import { findProgram, isExecutable } from "./programs.ts";
import { Unavailable } from "./unavailable.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** A browser for the tests: $CHROMIUM, one on the PATH, or, as root on Debian, one that is installed now. */
export async function chromium(note: (detail: string) => void): Promise<string> {
  const wanted = process.env["CHROMIUM"];
  if (wanted !== undefined && wanted !== "") {
    if (isExecutable(wanted)) return wanted;
    throw new Unavailable(`CHROMIUM names ${wanted}, which is no program`);
  }
  const present = findProgram(NAMES) ?? MAC.find(isExecutable);
  if (present !== undefined) return present;
  if (!mayInstall()) {
    throw new Unavailable(
      "no Chromium or Chrome on the PATH; install one, or name one in the variable CHROMIUM",
    );
  }
  note("installing chromium");
  await install(["chromium", "fonts-liberation", "fonts-dejavu-core"]);
  const installed = findProgram(NAMES);
  if (installed === undefined) throw new Unavailable("Debian's chromium package brought no chromium");
  return installed;
}
