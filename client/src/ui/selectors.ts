import {
  COMPOSE_LANGUAGE_ID,
  COMPOSE_NAMES,
  CONFIG_FILE_NAMES,
  DOCKERFILE_NAMES,
  ENV_NAMES,
  LANGUAGE_ID,
} from "../../../server/src/protocol.ts";

type Filter = { readonly language: string } | { readonly pattern: string };

/** What the server is there for. No scheme is named: files on disk, unsaved and remote ones are alike. */
export const SERVED: readonly Filter[] = [
  ...[LANGUAGE_ID, COMPOSE_LANGUAGE_ID].map((language) => ({ language })),
  ...anywhere([...DOCKERFILE_NAMES, ...COMPOSE_NAMES, ...CONFIG_FILE_NAMES]),
];

/** What the server is told of: also what compose files take variables from, so that it knows them before they are saved. */
export const SYNCHRONIZED: readonly Filter[] = [...SERVED, ...anywhere(ENV_NAMES)];

function anywhere(names: readonly string[]): readonly Filter[] {
  return names.map((name) => ({ pattern: `**/${name}` }));
}
