import type { Uri } from "vscode";
import { Uri as UriClass, l10n, window, workspace } from "vscode";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import type { Gpu } from "../../../workbench/src/gpus/model.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import type { Build, GpuChoice } from "../live/images.ts";
import { imageName, isImageName, stagesOf } from "../live/images.ts";
import { withoutIcons } from "../live/inert.ts";
import type { Workbench } from "../live/workbench.ts";
import { lastOf } from "../live/workbench.ts";

/** What a build needs to know; undefined where a person breaks off. Asks for the stage where several have names and none is given. */
export async function askBuild(dockerfile: Uri, given: string | undefined): Promise<Build | undefined> {
  const stage = given ?? (await askStage(dockerfile));
  if (stage === undefined) return undefined;
  const context = await askContext(dockerfile);
  if (context === undefined) return undefined;
  const folder = UriClass.joinPath(dockerfile, "..").path.split("/").at(-1) ?? "";
  const image = await askImage(imageName(folder));
  if (image === undefined) return undefined;
  return { dockerfile: dockerfile.fsPath, context, image, stage: stage === "" ? undefined : stage };
}

/** The name of a stage; empty for the last one. */
async function askStage(dockerfile: Uri): Promise<string | undefined> {
  const text = (await workspace.openTextDocument(dockerfile)).getText();
  const names = stagesOf(text)
    .slice(0, -1)
    .flatMap(({ name }) => (name === undefined ? [] : [name]));
  if (names.length === 0) return "";
  const picked = await window.showQuickPick(
    [{ label: l10n.t("The Last Stage"), stage: "" }, ...names.map((stage) => ({ label: stage, stage }))],
    { placeHolder: l10n.t("Up to which stage?") },
  );
  return picked?.stage;
}

/** The folder that the build may copy from. */
async function askContext(dockerfile: Uri): Promise<string | undefined> {
  const own = UriClass.joinPath(dockerfile, "..").fsPath;
  const root = workspace.getWorkspaceFolder(dockerfile)?.uri.fsPath;
  if (root === undefined || root === own) return own;
  const picked = await window.showQuickPick(
    [
      { label: l10n.t("The Dockerfile's Folder"), detail: own, folder: own },
      { label: l10n.t("The Workspace Folder"), detail: root, folder: root },
    ],
    { placeHolder: l10n.t("From which folder does the Dockerfile copy files?") },
  );
  return picked?.folder;
}

export function askImage(value: string | undefined): Thenable<string | undefined> {
  return window.showInputBox({
    prompt: l10n.t("The image's name"),
    ...(value === undefined ? {} : { value }),
    validateInput: (text) =>
      isImageName(text) ? undefined : l10n.t("Write a name as registry/name:tag, in small letters."),
  });
}

/** Which GPUs. Those of another machine are not known here: then a container gets all of them. */
export async function askGpus(
  workbench: Workbench,
  { isLocal }: Endpoint,
): Promise<{ readonly vendor: Gpu["vendor"]; readonly choice: GpuChoice } | undefined> {
  if (isLocal && lastOf(workbench.gpus) === undefined) await workbench.refreshGpus();
  const gpus = isLocal ? (lastOf(workbench.gpus)?.gpus ?? []) : [];
  const vendor = gpus.every((gpu) => gpu.vendor === "amd") && gpus.length > 0 ? "amd" : "nvidia";
  const own = gpus.filter((gpu) => gpu.vendor === vendor);
  if (vendor === "amd" || own.length <= 1) return { vendor, choice: "all" };
  const picked = await window.showQuickPick(
    own.map((gpu) => ({
      label: `${gpu.index}  ${withoutIcons(visible(gpu.name))}`,
      description: memoryText(gpu),
      gpu,
    })),
    { placeHolder: l10n.t("Which GPUs shall the container have?"), canPickMany: true },
  );
  if (picked === undefined || picked.length === 0) return undefined;
  return { vendor, choice: picked.length === own.length ? "all" : picked.map(({ gpu }) => gpu) };
}

function memoryText({ memory: { totalMiB, usedMiB } }: Gpu): string {
  if (totalMiB === undefined || usedMiB === undefined) return "";
  return l10n.t("{0} of {1} MiB in use", usedMiB, totalMiB);
}
