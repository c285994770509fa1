/**
 * Paths with slashes, as texts: nothing here looks at a disk. A path may be absolute (`/srv/compose.yaml`, `C:/srv/compose.yaml`) or
 * relative to wherever the caller's are.
 */

/** The folder that holds a file; "" for a bare name. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash === 0) return "/";
  return slash === -1 ? "" : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `relative` as seen from a folder, without `.` and, as far as they can be resolved, `..`. */
export function joinPath(folder: string, relative: string): string {
  const whole = isAbsolute(relative) || folder === "" ? relative : `${folder}/${relative}`;
  const root = /^(?:[A-Za-z]:)?\//.exec(whole)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of whole.slice(root.length).split("/")) {
    if (part === "" || part === ".") continue;
    const last = parts.at(-1);
    if (part === ".." && last !== undefined && last !== "..") parts.pop();
    else if (part !== ".." || root === "") parts.push(part);
  }
  return root + parts.join("/");
}

export function isAbsolute(path: string): boolean {
  return /^(?:[A-Za-z]:)?[/\\]/.test(path);
}
