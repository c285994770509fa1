/** What the editor's half and the server must agree on. The only server file that the client may import. */

export const LANGUAGE_ID = "dockerfile";

/** `source` of every diagnostic. */
export const DIAGNOSTIC_SOURCE = "ml-containers";

/** The section of every setting, and the client's id. */
export const SETTINGS_SECTION = "mlContainers";

export const FIX_ALL_KIND = "source.fixAll.mlContainers";

/** File names that hold a Dockerfile whatever language the editor gives them; `*` stands for any characters. */
export const DOCKERFILE_NAMES: readonly string[] = [
  "Dockerfile",
  "Dockerfile.*",
  "*.Dockerfile",
  "*.dockerfile",
  "Containerfile",
  "Containerfile.*",
];

/** What `mlContainers.rules` may say of a rule. */
export const RULE_LEVELS: readonly string[] = ["off", "error", "warning", "info", "hint"];
