import { env, l10n, window } from "vscode";
import type { Container } from "../../../../workbench/src/containers/model.ts";
import type { Engine } from "../../../../workbench/src/docker/engine.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import { inert } from "../../live/inert.ts";
import { VIEWS } from "../../manifest/views.ts";
import type { ActionContext } from "./context.ts";
import { attempt } from "../notify.ts";

type Target = Pick<Container, "id" | "name" | "state">;

export async function start(context: ActionContext, target: Target): Promise<void> {
  await act(context, l10n.t("Starting {0}", shown(target)), (engine) => engine.start(target.id));
}

/** Asks, since whoever runs in the container loses what it has not saved. */
export async function stop(context: ActionContext, target: Target): Promise<void> {
  const usual = l10n.t("Stop");
  const long = l10n.t("Stop, Allow 2 Minutes");
  const answer = await ask(
    l10n.t("Stop the container {0}?", shown(target)),
    l10n.t(
      "It is asked to end, and killed when it has not ended after its grace period: 10 seconds, unless it was made with another one.",
    ),
    usual,
    long,
  );
  if (answer === undefined) return;
  const grace = answer === long ? LONG_GRACE : undefined;
  await act(context, l10n.t("Stopping {0}", shown(target)), (engine) => engine.stop(target.id, grace));
}

/** Seconds: a training may write a checkpoint when it is asked to end. */
const LONG_GRACE = 120;

export async function restart(context: ActionContext, target: Target): Promise<void> {
  const yes = l10n.t("Restart");
  const question = l10n.t("Restart the container {0}?", shown(target));
  const detail = l10n.t("What runs in it ends, and begins anew.");
  if ((await ask(question, detail, yes)) !== yes) return;
  await act(context, l10n.t("Restarting {0}", shown(target)), (engine) => engine.restart(target.id));
}

export async function kill(context: ActionContext, target: Target): Promise<void> {
  const yes = l10n.t("Kill");
  const question = l10n.t("Kill the container {0}?", shown(target));
  const detail = l10n.t("What runs in it ends at once and can save nothing.");
  if ((await ask(question, detail, yes)) !== yes) return;
  await act(context, l10n.t("Killing {0}", shown(target)), (engine) => engine.kill(target.id));
}

export async function remove(context: ActionContext, target: Target): Promise<void> {
  const isUp = target.state !== "exited" && target.state !== "created" && target.state !== "dead";
  const yes = isUp ? l10n.t("Kill and Remove") : l10n.t("Remove");
  const answer = await ask(
    l10n.t("Remove the container {0}?", shown(target)),
    isUp
      ? l10n.t("It runs: it is killed first. Files that it wrote outside of volumes are lost.")
      : l10n.t("Files that it wrote outside of volumes are lost."),
    yes,
  );
  if (answer !== yes) return;
  await act(context, l10n.t("Removing {0}", shown(target)), (engine) => engine.remove(target.id, isUp));
}

export async function copyId(target: Target): Promise<void> {
  await env.clipboard.writeText(target.id);
}

async function act(
  { session, log }: ActionContext,
  title: string,
  work: (engine: Engine) => Promise<void>,
): Promise<void> {
  await window.withProgress({ location: { viewId: VIEWS.containers }, title }, () =>
    attempt(() => work(session.engine), log),
  );
}

function ask(question: string, detail: string, ...answers: readonly string[]): Thenable<string | undefined> {
  return window.showWarningMessage(inert(question), { modal: true, detail }, ...answers);
}

function shown({ name }: Target): string {
  return visible(name).slice(0, 200);
}
