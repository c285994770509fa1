import { lossWithoutRecommends, neededRecommendations } from "../../knowledge/index.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perStage } from "../../model/memo.ts";
import { stageInstructions } from "../../model/query.ts";
import { environmentValue } from "../../model/stage-facts.ts";
import type { PackageCall } from "../../model/system-packages.ts";
import type { Edit } from "../../text/edit.ts";
import { cover } from "../../text/span.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { installsSystemPackages } from "../shared/installs.ts";
import { packageRuns } from "../shared/layers.ts";
import { eolOf } from "../../text/line.ts";

const FLAG = "--no-install-recommends";

export default defineRule({
  name: "apt-recommends",
  subject: "dockerfile",
  category: "layers",
  severity: "info",
  since: "0.2.0",
  summary: "apt installs packages that nobody asked for",
  sources: ["apt-get(8)", "debian-recommends"],
  *check({ dockerfile, source }) {
    const installed = new Map<Stage, Set<string>>();
    for (const [at, calls] of packageRuns(dockerfile)) {
      const names = namesIn(installed, at.stage);
      for (const call of calls)
        if (call.manager === "apt") for (const { name } of call.packages) names.add(name);
      if (!at.stage.shipped) continue;
      const found = calls.filter((call) => takesRecommended(call));
      const [first] = found;
      if (first !== undefined && !isConfigured(dockerfile, at)) yield findingOf(first, found, names, source);
    }
  },
});

/** The packages that apt has installed in a stage so far, those of the stages that it builds on included. */
function namesIn(installed: Map<Stage, Set<string>>, stage: Stage): Set<string> {
  const known = installed.get(stage);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const one of lineage(stage)) for (const name of installed.get(one) ?? []) names.add(name);
  installed.set(stage, names);
  return names;
}

function takesRecommended(call: PackageCall): boolean {
  const { program, options, command } = call;
  if ((program !== "apt-get" && program !== "apt") || call.hasUnknown || !installsSystemPackages(call))
    return false;
  if (call.packages.length === 0 || command.environment.has("APT_CONFIG")) return false;
  if (call.packages.every((one) => lossOf(one) === "nothing")) return false;
  if (options.has(FLAG) || options.has("--install-recommends") || options.has("--config-file")) return false;
  return !(options.get("--option") ?? []).some(({ value }) => /recommends/i.test(value?.raw ?? ""));
}

/** With an argument that is not known, nobody can say what its recommendations are good for. */
function lossOf({
  name,
  argument,
}: PackageCall["packages"][number]): ReturnType<typeof lossWithoutRecommends> {
  return argument.value.known ? lossWithoutRecommends(name) : undefined;
}

/** Whether a file or a variable that the build has set up by then may settle what apt installs. */
function isConfigured(dockerfile: Dockerfile, { stage, order }: StageInstruction): boolean {
  if (environmentValue(stage, "APT_CONFIG", order) !== undefined) return true;
  return lineage(stage).some((one) => {
    const at = configuration(one)(dockerfile.syntax.source);
    return at !== undefined && at <= order;
  });
}

/** The order of the first instruction of a stage that mentions apt's configuration. */
const configuration = perStage((stage) => {
  let known: { readonly order: number | undefined } | undefined;
  return (source: string): number | undefined =>
    (known ??= {
      order: stageInstructions(stage, "RUN", "COPY", "ADD").find(({ instruction: { span } }) =>
        /apt\.conf|apt::install-recommends/i.test(source.slice(span.start, span.end)),
      )?.order,
    }).order;
});

