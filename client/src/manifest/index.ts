import { COMPOSE_LANGUAGE_ID, CONFIG_FILE_NAMES, LANGUAGE_ID } from "../../../server/src/protocol.ts";
import { commands } from "./commands.ts";
import { languages, snippets } from "./languages.ts";
import { menus } from "./menus.ts";
import type { Mirrored, RuleEntry } from "./settings.ts";
import { configuration } from "./settings.ts";
import { views, viewsContainers, viewsWelcome } from "./views.ts";
import { walkthroughs } from "./walkthrough.ts";
import { RESTRICTED } from "./workbench-settings.ts";

/**
 * Nothing runs before a file is open that may be one of ours, or a view of ours, by which the editor itself activates. To the editor a compose file with a name of its own is YAML; the server
 * starts only when one is open.
 */
export const activationEvents: readonly string[] = [LANGUAGE_ID, COMPOSE_LANGUAGE_ID, "yaml"].map(
  (language) => `onLanguage:${language}`,
);

/**
 * The server runs no program, knows no setting that names one, and only reads: the text that the editor shows, the project
 * config, and the files that a compose file names. So it works in workspaces that are not trusted, and in those that are on no disk,
 * where it has the text alone. The views run programs and open sockets, so they wait for trust.
 */
export const capabilities: object = {
  untrustedWorkspaces: {
    supported: "limited",
    description:
      "Files are judged as everywhere; the views of GPUs and containers stay empty, since they run programs and connect to engines.",
    restrictedConfigurations: RESTRICTED,
  },
  virtualWorkspaces: {
    supported: "limited",
    description:
      "Files are judged without the project config, and a compose file without the files that it names: .env, extends, include.",
  },
};

/**
 * What package.json says under `contributes`; every rule becomes a key of the setting `mlContainers.rules`. `yamlValidation` is
 * what the extension redhat.vscode-yaml looks for.
 */
export function contributes(rules: readonly RuleEntry[], mirrored: Mirrored): object {
  return {
    languages,
    snippets,
    commands,
    viewsContainers,
    views,
    viewsWelcome,
    menus,
    walkthroughs,
    configuration: configuration(rules, mirrored),
    yamlValidation: [{ fileMatch: CONFIG_FILE_NAMES, url: "./schemas/config.json" }],
  };
}
