import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { surroundings } from "./surroundings.ts";

/** A browser that asks nothing of the network; whoever launches it closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: surroundings().chromium,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
