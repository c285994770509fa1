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

/** Lines and UTF-16 code units, both from 0. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** The document that a request is about; it is open. */
export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** Asks where the files of a compose project, in the order of `docker compose -f`, declare a service. */
export const SERVICE_LOCATION = "mlContainers/serviceLocation";

export interface ServiceLocationParams {
  readonly files: readonly string[];
  readonly service: string;
}

export type ServiceLocation =
  | { readonly state: "found"; readonly uri: string; readonly range: TextRange }
  /** The files are there, but have no such service any more; `uri` is the first of them. */
  | { readonly state: "undeclared"; readonly uri: string }
  /** None of the files can be read on this machine. */
  | { readonly state: "unreadable" };

/** Asks for the services that a compose file can start; null for what is none, or lies on no disk of this machine. */
export const COMPOSE_SERVICES = "mlContainers/composeServices";

export interface ComposeServices {
  /** Paths of the files that are used together, in the order of `docker compose -f`, the document among them. */
  readonly files: readonly string[];
  readonly services: readonly StartableService[];
}

export interface StartableService {
  readonly name: string;
  /** The key in the document. */
  readonly range: TextRange;
  readonly isBuilt: boolean;
  readonly profiles: readonly string[];
}

/** Asks for the stages of a Dockerfile and what a build of one of them needs; null for what is none. */
export const DOCKERFILE_OUTLINE = "mlContainers/dockerfileOutline";

export interface DockerfileOutlineParams extends DocumentParams {
  /** The stage that the build ends with; the last one where left out. */
  readonly target?: string;
}

export interface DockerfileOutline {
  readonly stages: readonly { readonly name?: string; readonly range: TextRange }[];
  readonly needs: BuildNeeds;
}

/** What the stages that a build runs through ask for. */
export interface BuildNeeds {
  /** In the order of the file; without a default, a build knows no value but the one that it is given. */
  readonly arguments: readonly { readonly name: string; readonly default?: string }[];
  /** What `RUN --mount=type=secret` names. */
  readonly secrets: readonly { readonly id: string; readonly isRequired: boolean }[];
  /** What COPY and ADD take from the folder of the build, as far as it is known. */
  readonly sources: readonly string[];
  /** Where a container begins; left out where the base image decides. */
  readonly workdir?: string;
  /** TCP ports that EXPOSE names. */
  readonly ports: readonly number[];
}
