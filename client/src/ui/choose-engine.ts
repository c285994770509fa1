import { ConfigurationTarget, l10n, window, workspace } from "vscode";
import { SETTINGS_SECTION } from "../../../server/src/protocol.ts";
import { addressText } from "../../../workbench/src/docker/address.ts";
import type { Choice, ContextEntry } from "../../../workbench/src/docker/contexts.ts";
import { listContexts } from "../../../workbench/src/docker/contexts.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import { withoutIcons } from "../live/inert.ts";
import { thisMachine } from "../live/machine.ts";
import { SETTINGS } from "../manifest/workbench-settings.ts";
import { readSettings } from "./settings.ts";

/** Lets a person choose the engine of the views: the one that the docker command would use, a context, or a socket that was found. */
export async function chooseEngine(): Promise<void> {
  const { choice } = readSettings();
  const entries = await listContexts(thisMachine(), choice);
  const isOwn = choice.context === undefined && choice.host === undefined;
  const automatic = {
    label: l10n.t("As the docker Command"),
    description: isOwn ? l10n.t("chosen") : "",
    detail: l10n.t("What DOCKER_HOST, DOCKER_CONTEXT or the current context say"),
    choose: {},
  };
  const picked = await window.showQuickPick([automatic, ...entries.map((entry) => itemOf(entry, isOwn))], {
    placeHolder: l10n.t("Which Docker engine shall the views show?"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const chosen: Choice = picked.choose;
  const settings = workspace.getConfiguration(SETTINGS_SECTION);
  await settings.update(SETTINGS.host, chosen.host, ConfigurationTarget.Global);
  await settings.update(SETTINGS.context, chosen.context, ConfigurationTarget.Global);
}

function itemOf(
  { name, description, isCurrent, choose, result }: ContextEntry,
  isOwn: boolean,
): { label: string; description: string; detail: string; choose: Choice } {
  const detail = "endpoint" in result ? addressText(result.endpoint.address) : result.problem.message;
  return {
    label: withoutIcons(visible(name)),
    description: withoutIcons(
      [isCurrent ? (isOwn ? l10n.t("current") : l10n.t("chosen")) : "", visible(description ?? "")]
        .filter((part) => part !== "")
        .join(", "),
    ),
    detail: withoutIcons(visible(detail)),
    choose,
  };
}
