import { l10n, window } from "vscode";
import type { Container } from "../../../../workbench/src/containers/model.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import { withoutIcons } from "../../live/inert.ts";

/** The container that a row, an alert or the command palette means; from the palette a person chooses among the `rows` that suit. */
export async function containerOf(
  argument: unknown,
  rows: readonly Container[],
  suits: (row: Container) => boolean,
): Promise<Pick<Container, "id" | "name" | "state"> | undefined> {
  if (typeof argument === "string") {
    // Below a GPU a row's id holds that of the GPU as well.
    const id = /(?:^| )([0-9a-f]{64})$/.exec(argument)?.[1];
    if (id === undefined) return undefined;
    return rows.find((row) => row.id === id) ?? { id, name: id.slice(0, 12), state: "exited" };
  }
  const suitable = rows.filter(suits);
  if (suitable.length === 0) {
    void window.showInformationMessage(l10n.t("There is no container for which this can be done."));
    return undefined;
  }
  const picked = await window.showQuickPick(
    suitable.map((row) => ({
      label: withoutIcons(visible(row.name)),
      description: withoutIcons(visible(row.image)),
      detail: withoutIcons(visible(row.status)),
      row,
    })),
    { placeHolder: l10n.t("Which container?"), matchOnDescription: true },
  );
  return picked?.row;
}
