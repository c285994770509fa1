import type { QuickPickItem } from "vscode";
import { QuickPickItemKind, env, l10n, window } from "vscode";
import { visible } from "../../../workbench/src/text/visible.ts";
import { commandLine } from "../live/command-line.ts";
import { withoutIcons } from "../live/inert.ts";

/** A choice of a form: what it is now, and how a person changes it. */
export interface FormRow {
  readonly label: string;
  readonly value: string;
  /** Leaves all as it is where the person breaks off. */
  readonly change: () => Promise<void>;
}

export interface Form {
  readonly title: string;
  /** What the first row does; the rest have defaults, so that Enter is enough. */
  readonly go: string;
  readonly rows: () => readonly FormRow[];
  /** The command as the choices stand now: shown, and copied by a row of its own. */
  readonly words: () => readonly string[];
}

/** One list with all choices, until the person goes on (true) or breaks off (false). */
export async function askForm({ title, go, rows, words }: Form): Promise<boolean> {
  let hint = l10n.t("Press Enter to go on, or choose what to change first.");
  for (;;) {
    const command = commandLine(words());
    const items: (QuickPickItem & { readonly act: "go" | "copy" | FormRow["change"] })[] = [
      { label: `$(play) ${go}`, detail: shown(command), act: "go" },
      { label: `$(copy) ${l10n.t("Copy the Command")}`, act: "copy" },
      { label: l10n.t("Choices"), kind: QuickPickItemKind.Separator, act: "go" },
      ...rows().map(({ label, value, change }) => ({
        label: shown(label),
        description: shown(value),
        act: change,
      })),
    ];
    const picked = await window.showQuickPick(items, { title, placeHolder: hint, ignoreFocusOut: true });
    if (picked === undefined) return false;
    if (picked.act === "go") return true;
    if (picked.act === "copy") {
      await env.clipboard.writeText(command);
      hint = l10n.t("The command was copied.");
    } else await picked.act();
  }
}

/** Text of files and engines for a row. */
export function shown(text: string): string {
  return withoutIcons(visible(text)).slice(0, 1_000);
}
