import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { LineIndex } from "../../../engine/text/lines.ts";
import type { Span } from "../../../engine/text/span.ts";

/** Where an artifact lies: relative to the working directory, or for files outside of it absolute. */
export interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: typeof ROOT_ID;
}

/** The name that consumers know for the root of the sources. */
export const ROOT_ID = "%SRCROOT%";

/** From a file's shown name: a path with slashes from the working directory, or an absolute one. */
export function artifactLocation(name: string): ArtifactLocation {
  const whole = name.replaceAll(/\p{Cs}/gu, "\uFFFD");
  if (isAbsolute(whole) || whole === ".." || whole.startsWith("../")) {
    return { uri: pathToFileURL(resolve(whole)).href };
  }
  return { uri: whole.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT_ID };
}

/** Lines and columns from 1; the end is the place behind the last character. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function regionOf(lines: LineIndex, span: Span): Region {
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return {
    startLine: start.line + 1,
    startColumn: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}
