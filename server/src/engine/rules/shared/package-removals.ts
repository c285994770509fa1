import type { Argument, Command } from "../../model/command.ts";
import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import { runCommands } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { packageCall } from "../../model/system-packages.ts";
import { fitsWildcard } from "../../text/wildcard.ts";

/**
 * Whether a package that a RUN installs is taken out by the same RUN or a later one of its stage: by name, by a pattern, or, as far
 * as anybody knows, by a name that is not known before the build.
 */
export function removalAfter(dockerfile: Dockerfile): (at: StageInstruction, name: string) => boolean {
  const removals = removalsOf(dockerfile);
  return (at, name) =>
    removals.some(
      (one) =>
        one.at.stage === at.stage &&
        one.at.order >= at.order &&
        (one.isAny || one.patterns.some((pattern) => fitsWildcard(pattern, name))),
    );
}

interface Removal {
  readonly at: StageInstruction;
  /** Names with `*` for any characters. */
  readonly patterns: readonly string[];
  /** An operand that is not known may be any package. */
  readonly isAny: boolean;
}

const removalsOf = perDockerfile((dockerfile): readonly Removal[] => {
  const found: Removal[] = [];
  for (const command of runCommands(dockerfile)) {
    const operands = operandsOfRemoval(command);
    if (operands === undefined || operands.length === 0) continue;
    const texts = operands.map(({ value }) => knownText(value));
    found.push({
      at: command.at,
      patterns: texts.flatMap((text) => (text === undefined || text.startsWith("-") ? [] : [wildcard(text)])),
      isAny: texts.includes(undefined),
    });
  }
  return found;
});

/** What follows the verb of a call that removes packages; undefined for other commands. */
function operandsOfRemoval(command: Command): readonly Argument[] | undefined {
  if (LOW_LEVEL.has(command.name)) {
    const at = command.args.findIndex(({ value }) => ERASE.test(knownText(value) ?? ""));
    return at === -1 ? undefined : command.args.slice(at + 1);
  }
  const call = packageCall(command);
  if (call?.verbArgument === undefined || call.manager === "conda" || !REMOVALS.has(call.verb))
    return undefined;
  return command.args.slice(command.args.indexOf(call.verbArgument) + 1);
}

const LOW_LEVEL: ReadonlySet<string> = new Set(["dpkg", "rpm"]);

/** `dpkg -r`, `dpkg --purge`, `rpm -e`, `rpm --erase`. */
const ERASE = /^(?:-[Pre]|--(?:purge|remove|erase))$/;

const REMOVALS: ReadonlySet<string> = new Set(["remove", "purge", "autoremove", "autopurge", "erase", "rm"]);

/**
 * The name or pattern of an operand. apt takes `libnvidia-*` and `?` as in a shell, and regular expressions that begin with `^` or end
 * with `$`; older ones take any with `.`, `?` or `*` as a regular expression.
 *
 * Source: apt-get(8), "remove" and "install"; apt-patterns(7).
 */
function wildcard(text: string): string {
  const isExpression = /^\^|\$$|\.\*|\[/.test(text);
  // The architecture; a version does not matter to apt here.
  if (!isExpression) return text.replace(/[:=/].*$/s, "").replaceAll("?", "*");
  const any = text
    .replace(/^\^|\$$/g, "")
    .replaceAll(/\[[^\]]*\][*+?]?/g, "*")
    .replaceAll(/\.[*+?]?/g, "*");
  const isOpen = text.startsWith("^") && !text.endsWith("$");
  return isOpen ? `${any}*` : any;
}
