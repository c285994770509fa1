import { defaultCredentialsFile, lazy } from "./facts.ts";
import type { CredentialVariable } from "./types.ts";

/** The variables that give an image its passwords and keys. */
export function credentialVariables(registry: string, repository: string): readonly CredentialVariable[] {
  return byImage().get(`${registry}/${repository}`) ?? [];
}

/** Whether a value is one that everybody tries: a documented one, a common password, or the name of the user. */
export function isKnownCredential(
  { known, defaultUser }: CredentialVariable,
  value: string,
  user: string | undefined,
): boolean {
  if (value === "") return false;
  return (
    known?.includes(value) === true || value === (user ?? defaultUser) || common().has(value.toLowerCase())
  );
}

const byImage = lazy(() => {
  const rows = new Map<string, CredentialVariable[]>();
  for (const row of defaultCredentialsFile.rows) {
    for (const image of row.images) {
      const known = rows.get(image);
      if (known === undefined) rows.set(image, [row]);
      else known.push(row);
    }
  }
  return rows;
});

const common = lazy(() => new Set(defaultCredentialsFile.common.flatMap(({ passwords }) => passwords)));
