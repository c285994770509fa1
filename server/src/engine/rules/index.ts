import type { Rule } from "./rule.ts";
import aptListsLeft from "./dockerfile/apt-lists-left.ts";
import dockerfileSyntax from "./dockerfile/dockerfile-syntax.ts";
import suppressionUnknown from "./dockerfile/suppression-unknown.ts";
import versionSpecUnquoted from "./dockerfile/version-spec-unquoted.ts";

/** Every rule. Written by "npm run generate". */
export const rules: readonly Rule[] = [
  aptListsLeft,
  dockerfileSyntax,
  suppressionUnknown,
  versionSpecUnquoted,
];
