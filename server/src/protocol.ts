/** What the editor's half and the server must agree on. The only server file that the client may import. */

export const LANGUAGE_ID = "dockerfile";

/** VS Code's language of compose files; those whose names it does not know are `yaml` to it. */
export const COMPOSE_LANGUAGE_ID = "dockercompose";

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

/** File names that hold a compose file in YAML; the server, which knows more than patterns can say, leaves a few alone. */
export const COMPOSE_NAMES: readonly string[] = [
  "compose.{yml,yaml}",
  "compose[._-]*.{yml,yaml}",
  "compose[0-9]*.{yml,yaml}",
  "*docker*compose*.{yml,yaml}",
  "*[._-]compose.{yml,yaml}",
  "*[._-]compose[._-]*.{yml,yaml}",
];

/** Files that compose files take variables from. */
export const ENV_NAMES: readonly string[] = [".env", ".env.*", "*.env"];

/** File names of the project config. */
export const CONFIG_FILE_NAMES: readonly string[] = [".ml-containers.yaml", ".ml-containers.yml"];

/** What `mlContainers.preset` says where the project config shall decide. */
export const FROM_CONFIG = "auto";

/** What `mlContainers.rules` may say of a rule. */
export const RULE_LEVELS: readonly string[] = ["off", "error", "warning", "info", "hint"];
