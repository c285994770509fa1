import { COMPOSE_LANGUAGE_ID, LANGUAGE_ID } from "../../../server/src/protocol.ts";

/** The ids that the manifest declares and the client registers. */
export const COMMANDS = {
  fixAll: "mlContainers.fixAll",
  restartServer: "mlContainers.restartServer",
  showLog: "mlContainers.showLog",
} as const;

/** A compose file may be plain YAML to the editor. */
const served = [
  ...[LANGUAGE_ID, COMPOSE_LANGUAGE_ID].map((language) => `editorLangId == ${language}`),
  String.raw`resourceFilename =~ /compose.*\.ya?ml$/`,
].join(" || ");

const fixable = `(${served}) && !editorReadonly`;

export const commands = [
  command(COMMANDS.fixAll, "Fix All Safe Problems in This File", {
    enablement: fixable,
  }),
  command(COMMANDS.restartServer, "Restart Language Server"),
  command(COMMANDS.showLog, "Show Log"),
];

/** Where a command makes no sense the palette does not list it. */
export const commandPalette = [{ command: COMMANDS.fixAll, when: fixable }];

function command(id: string, title: string, more: { readonly enablement?: string } = {}): object {
  return { command: id, title, category: "ML Containers", ...more };
}
