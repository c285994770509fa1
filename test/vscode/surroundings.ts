import type { Surroundings } from "../../scripts/lib/surroundings.ts";

/** What `npm test` prepared. Throws when the suites were started by hand. */
export function surroundings(): Surroundings {
  const text = process.env["ML_CONTAINERS_VSCODE"];
  if (text === undefined)
    throw new Error('These suites need a VS Code: start them with "npm test -- vscode".');
  const parsed: Surroundings = JSON.parse(text);
  return parsed;
}
