/**
 * A line of a view, as data. `id` is identity (a GPU's UUID, a container's id): what is expanded and selected stays so when texts
 * change. Texts are plain: whoever shows them makes sure that none is read as markup.
 */
export interface TreeNode {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Lines; the first is the heading. */
  readonly tooltip?: readonly string[];
  /** The name of a codicon, and the theme colour that it takes where something is wrong or at work. */
  readonly icon?: { readonly name: string; readonly color?: "red" | "yellow" | "green" };
  /** What a screen reader says instead of label and description. */
  readonly accessibleLabel?: string;
  /** What menus go by, as `container.running`. */
  readonly context?: string;
  readonly children?: readonly TreeNode[];
  /** Whether its children show at first; undefined where it has none. */
  readonly expanded?: boolean;
  /** The one thing to do, where a node tells of a problem. */
  readonly action?: { readonly command: string; readonly title: string };
}

/** Whether a reader would see a difference: only then a view is drawn again. */
export function sameNode(one: TreeNode, other: TreeNode): boolean {
  if (one === other) return true;
  const ownChildren = one.children ?? [];
  const otherChildren = other.children ?? [];
  return (
    textOf(one) === textOf(other) &&
    ownChildren.length === otherChildren.length &&
    ownChildren.every((child, index) => {
      const match = otherChildren[index];
      return match !== undefined && sameNode(child, match);
    })
  );
}

function textOf(node: TreeNode): string {
  return JSON.stringify({ ...node, children: undefined });
}
