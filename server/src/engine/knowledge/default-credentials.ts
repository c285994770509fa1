import { defaultCredentialsFile, lazy } from "./facts.ts";
import type { CredentialVariable } from "./types.ts";

/** The variables that give an image its passwords and keys. */
export function credentialVariables(registry: string, repository: string): readonly CredentialVariable[] {
  return byImage().get(`${registry}/${repository}`) ?? [];
}

/**
 * Why a value is no secret: `tried` is a documented or a common password, `user` the name of the user and nothing that is tried
 * anywhere; undefined for any other.
 */
export function knownCredential(
  { known, defaultUser }: CredentialVariable,
  value: string,
  user: string | undefined,
): "tried" | "user" | undefined {
  if (value === "") return undefined;
  if (known?.includes(value) === true || common().has(value.toLowerCase())) return "tried";
  return value === (user ?? defaultUser) ? "user" : undefined;
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
