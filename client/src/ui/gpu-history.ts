import { randomBytes } from "node:crypto";
import type { Disposable, WebviewPanel } from "vscode";
import { Uri, ViewColumn, env, l10n, window } from "vscode";
import { systemClock } from "../../../workbench/src/exec/clock.ts";
import type { ToPage } from "../live/history-messages.ts";
import { historySeries } from "../live/history-series.ts";
import type { Workbench } from "../live/workbench.ts";
import { lastOf } from "../live/workbench.ts";
import { historyPage } from "./gpu-history-page.ts";

/** The panel "GPU history": use, memory and power of the last hour, as far as they were read. */
export class GpuHistoryPanel implements Disposable {
  readonly #workbench: Workbench;
  readonly #dist: Uri;
  readonly #seenChanged: () => void;
  #panel: WebviewPanel | undefined;

  /** `dist` is the folder of the page's script; `seenChanged` hears when the panel comes into sight or leaves it. */
  constructor(workbench: Workbench, dist: Uri, seenChanged: () => void) {
    this.#workbench = workbench;
    this.#dist = dist;
    this.#seenChanged = seenChanged;
  }

  get isVisible(): boolean {
    return this.#panel?.visible === true;
  }

  show(): void {
    if (this.#panel === undefined) this.#panel = this.#make();
    else this.#panel.reveal();
    this.#seenChanged();
  }

  update(): void {
    if (this.#panel?.visible !== true) return;
    const gpus = lastOf(this.#workbench.gpus)?.gpus ?? [];
    const message: ToPage = {
      type: "history",
      gpus: historySeries(this.#workbench.history, gpus, systemClock.now()),
      words: {
        now: l10n.t("Now"),
        mean: l10n.t("Mean"),
        highest: l10n.t("Highest"),
        nothing: l10n.t("No GPU has been read yet. The view GPUs says why."),
      },
    };
    void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #make(): WebviewPanel {
    const panel = window.createWebviewPanel(
      "mlContainers.gpuHistory",
      l10n.t("GPU History"),
      ViewColumn.Active,
      {
        enableScripts: true,
        localResourceRoots: [this.#dist],
      },
    );
    const script = panel.webview.asWebviewUri(Uri.joinPath(this.#dist, "gpu-history.js"));
    const nonce = randomBytes(16).toString("base64url");
    panel.webview.onDidReceiveMessage(() => this.update());
    panel.onDidChangeViewState(() => this.#seenChanged());
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#seenChanged();
    });
    panel.webview.html = historyPage(script.toString(), nonce, l10n.t("GPU History"), env.language);
    return panel;
  }
}
