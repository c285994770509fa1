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

const CANONICAL = /^(?:dockerfile|containerfile)$/i;

/** `Dockerfile.go` may well be the image of a Go program, so `Dockerfile.` with the capital is one, whatever follows. */
const BASE_WITH_EXTENSION = /^(?:Dockerfile|Containerfile)\.[^.]+$/;

const LOOSE =
  /^(?:[Dd]ockerfile|[Cc]ontainerfile)[._-].|.[._](?:[Dd]ockerfile|[Cc]ontainerfile)$|[._-](?:Dockerfile|Containerfile)(?:$|[._-].)/;

const OTHER_KIND =
  /~$|\.in\.|\.(?:dockerignore|containerignore|md|rst|adoc|html?|pdf|png|svg|log|lock|ya?ml|json5?|toml|ini|cfg|conf|csv|diff|patch|rej|orig|bak|old|swp|tmp|save|in|j2|jinja2?|tpl|tmpl|template|erb|mustache|hbs|m4|mk|asc|sig|sha256|gz|xz|zip|tar)$/i;

const PROGRAM =
  /\.(?:c|cc|cpp|cs|css|ex|exs|fish|go|groovy|h|hs|java|jl|js|jsx|kt|lua|mjs|cjs|nix|php|pl|ps1|py|pyc|r|rb|rs|scala|sh|snap|swift|tf|ts|tsx|vim|vue|zig)$/i;
