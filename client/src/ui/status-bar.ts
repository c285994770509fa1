import type { Disposable, StatusBarItem } from "vscode";
import { StatusBarAlignment, l10n, window } from "vscode";
import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import { gpuSummary } from "../live/gpu-summary.ts";
import { VIEWS } from "../manifest/views.ts";

/** Use and memory of all GPUs in the status bar; it exists only while it has something to show. */
export class GpuStatus implements Disposable {
  #item: StatusBarItem | undefined;

  show(snapshot: GpuSnapshot | undefined): void {
    const summary = snapshot === undefined ? undefined : gpuSummary(snapshot);
    if (summary === undefined) {
      this.dispose();
      return;
    }
    if (this.#item === undefined) {
      this.#item = window.createStatusBarItem("mlContainers.gpus", StatusBarAlignment.Right, 50);
      this.#item.name = l10n.t("GPU Use");
      this.#item.command = `${VIEWS.gpus}.focus`;
      this.#item.show();
    }
    const text = `$(circuit-board) ${summary.text}`;
    if (this.#item.text === text) return;
    this.#item.text = text;
    this.#item.tooltip = summary.lines.join("\n");
    this.#item.accessibilityInformation = { label: l10n.t("GPUs: {0}", summary.text), role: "button" };
  }

  dispose(): void {
    this.#item?.dispose();
    this.#item = undefined;
  }
}
