import { fileURLToPath, pathToFileURL } from "node:url";

/** The path of a document on this machine's disks, with slashes; undefined for one that lies elsewhere or on a Windows share. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    const path = fileURLToPath(uri).replaceAll("\\", "/");
    return path.startsWith("//") ? undefined : path;
  } catch {
    return undefined;
  }
}

/** The document of a path. */
export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}
