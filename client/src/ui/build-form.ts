import { Uri, l10n, window, workspace } from "vscode";
import type { DockerfileOutline, DockerfileOutlineParams } from "../../../server/src/protocol.ts";
import { DOCKERFILE_OUTLINE } from "../../../server/src/protocol.ts";
import { systemDisk } from "../../../workbench/src/exec/disk.ts";
import type { Build, SecretSource } from "../live/images.ts";
import { buildWords, isImageName } from "../live/images.ts";
import type { FormRow } from "./form.ts";
import { askForm, shown } from "./form.ts";
import type { LanguageServer } from "./language-server.ts";

/** What a Dockerfile says of a build up to a stage, the last one where none is named; undefined where nobody can tell. */
export async function outlineOf(
  server: LanguageServer,
  dockerfile: Uri,
  target: string | undefined,
): Promise<DockerfileOutline | undefined> {
  // The server tells of documents that the editor has open.
  await workspace.openTextDocument(dockerfile);
  const textDocument = { uri: dockerfile.toString() };
  const params: DockerfileOutlineParams = { textDocument, ...(target === undefined ? {} : { target }) };
  return (await server.ask<DockerfileOutline | null>(DOCKERFILE_OUTLINE, params)) ?? undefined;
}

/** What a build shall be; undefined where a person breaks off. `image` is proposed for its name. */
export async function askBuild(
  server: LanguageServer,
  dockerfile: Uri,
  stage: string | undefined,
  image: string,
): Promise<Build | undefined> {
  let outline = await outlineOf(server, dockerfile, stage);
  const own = Uri.joinPath(dockerfile, "..").fsPath;
  const root = workspace.getWorkspaceFolder(dockerfile)?.uri.fsPath ?? own;
  const build = {
    dockerfile: dockerfile.fsPath,
    context: await likelyContext(own, root, outline?.needs.sources ?? []),
    image,
    stage,
    arguments: new Map<string, string>(),
    secrets: new Map<string, SecretSource>(),
  };
  const rows = (): readonly FormRow[] => {
    const names = (outline?.stages ?? []).slice(0, -1).flatMap(({ name }) => name ?? []);
    const needs = outline?.needs;
    return [
      {
        label: l10n.t("The image's name"),
        value: build.image,
        change: async () => void (build.image = (await askImage(build.image)) ?? build.image),
      },
      ...(names.length === 0
        ? []
        : [
            {
              label: l10n.t("Stage"),
              value: build.stage ?? l10n.t("the last one"),
              change: async (): Promise<void> => {
                const picked = await askStage(names);
                if (picked === undefined) return;
                build.stage = picked === "" ? undefined : picked;
                outline = await outlineOf(server, dockerfile, build.stage);
                forgetOthers(build, outline);
              },
            },
          ]),
      ...(own === root
        ? []
        : [
            {
              label: l10n.t("Folder to copy files from"),
              value: build.context,
              change: async (): Promise<void> => {
                build.context = (await askContext(own, root)) ?? build.context;
              },
            },
          ]),
      ...(needs?.arguments ?? []).map((one) => argumentRow(one, build.arguments)),
      ...(needs?.secrets ?? []).map((one) => secretRow(one, build.secrets)),
    ];
  };
  const go = l10n.t("Build");
  const goes = await askForm({ title: l10n.t("Build Image"), go, rows, words: () => buildWords(build) });
  return goes ? build : undefined;
}

export function askImage(value: string | undefined): Thenable<string | undefined> {
  return window.showInputBox({
    prompt: l10n.t("The image's name"),
    ...(value === undefined ? {} : { value }),
    validateInput: (text) =>
      isImageName(text) ? undefined : l10n.t("Write a name as registry/name:tag, in small letters."),
  });
}

type Needs = DockerfileOutline["needs"];

/** A value that another stage asked for is not handed to this one. */
function forgetOthers(
  build: { readonly arguments: Map<string, string>; readonly secrets: Map<string, SecretSource> },
  outline: DockerfileOutline | undefined,
): void {
  const names = new Set(outline?.needs.arguments.map(({ name }) => name));
  const ids = new Set(outline?.needs.secrets.map(({ id }) => id));
  for (const name of build.arguments.keys()) if (!names.has(name)) build.arguments.delete(name);
  for (const id of build.secrets.keys()) if (!ids.has(id)) build.secrets.delete(id);
}

