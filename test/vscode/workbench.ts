import { join } from "node:path";
import type { Locator, Page } from "playwright-core";

const PATIENCE = 30_000;

/** VS Code as a user sees it: what can be done to it, and what it shows. Every method waits until its effect is seen. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  /** Opens a folder in the VS Code that is served at `address`. */
  static async open(page: Page, address: string, folder: string): Promise<Workbench> {
    const workbench = new Workbench(page);
    await page.goto(`${address}?folder=${encodeURIComponent(folder)}`);
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    return workbench;
  }

  /** Runs a command of the command palette, by its title. */
  async command(title: string): Promise<void> {
    await this.pick("F1", `>${title}`, title);
  }

  /** Runs a command of the palette that asks for one thing more, such as a container. */
  async commandOn(title: string, answer: string): Promise<void> {
    const row = (label: string): Locator =>
      this.page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first();
    await this.untilShown(row(title), async () => {
      await this.page.keyboard.press("F1");
      await this.type(`>${title}`);
    });
    await row(title).click();
    await row(answer).click();
  }

  /** Opens a file of the workspace, by its path, and waits until its editor has the keyboard. */
  async openFile(path: string): Promise<void> {
    const name = path.split("/").at(-1) ?? path;
    // The picker's rows change places while it searches: a click may open a file of the same name, or one that was open before.
    await this.until(
      (timeout) => this.untilPathShown(path, timeout),
      () => this.pick("Control+p", path, name),
    );
    await this.editorFocused();
  }

  /** Puts the cursor there; both count from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press("Control+g");
    await this.type(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.getByText(`Ln ${line}, Col ${column}`, { exact: true }).waitFor();
    await this.editorFocused();
  }

  /** The cursor right behind the first occurrence of `text` in the open file, given the file's lines. */
  async goBehind(lines: readonly string[], text: string): Promise<void> {
    const line = lines.findIndex((candidate) => candidate.includes(text));
    if (line < 0) throw new Error(`The file holds no "${text}".`);
    await this.goTo(line + 1, (lines[line] ?? "").indexOf(text) + text.length + 1);
  }

  /** The lines on the screen, inlay hints included. */
  get lines(): Locator {
    return this.page.locator(".editor-instance .view-lines .view-line");
  }

  /** Squiggly underlines in the open editor. */
  squiggles(severity: "error" | "warning" | "info"): Locator {
    return this.page.locator(`.editor-instance .squiggly-${severity}`);
  }

  /** The rows of the Problems panel, which is opened if need be. */
  async problems(): Promise<Locator> {
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    if (!(await this.page.locator(".markers-panel").isVisible())) {
      await this.command("Problems: Focus on Problems View");
    }
    await this.page.locator(".markers-panel").waitFor();
    return rows;
  }

  /** Shows the hover at the cursor. */
  async hover(): Promise<Locator> {
    const hover = this.page.locator(".monaco-hover:not(.hidden)").first();
    await this.untilShown(hover.locator(".hover-contents"), () => this.command("Show or Focus Hover"));
    return hover;
  }

  /** Opens the light bulb's menu at the cursor. */
  async quickFixes(): Promise<Locator> {
    const rows = this.page.locator(".action-widget .monaco-list-row.action");
    await this.untilShown(rows, () => this.page.keyboard.press("Control+."));
    return rows;
  }

  /** Opens the list of completions at the cursor. */
  async completions(): Promise<Locator> {
    const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
    await this.untilShown(rows, () => this.page.keyboard.press("Control+Space"));
    return rows;
  }

  /** Saves the changed file that is open, and waits until it is no longer marked as changed. */
  async save(): Promise<void> {
    await this.page.locator(".tab.active.dirty").waitFor();
    await this.page.keyboard.press("Control+s");
    await this.page.locator(".tab.active:not(.dirty)").waitFor();
  }

  async screenshot(folder: string, name: string): Promise<void> {
    const file = `${name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "")}.png`;
    await this.page.screenshot({ path: join(folder, file) });
  }

  /** Opens a picker with `key`, types `text` into it and takes the row whose label is `label`. */
  private async pick(key: string, text: string, label: string): Promise<void> {
    const row = this.page.locator(".quick-input-list .monaco-list-row", {
      has: this.page.locator(".quick-input-list-label .label-name", { hasText: label }),
    });
    // The picker closes by itself where something takes the focus, and with it goes the row.
    await this.until(
      (timeout) => row.first().click({ timeout }),
      async () => {
        await this.page.keyboard.press(key);
        await this.type(text);
      },
    );
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    // Where the row was, a tooltip may open over what comes next.
    await this.page.mouse.move(0, 0);
  }

  /**
   * Does what shows `wanted`, and once more if it does not come: lists and menus hold what was known when they were
   * opened, and while VS Code is busy commands, diagnostics and actions come late.
   */
  private untilShown(wanted: Locator, open: () => Promise<void>): Promise<void> {
    return this.until((timeout) => wanted.first().waitFor({ timeout }), open);
  }

  /** The same for an effect that rejects where it has not come after so many milliseconds. */
  private async until(
    effect: (timeout: number) => Promise<unknown>,
    open: () => Promise<void>,
  ): Promise<void> {
    for (const deadline = Date.now() + PATIENCE; ;) {
      await open();
      try {
        await effect(3_000);
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  private async untilPathShown(path: string, timeout: number): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => {
        const shown = [...document.querySelectorAll(".breadcrumbs-control .monaco-breadcrumb-item")];
        return shown
          .map((item) => item.textContent)
          .join("/")
          .startsWith(wanted);
      },
      path,
      { timeout },
    );
  }

  private async editorFocused(): Promise<void> {
    await this.page.locator(".editor-instance .monaco-editor.focused .view-line").first().waitFor();
  }

  private async type(text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await input.fill(text);
  }
}