function findingOf(
  first: PackageCall,
  found: readonly PackageCall[],
  installed: ReadonlySet<string>,
  source: string,
): Finding {
  const { program, verb, command, verbArgument } = first;
  const others = found.slice(1);
  const again = others.length === 0 ? "" : ` The same in ${plural(others.length)} of this RUN.`;
  const lost = lostBy(found, installed);
  const then =
    lost.length === 0
      ? ""
      : ` Name what the build may count on: ${lost.map(({ needs, by }) => `${needs} for ${by}`).join(", ")}.`;
  return {
    at: cover(command.nameSpan, verbArgument?.span ?? command.nameSpan),
    message: `${program} ${verb} also installs all that the packages recommend. Add ${FLAG}.${then}${again}`,
    related: others.map((call) => ({ at: call.command.span, message: "This does so too." })),
    fixes: fixesOf(found, lost, source),
  };
}

function plural(calls: number): string {
  return calls === 1 ? "1 more call" : `${calls} more calls`;
}

interface Loss {
  readonly needs: string;
  readonly by: string;
  readonly call: PackageCall;
}

/** What the build counts on in practice, and only recommendations bring. */
function lostBy(found: readonly PackageCall[], installed: ReadonlySet<string>): readonly Loss[] {
  const losses = new Map<string, Loss>();
  for (const call of found) {
    for (const { name } of call.packages) {
      for (const { needs, orElse } of neededRecommendations(name)) {
        if (losses.has(needs) || [needs, ...orElse].some((one) => installed.has(one))) continue;
        losses.set(needs, { needs, by: name, call });
      }
    }
  }
  return [...losses.values()];
}

function fixesOf(found: readonly PackageCall[], lost: readonly Loss[], source: string): readonly Fix[] {
  const edits: Edit[] = [];
  for (const call of found) {
    const edit = flagEdit(call, source);
    if (edit === undefined) return [];
    edits.push(edit);
  }
  for (const by of new Set(lost.map((one) => one.by))) {
    const edit = packageEdit(
      lost.filter((one) => one.by === by),
      source,
    );
    if (edit === undefined) return [];
    edits.push(edit);
  }
  const names = lost.map(({ needs }) => needs);
  const isHarmless = found.every(({ packages }) => packages.every((one) => lossOf(one) !== undefined));
  return [
    {
      title: names.length === 0 ? `Add ${FLAG}` : `Add ${FLAG}, and name ${names.join(" and ")}`,
      safety: names.length === 0 && isHarmless ? "safe" : "suggested",
      edits,
    },
  ];
}

/** The flag goes behind the verb and a `-y` that follows it. */
function flagEdit({ command, verbArgument }: PackageCall, source: string): Edit | undefined {
  if (verbArgument === undefined) return undefined;
  const next = command.args[command.args.indexOf(verbArgument) + 1];
  const isYes = next !== undefined && /^-(?:[yq]+|-yes|-assume-yes)$/.test(next.raw);
  const before = isYes ? next : verbArgument;
  const { start, end } = before.span;
  const written = source.slice(start, end);
  const span = { start: end, end };
  if (written === before.raw) return { span, text: ` ${FLAG}` };
  return written === `"${before.raw}"` ? { span, text: `, "${FLAG}"` } : undefined;
}

/** The packages go behind the one that recommends them all. */
function packageEdit(losses: readonly Loss[], source: string): Edit | undefined {
  const [first] = losses;
  const argument = first?.call.packages.find(({ name }) => name === first.by)?.argument;
  if (argument === undefined) return undefined;
  const { start, end } = argument.span;
  const written = source.slice(start, end);
  const span = { start: end, end };
  if (written !== argument.raw) {
    if (written !== `"${argument.raw}"`) return undefined;
    return { span, text: losses.map(({ needs }) => `, "${needs}"`).join("") };
  }
  const line = source.slice(source.lastIndexOf("\n", start) + 1, start);
  const isAlone = /^[ \t]+$/.test(line) && /^[ \t]*\\[ \t]*\r?\n/.test(source.slice(end, end + 200));
  const eol = eolOf(source);
  const gap = isAlone ? ` \\${eol}${line}` : " ";
  return { span, text: losses.map(({ needs }) => `${gap}${needs}`).join("") };
}
