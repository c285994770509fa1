import { expect, test } from "vitest";
import { changesBetween, indexed } from "../../client/src/live/changes.ts";
import type { TreeNode } from "../../workbench/src/tree.ts";

const leaf = (id: string, more: Partial<TreeNode> = {}): TreeNode => ({ id, label: id, ...more });
const group = (id: string, ...children: readonly TreeNode[]): TreeNode => ({ id, label: id, children });

function changes(before: readonly TreeNode[], after: readonly TreeNode[]): unknown {
  return changesBetween(indexed(before), indexed(after));
}

test("an equal tree changes nothing", () => {
  expect(changes([group("g", leaf("a"))], [group("g", leaf("a"))])).toEqual({ ids: [], moved: false });
});

test("a new text draws its own row alone", () => {
  const before = [group("g", leaf("a"), leaf("b")), group("h", leaf("c"))];
  const after = [group("g", leaf("a"), leaf("b", { description: "1" })), group("h", leaf("c"))];
  expect(changes(before, after)).toEqual({ ids: ["b"], moved: false });
});

test("a row that comes or goes draws its group, and moves", () => {
  expect(changes([group("g", leaf("a"))], [group("g", leaf("a"), leaf("b"))])).toEqual({
    ids: ["g"],
    moved: true,
  });
});

test("a row that gets its first ones, or loses its last, is drawn by what is above it", () => {
  const idle = [group("gpus", group("a"), group("b"))];
  const used = [group("gpus", group("a", leaf("job")), group("b"))];
  expect(changes(idle, used)).toEqual({ ids: ["gpus"], moved: true });
  expect(changes([group("a")], [group("a", leaf("job"))])).toEqual({ ids: "all", moved: true });
  expect(changes([group("a", leaf("job"))], [group("a")])).toEqual({ ids: "all", moved: true });
});

test("another group draws all", () => {
  expect(changes([group("g")], [group("g"), group("h")])).toEqual({ ids: "all", moved: true });
  expect(changes([group("g"), group("h")], [group("h"), group("g")])).toEqual({ ids: "all", moved: true });
});

test("a row for which other commands hold counts as moved", () => {
  expect(
    changes([leaf("a", { context: "container.running" })], [leaf("a", { context: "container.stopped" })]),
  ).toEqual({ ids: ["a"], moved: true });
});

test("an id that occurs twice gets a number, with what is below it", () => {
  const { roots, nodes } = indexed([group("a", leaf("b")), group("a", leaf("b"))]);
  expect(roots).toEqual(["a", "a #2"]);
  expect(nodes.get("a #2")?.children).toEqual(["b #2"]);
});
