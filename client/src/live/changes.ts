import type { TreeNode } from "../../../workbench/src/tree.ts";

/** A tree by the ids of its nodes, as a view asks for it. */
export interface IndexedTree {
  readonly roots: readonly string[];
  readonly nodes: ReadonlyMap<string, IndexedNode>;
}

export interface IndexedNode {
  readonly node: TreeNode;
  readonly children: readonly string[];
}

export const EMPTY_TREE: IndexedTree = { roots: [], nodes: new Map() };

/** Editors refuse a view in which an id occurs twice, so the second one gets a number. */
export function indexed(roots: readonly TreeNode[]): IndexedTree {
  const nodes = new Map<string, IndexedNode>();
  const add = (node: TreeNode): string => {
    let id = node.id;
    for (let count = 2; nodes.has(id); count += 1) id = `${node.id} #${count}`;
    // Its place is taken before its children come.
    nodes.set(id, { node, children: [] });
    nodes.set(id, { node, children: (node.children ?? []).map(add) });
    return id;
  };
  return { roots: roots.map(add), nodes };
}

/** What must be drawn again: all, or these ids with what is below them. `moved` where rows came, went or may do something else. */
export interface TreeChanges {
  readonly ids: "all" | readonly string[];
  readonly moved: boolean;
}

export function changesBetween(before: IndexedTree, after: IndexedTree): TreeChanges {
  const opens = (id: string): boolean => isEmpty(before.nodes.get(id)) !== isEmpty(after.nodes.get(id));
  if (!sameIds(before.roots, after.roots) || after.roots.some(opens)) return { ids: "all", moved: true };
  const ids: string[] = [];
  let moved = false;
  const compare = (id: string): void => {
    const one = before.nodes.get(id);
    const other = after.nodes.get(id);
    if (
      one === undefined ||
      other === undefined ||
      !sameIds(one.children, other.children) ||
      other.children.some(opens)
    ) {
      moved = true;
      ids.push(id);
      return;
    }
    if (one.node.context !== other.node.context) moved = true;
    if (textOf(one.node) === textOf(other.node)) other.children.forEach(compare);
    else ids.push(id);
  };
  after.roots.forEach(compare);
  return { ids, moved };
}

/**
 * A row without any below it. Editors keep such a row closed for good, also when its first ones come, so it gets another identity then, and what
 * is above it must be drawn.
 */
export function isEmpty(one: IndexedNode | undefined): boolean {
  return one === undefined || one.children.length === 0;
}

function sameIds(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}

function textOf(node: TreeNode): string {
  return JSON.stringify({ ...node, children: undefined });
}
