import { DOCKERFILE_NAMES, LANGUAGE_ID } from "../../../server/src/protocol.ts";

/** The editor brings the language; these are the names by which it finds it. */
export const languages = [
  {
    id: LANGUAGE_ID,
    filenames: DOCKERFILE_NAMES.filter((name) => !name.includes("*")),
    filenamePatterns: DOCKERFILE_NAMES.filter((name) => name.includes("*")),
  },
];

export const snippets = [{ language: LANGUAGE_ID, path: "./snippets/dockerfile.json" }];
