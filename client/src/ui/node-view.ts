import type { Disposable, TreeDataProvider, TreeItem as Item } from "vscode";
import { EventEmitter, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { Clock } from "../../../workbench/src/services.ts";
import type { TreeNode } from "../../../workbench/src/tree.ts";
import type { IndexedNode } from "../live/changes.ts";
import { EMPTY_TREE, changesBetween, indexed, isEmpty } from "../live/changes.ts";

/**
 * Shows trees of data in a view. The editor knows a row by its id alone, so that selection and what is open stay when texts change; only what
 * changed is drawn again, texts at most every two seconds, since a row that is drawn anew loses a click. While the view is hidden nothing is drawn.
 */
export class NodeView implements TreeDataProvider<string>, Disposable {
  readonly #emitter = new EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#emitter.event;
  readonly #clock: Clock;
  #shown = EMPTY_TREE;
  #next: readonly TreeNode[] | undefined;
  #isVisible = false;
  #drawnAt = 0;
  #timer: { dispose(): void } | undefined;
  #first: Promise<void>;
  #settle: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#first = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** What the view holds from now on. Until it was called first, the view says that it loads. */
  show(roots: readonly TreeNode[]): void {
    this.#next = roots;
    if (this.#isVisible) this.#draw();
  }

  /** Says again that it loads, as after the source of its rows was changed. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) this.#draw();
  }

  /** The node of a row. */
  node(id: string): TreeNode | undefined {
    return this.#shown.nodes.get(id)?.node;
  }

  getTreeItem(id: string): Item {
    const found = this.#shown.nodes.get(id);
    return found === undefined ? new TreeItem("") : itemOf(id, found);
  }

  async getChildren(id?: string): Promise<string[]> {
    if (id !== undefined) return [...(this.#shown.nodes.get(id)?.children ?? [])];
    await this.#first;
    return [...this.#shown.roots];
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#emitter.dispose();
    this.#settle();
  }

  #draw(): void {
    if (this.#next === undefined) return;
    const tree = indexed(this.#next);
    const { ids, moved } = changesBetween(this.#shown, tree);
    const rest = this.#drawnAt + PAUSE - this.#clock.now();
    if (!moved && rest > 0) {
      this.#timer ??= this.#clock.after(rest, () => {
        this.#timer = undefined;
        if (this.#isVisible) this.#draw();
      });
      return;
    }
    this.#shown = tree;
    this.#settle();
    if (ids === "all") this.#emitter.fire(undefined);
    else if (ids.length > 0) this.#emitter.fire([...ids]);
    else return;
    this.#drawnAt = this.#clock.now();
  }
}

/** Milliseconds between two changes of texts. */
const PAUSE = 2_000;

/** Labels and tooltips are plain strings: names in them are hostile text, and no markup may be read into them. */
function itemOf(id: string, found: IndexedNode): Item {
  const { node } = found;
  const item = new TreeItem(cut(node.label), stateOf(node));
  item.id = isEmpty(found) ? id : `${id} +`;
  if (node.description !== undefined) item.description = cut(node.description);
  if (node.tooltip !== undefined) item.tooltip = node.tooltip.map((line) => cut(line, 1_000)).join("\n");
  if (node.icon !== undefined) item.iconPath = iconOf(node.icon);
  if (node.context !== undefined) item.contextValue = node.context;
  if (node.action !== undefined) item.command = { ...node.action };
  item.accessibilityInformation = {
    label: node.accessibleLabel ?? [node.label, node.description].filter(Boolean).join(", "),
  };
  return item;
}

function stateOf({ children, expanded }: TreeNode): TreeItemCollapsibleState {
  if (children === undefined || children.length === 0) return TreeItemCollapsibleState.None;
  return expanded === false ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
}

/** The colours that the editor's own test views use. */
const COLORS = {
  red: "testing.iconFailed",
  yellow: "testing.iconQueued",
  green: "testing.iconPassed",
} as const;

function iconOf({ name, color }: NonNullable<TreeNode["icon"]>): ThemeIcon {
  return color === undefined ? new ThemeIcon(name) : new ThemeIcon(name, new ThemeColor(COLORS[color]));
}

function cut(text: string, most = 300): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
