import type { Disposable, LogOutputChannel, TreeView, Uri } from "vscode";
import { commands, window, workspace } from "vscode";
import { SETTINGS_SECTION } from "../../../server/src/protocol.ts";
import { systemClock } from "../../../workbench/src/exec/clock.ts";
import type { ProblemId } from "../../../workbench/src/problem.ts";
import { PROBLEM_KEYS, VIEWS } from "../manifest/views.ts";
import type { Reach } from "./images.ts";
import { NodeView } from "./node-view.ts";
import { isStatusBarOn } from "./settings.ts";
import type { WorkbenchHost } from "./workbench.ts";

/** A view of the side bar: its rows, and which of them are open. */
export interface View {
  readonly nodes: NodeView;
  readonly tree: TreeView<string>;
  /** Rows that a person has opened or closed, by their ids; the others are as their nodes say. */
  readonly opened: ReadonlyMap<string, boolean>;
}

/**
 * The views of the side bar. What fills them is loaded when somebody looks at one for the first time, or runs one of their commands, and
 * works only while somebody looks at a view and the window has the focus.
 */
export class Views implements Disposable {
  readonly gpus: View;
  readonly containers: View;
  readonly #dist: Uri;
  readonly #log: LogOutputChannel;
  readonly #reach: Reach;
  readonly #subscriptions: Disposable[] = [];
  #host: Promise<WorkbenchHost> | undefined;
  #loaded: WorkbenchHost | undefined;
  #linger: { dispose(): void } | undefined;
  #isLingering = false;

  /** `dist` is the folder of the built extension. */
  constructor(dist: Uri, log: LogOutputChannel, reach: Reach) {
    this.#dist = dist;
    this.#log = log;
    this.#reach = reach;
    this.gpus = this.#view(VIEWS.gpus);
    this.containers = this.#view(VIEWS.containers);
    this.#subscriptions.push(
      window.onDidChangeWindowState(({ focused }) => this.#focusChanged(focused)),
      workspace.onDidGrantWorkspaceTrust(() => this.#attend()),
      workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(SETTINGS_SECTION)) return;
        this.#loaded?.settingsChanged();
        this.#attend();
      }),
    );
    this.#attend();
  }

  /** What fills the views; loaded when it is first asked for. */
  host(): Promise<WorkbenchHost> {
    this.#host ??= this.#load();
    return this.#host;
  }

  dispose(): void {
    this.#linger?.dispose();
    this.#loaded?.dispose();
    for (const one of this.#subscriptions) one.dispose();
  }

  async #load(): Promise<WorkbenchHost> {
    const { WorkbenchHost } = await import("./workbench.ts");
    this.#loaded = new WorkbenchHost(this.gpus, this.containers, this.#dist, this.#log, this.#reach);
    return this.#loaded;
  }

  #view(id: string): View {
    const nodes = new NodeView(systemClock);
    const tree = window.createTreeView(id, { treeDataProvider: nodes, showCollapseAll: true });
    const opened = new Map<string, boolean>();
    const changed = (): void => this.#loaded?.rowsChanged();
    this.#subscriptions.push(
      nodes,
      tree,
      tree.onDidChangeVisibility(() => this.#attend()),
      tree.onDidCollapseElement(({ element }) => {
        opened.set(element, false);
        changed();
      }),
      tree.onDidExpandElement(({ element }) => {
        opened.set(element, true);
        changed();
      }),
    );
    return { nodes, tree, opened };
  }

  /** A short look at another window does not end the connection. */
  #focusChanged(focused: boolean): void {
    this.#linger?.dispose();
    this.#linger = undefined;
    this.#isLingering = !focused;
    if (!focused) {
      this.#linger = systemClock.after(LINGER, () => {
        this.#isLingering = false;
        this.#attend();
      });
    }
    this.#attend();
  }

  #attend(): void {
    const gpus = this.gpus.tree.visible;
    const containers = this.containers.tree.visible;
    this.gpus.nodes.setVisible(gpus);
    this.containers.nodes.setVisible(containers);
    if (!workspace.isTrusted) {
      this.#showUntrusted();
      return;
    }
    const isHere = window.state.focused || this.#isLingering;
    if (this.#loaded !== undefined) this.#loaded.attend(isHere);
    else if (isHere && (gpus || containers || isStatusBarOn())) void this.#loadAndAttend();
  }

  async #loadAndAttend(): Promise<void> {
    const isFirst = this.#host === undefined;
    await this.host();
    if (isFirst) this.#attend();
  }

  #showUntrusted(): void {
    for (const [view, key] of [
      [this.gpus, PROBLEM_KEYS.gpus],
      [this.containers, PROBLEM_KEYS.containers],
    ] as const) {
      const problem: ProblemId = "untrusted-workspace";
      view.nodes.show([]);
      void commands.executeCommand("setContext", key, problem);
    }
  }
}

/** Milliseconds. */
const LINGER = 5_000;
