import { LANGUAGE_ID } from "../../../server/src/protocol.ts";
import { commandPalette, commands } from "./commands.ts";
import { languages, snippets } from "./languages.ts";
import type { RuleEntry } from "./settings.ts";
import { configuration } from "./settings.ts";

/** Nothing runs before a Dockerfile is open. */
export const activationEvents: readonly string[] = [`onLanguage:${LANGUAGE_ID}`];

/**
 * The server reads no file, runs no program and knows no setting that names one: it judges the text that the editor shows. So it
 * works in workspaces that are not trusted, and in those that are on no disk.
 */
export const capabilities: object = { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true };

/** What package.json says under `contributes`; every rule becomes a key of the setting `mlContainers.rules`. */
export function contributes(rules: readonly RuleEntry[]): object {
  return {
    languages,
    snippets,
    commands,
    menus: { commandPalette },
    configuration: configuration(rules),
  };
}
