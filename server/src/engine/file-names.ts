/** What a file is to the product. */
export type FileKind = "dockerfile" | "compose";

/** What a file of this name, met in a folder, is taken for; undefined for everything else. */
export function kindOfName(name: string): FileKind | undefined {
  return isDockerfileName(name) ? "dockerfile" : isComposeName(name) ? "compose" : undefined;
}

/**
 * What a file is that somebody gave to be looked at: by its name, else by its text. Every other YAML file is a compose file then, and
 * so is a text that begins as YAML does and has services; all else is a Dockerfile.
 */
export function kindOfFile(name: string, text: string): FileKind {
  const kind = kindOfName(name);
  if (kind !== undefined) return kind;
  return isYamlName(name) || (YAML_START.test(text) && SERVICES.test(text)) ? "compose" : "dockerfile";
}

/**
 * Whether a file of this name, met in a folder, is taken for a compose file: `docker-compose` and `compose`, alone, with words
 * behind (docker-compose.gpu.yml, compose-dev.yaml) or in front (train.compose.yaml, prod-compose.yml). Templates and backups are
 * not.
 */
export function isComposeName(name: string): boolean {
  return COMPOSE.test(name) && !isTemplateName(name);
}

/** Whether a name says that a compose file is still to be made of this one, or was one once. */
export function isTemplateName(name: string): boolean {
  return TEMPLATE.test(name);
}

/** Whether a name says that a file is YAML. */
export function isYamlName(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/**
 * Whether a file of this name, met in a folder, is taken for a Dockerfile: Dockerfile and Containerfile, alone or as a word in
 * front (Dockerfile.gpu, Dockerfile-gpu) or at the end (gpu.Dockerfile, gpu_Dockerfile), in any case where no other reading is
 * likely. Ignore files, templates, documents, backups and programs about Dockerfiles are not.
 */
export function isDockerfileName(name: string): boolean {
  if (CANONICAL.test(name)) return true;
  if (isOtherKind(name)) return false;
  if (BASE_WITH_EXTENSION.test(name)) return true;
  return LOOSE.test(name) && !PROGRAM.test(name);
}

/** Whether a name says that a file is something else, whatever an editor takes it for: an ignore file, a template, a document. */
export function isOtherKind(name: string): boolean {
  return !CANONICAL.test(name) && OTHER_KIND.test(name);
}

/** The word `compose` ends there: composer.yaml belongs to somebody else. */
const COMPOSE = /^(?:|[^.].*[._-])(?:docker[._-]?compose(?!r)|compose(?![a-z]))[^/]*\.ya?ml$/i;

const TEMPLATE = /[._-](?:template|tmpl|tpl|j2|jinja2?|erb|bak|backup|orig|old|save|rej|schema)[._-]|\.in\./i;

/** The first line that is no comment is a document's start, a directive, or a key. */
const YAML_START = /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n)*(?:---|%|["']?[\w.<-]+["']?[ \t]*:)/;

const SERVICES = /^(?:services|"services"|'services')[ \t]*:[ \t]*(?:[#{&!].*)?\r?$/m;

const CANONICAL = /^(?:dockerfile|containerfile)$/i;

/** `Dockerfile.go` may well be the image of a Go program, so `Dockerfile.` with the capital is one, whatever follows. */
const BASE_WITH_EXTENSION = /^(?:Dockerfile|Containerfile)\.[^.]+$/;

const LOOSE =
  /^(?:[Dd]ockerfile|[Cc]ontainerfile)[._-].|.[._](?:[Dd]ockerfile|[Cc]ontainerfile)$|[._-](?:Dockerfile|Containerfile)(?:$|[._-].)/;

const OTHER_KIND =
  /~$|\.in\.|\.(?:dockerignore|containerignore|md|rst|adoc|html?|pdf|png|svg|log|lock|ya?ml|json5?|toml|ini|cfg|conf|csv|diff|patch|rej|orig|bak|old|swp|tmp|save|in|j2|jinja2?|tpl|tmpl|template|erb|mustache|hbs|m4|mk|asc|sig|sha256|gz|xz|zip|tar)$/i;

const PROGRAM =
  /\.(?:c|cc|cpp|cs|css|ex|exs|fish|go|groovy|h|hs|java|jl|js|jsx|kt|lua|mjs|cjs|nix|php|pl|ps1|py|pyc|r|rb|rs|scala|sh|snap|swift|tf|ts|tsx|vim|vue|zig)$/i;