/** The workspace folder where the Dockerfile copies from there and not from its own. */
async function likelyContext(own: string, root: string, sources: readonly string[]): Promise<string> {
  if (own === root || sources.length === 0) return own;
  const hasAll = async (folder: string): Promise<boolean> => {
    const kinds = await Promise.all(sources.map((source) => systemDisk.kind(`${folder}/${source}`)));
    return !kinds.includes("missing");
  };
  return !(await hasAll(own)) && (await hasAll(root)) ? root : own;
}

/** The name of a stage; empty for the last one. */
async function askStage(names: readonly string[]): Promise<string | undefined> {
  const items = [
    { label: l10n.t("The Last Stage"), stage: "" },
    ...names.map((stage) => ({ label: shown(stage), stage })),
  ];
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Up to which stage?") }))?.stage;
}

async function askContext(own: string, root: string): Promise<string | undefined> {
  const picked = await window.showQuickPick(
    [
      { label: l10n.t("The Dockerfile's Folder"), detail: own, folder: own },
      { label: l10n.t("The Workspace Folder"), detail: root, folder: root },
    ],
    { placeHolder: l10n.t("From which folder does the Dockerfile copy files?") },
  );
  return picked?.folder;
}

function argumentRow(
  { name, default: otherwise }: Needs["arguments"][number],
  values: Map<string, string>,
): FormRow {
  const given = values.get(name);
  return {
    label: `ARG ${name}`,
    value: given ?? (otherwise === undefined ? l10n.t("no value") : l10n.t("{0} (default)", otherwise)),
    change: async () => {
      const value = await window.showInputBox({
        prompt: l10n.t(
          "Value of the build argument {0}; empty: as the Dockerfile says. It is kept in the image's history.",
          shown(name),
        ),
        ...(given === undefined ? {} : { value: given }),
        ...(otherwise === undefined ? {} : { placeHolder: otherwise }),
      });
      if (value === "") values.delete(name);
      else if (value !== undefined) values.set(name, value);
    },
  };
}

/** Where the secret is from; its text passes through no hand of ours, so nothing can keep it. */
function secretRow(
  { id, isRequired }: Needs["secrets"][number],
  sources: Map<string, SecretSource>,
): FormRow {
  const source = sources.get(id);
  const none = isRequired ? l10n.t("not given; the build needs it") : l10n.t("not given");
  const from =
    source === undefined
      ? none
      : source.kind === "file"
        ? l10n.t("from the file {0}", source.path)
        : l10n.t("from the variable {0}", source.name);
  return {
    label: l10n.t("Secret {0}", id),
    value: from,
    change: async () => {
      const picked = await window.showQuickPick(
        [
          { label: l10n.t("A File…"), kindOf: "file" },
          { label: l10n.t("An Environment Variable…"), kindOf: "variable" },
          { label: l10n.t("Not Given"), kindOf: "none" },
        ],
        { placeHolder: l10n.t("Where is the secret {0}?", shown(id)) },
      );
      if (picked?.kindOf === "none") sources.delete(id);
      const chosen =
        picked?.kindOf === "file"
          ? await askFile()
          : picked?.kindOf === "variable"
            ? await askVariable(id)
            : undefined;
      if (chosen !== undefined) sources.set(id, chosen);
    },
  };
}

async function askFile(): Promise<SecretSource | undefined> {
  const [file] = (await window.showOpenDialog({ openLabel: l10n.t("Use as Secret") })) ?? [];
  return file?.scheme === "file" ? { kind: "file", path: file.fsPath } : undefined;
}

async function askVariable(id: string): Promise<SecretSource | undefined> {
  const likely = id.toUpperCase().replaceAll(/\W/g, "_");
  const name = await window.showInputBox({
    prompt: l10n.t("The name of the variable; its value is not shown."),
    value: likely,
    validateInput: (text) =>
      (process.env[text] ?? "") === ""
        ? l10n.t("The editor was started without this variable. Choose a file, or start the editor with it.")
        : undefined,
  });
  return name === undefined ? undefined : { kind: "variable", name };
}
