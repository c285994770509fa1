import { LANGUAGE_ID } from "../../../server/src/protocol.ts";

/** The ids that the manifest declares and the client registers. */
export const COMMANDS = {
  fixAll: "mlContainers.fixAll",
  restartServer: "mlContainers.restartServer",
  showLog: "mlContainers.showLog",
} as const;

const inDockerfile = `editorLangId == ${LANGUAGE_ID}`;

export const commands = [
  command(COMMANDS.fixAll, "Fix All Safe Problems in This File", {
    enablement: `${inDockerfile} && !editorReadonly`,
  }),
  command(COMMANDS.restartServer, "Restart Language Server"),
  command(COMMANDS.showLog, "Show Log"),
];

/** Where a command makes no sense the palette does not list it. */
export const commandPalette = [{ command: COMMANDS.fixAll, when: `${inDockerfile} && !editorReadonly` }];

function command(id: string, title: string, more: { readonly enablement?: string } = {}): object {
  return { command: id, title, category: "ML Containers", ...more };
}
