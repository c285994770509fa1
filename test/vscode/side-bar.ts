import type { Browser, Locator } from "playwright-core";
import { Workbench } from "./workbench.ts";

/** Our views in VS Code's side bar, as a user sees them. */
export class SideBar {
  readonly workbench: Workbench;

  private constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** Opens a folder in a new window of the VS Code that is served at `address`, and our part of the side bar. */
  static async open(browser: Browser, address: string, folder: string): Promise<SideBar> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 860 } });
    const sideBar = new SideBar(await Workbench.open(await context.newPage(), address, folder));
    await sideBar.show();
    return sideBar;
  }

  /** Those of an open window. */
  static of(workbench: Workbench): SideBar {
    return new SideBar(workbench);
  }

  async show(): Promise<void> {
    await this.workbench.page
      .locator(".activitybar .action-label[aria-label^='ML Containers']")
      .first()
      .click();
  }

  /** The rows of a view, by its title. */
  rows(view: string): Locator {
    return this.#pane(view).locator(".monaco-list-row");
  }

  /** What a view without rows says. */
  welcome(view: string): Locator {
    return this.#pane(view).locator(".welcome-view-content");
  }

  #pane(view: string): Locator {
    const { page } = this.workbench;
    return page.locator(".pane", { has: page.locator(`.pane-header[aria-label^="${view}"]`) });
  }
}
