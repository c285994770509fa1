import { secretFilesFile } from "./facts.ts";
import type { SecretFile } from "./types.ts";

/**
 * The file that a path names, where tools are known to keep credentials in files of that name. The name must be exact:
 * `.env.example` and `id_rsa.pub` are other files.
 */
export function secretFile(path: string): SecretFile | undefined {
  const parts = path.split("/").filter((part) => part !== "");
  return secretFilesFile.rows.find(
    ({ name, folder }) => name === parts.at(-1) && (folder === undefined || folder === parts.at(-2)),
  );
}

/** Whether a text holds the name of such a file at all. */
export function isSecretFileIn(text: string): boolean {
  return secretFilesFile.rows.some(({ name }) => text.includes(name));
}
