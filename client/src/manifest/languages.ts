import { COMPOSE_LANGUAGE_ID, DOCKERFILE_NAMES, LANGUAGE_ID } from "../../../server/src/protocol.ts";

/** The editor brings the language; these are the names by which it finds it. */
export const languages = [
  {
    id: LANGUAGE_ID,
    filenames: DOCKERFILE_NAMES.filter((name) => !name.includes("*")),
    filenamePatterns: DOCKERFILE_NAMES.filter((name) => name.includes("*")),
  },
];

/** None for plain YAML, most of which is no compose file: there the server completes the same stanza. */
export const snippets = [
  { language: LANGUAGE_ID, path: "./snippets/dockerfile.json" },
  { language: COMPOSE_LANGUAGE_ID, path: "./snippets/compose.json" },
];
