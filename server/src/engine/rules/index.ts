import type { Rule } from "./rule.ts";
import dockerfileSyntax from "./dockerfile/dockerfile-syntax.ts";
import suppressionUnknown from "./dockerfile/suppression-unknown.ts";

export const rules: readonly Rule[] = [dockerfileSyntax, suppressionUnknown];
