import { Uri, commands, env, l10n, window } from "vscode";
import type { Container } from "../../../../workbench/src/containers/model.ts";
import { systemPrograms } from "../../../../workbench/src/exec/programs.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import { dockerVariables, publishedHost } from "../../live/engine-address.ts";
import { inert } from "../../live/inert.ts";
import { showProblem } from "../notify.ts";
import type { ActionContext } from "./context.ts";

/** A terminal with a shell of the container: bash where it has one. */
export async function openShell(
  { session, log }: ActionContext,
  { id, name }: Pick<Container, "id" | "name">,
): Promise<void> {
  const { outcome } = await systemPrograms.run(["docker", "--version"], { timeout: 10_000 });
  if (outcome === "missing" || outcome === "not-permitted") {
    const message = l10n.t("The docker command, which opens the shell, was not found.");
    const remedy = l10n.t("Install the docker command line, or put its folder on the PATH.");
    await showProblem({ id: "docker-cli-missing", message, remedy }, log);
    return;
  }
  const terminal = window.createTerminal({
    name: visible(name).slice(0, 100),
    shellPath: "docker",
    shellArgs: ["exec", "--interactive", "--tty", id, "/bin/sh", "-c", SHELL],
    env: dockerVariables(session.endpoint),
    isTransient: true,
  });
  terminal.show();
}

/** For the shell inside of the container; nothing of ours is put into it. */
const SHELL = "command -v bash >/dev/null 2>&1 && exec bash || exec sh";

/** A published port in the browser; where there are several a person chooses. */
export async function openInBrowser(
  { session }: ActionContext,
  { name, ports }: Pick<Container, "name" | "ports">,
): Promise<void> {
  const all: {
    readonly port: number;
    readonly host: string;
    readonly label: string;
    readonly description: string;
  }[] = [];
  for (const { hostIp, hostPort: port, containerPort, protocol } of ports) {
    if (port === undefined || protocol !== "tcp" || all.some((known) => known.port === port)) continue;
    const host = publishedHost(session.endpoint, hostIp);
    const description = l10n.t("port {0} of the container", containerPort);
    all.push({ port, host, label: `${host}:${port}`, description });
  }
  if (all.length === 0) {
    void window.showInformationMessage(inert(l10n.t("{0} publishes no TCP port.", visible(name))));
    return;
  }
  const picked =
    all.length === 1 ? all[0] : await window.showQuickPick(all, { placeHolder: l10n.t("Which port?") });
  if (picked === undefined) return;
  // Over Remote-SSH this forwards the port to the machine of the browser.
  const address = await env.asExternalUri(Uri.parse(`http://${picked.host}:${picked.port}/`, true));
  await env.openExternal(address);
}

/** A window of the editor inside of the container, through the extension Dev Containers. */
export async function attachEditor(
  { session }: ActionContext,
  { name }: Pick<Container, "name">,
): Promise<void> {
  const { context } = session.endpoint;
  const target = JSON.stringify({
    containerName: `/${name}`,
    ...(context === undefined ? {} : { settings: { context } }),
  });
  const authority = `attached-container+${Buffer.from(target, "utf8").toString("hex")}`;
  await commands.executeCommand("vscode.newWindow", { remoteAuthority: authority });
}
