import type { Command } from "../../model/command.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { knownText } from "../../model/resolved.ts";
import { environmentValue } from "../../model/stage-facts.ts";
import type { PackageCall } from "../../model/system-packages.ts";
import type { Edit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import { cover } from "../../text/span.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { appendedCommand, withRightsOf } from "../shared/append.ts";
import { isMounted, lastDeletion, packageRuns, readableCommands, sizeSeverity } from "../shared/layers.ts";

export default defineRule({
  name: "conda-cache-left",
  subject: "dockerfile",
  category: "layers",
  severity: "warning",
  since: "0.1.0",
  summary: "conda keeps the packages that it downloads in the layer",
  sources: ["conda documentation, conda clean", "mamba documentation, micromamba"],
  *check({ dockerfile, path }) {
    const byStage = new Map<Stage, PackageCall[]>();
    for (const [at, calls] of packageRuns(dockerfile)) {
      if (!at.stage.shipped) continue;
      const call = calls.find(
        (one, index) => fetches(one) && !isHandled(dockerfile, one, calls.slice(index + 1)),
      );
      if (call === undefined) continue;
      const known = byStage.get(at.stage);
      if (known === undefined) byStage.set(at.stage, [call]);
      else known.push(call);
    }
    for (const [first, ...others] of byStage.values()) {
      if (first !== undefined) yield { severity: sizeSeverity(path), ...finding(dockerfile, first, others) };
    }
  },
});

function fetches(call: PackageCall): boolean {
  if (call.manager !== "conda" || call.hasUnknown) return false;
  if (
    ["--dry-run", "-d", "--offline", "--download-only", "--help", "-h"].some((name) => call.options.has(name))
  )
    return false;
  if (call.verb === "env") return isEnvironmentFile(call);
  if (call.verb === "create") return !isEmptyEnvironment(call);
  return ["install", "update", "upgrade"].includes(call.verb);
}

/** `conda env create` and `conda env update`. */
function isEnvironmentFile({ packages }: PackageCall): boolean {
  return ["create", "update", "install"].includes(packages[0]?.name ?? "");
}

/** `conda create -n NAME` without packages makes an empty directory. */
function isEmptyEnvironment({ packages, options }: PackageCall): boolean {
  return packages.length === 0 && !options.has("--file") && !options.has("--clone");
}

function isHandled(dockerfile: Dockerfile, { command }: PackageCall, later: readonly PackageCall[]): boolean {
  const { stage, order } = command.at;
  const moved = ["CONDA_PKGS_DIRS", "CONDA_PKGS_DIR"].some(
    (name) => command.environment.has(name) || environmentValue(stage, name, order) !== undefined,
  );
  if (moved || later.some(cleans) || isMounted(dockerfile, command.at, isPackageDirectory)) return true;
  const commands = readableCommands(dockerfile, command.at);
  return commands.length === 0 || lastDeletion(commands, isPackageDirectory) > commands.indexOf(command);
}

/** `conda clean` with an option that takes packages or their archives away, or with one that is not known. */
function cleans({ manager, verb, command }: PackageCall): boolean {
  if (manager !== "conda" || verb !== "clean") return false;
  return command.args.some((argument) => {
    const word = knownText(argument.value);
    return (
      word === undefined || /^(?:--all|--tarballs|--packages|--force-pkgs-dirs)$|^-[a-z]*[atpf]/.test(word)
    );
  });
}

/** `/opt/conda/pkgs` and the like, wherever conda lives; a path with a star above it; or all of conda. */
function isPackageDirectory(path: string): boolean {
  return /(?:^|\/)pkgs(?:\/|$)/.test(path) || /(?:conda|mamba|forge)\d?\/?\**$/i.test(path) || path === "*";
}

/** One finding for a stage: its other RUNs are mended in the same way. */
function finding(dockerfile: Dockerfile, first: PackageCall, others: readonly PackageCall[]): Finding {
  const { program } = first;
  const edits = [first, ...others].map((call) => cleanupEdit(dockerfile, call));
  const known = edits.filter((edit) => edit !== undefined);
  const [where, runs] =
    others.length === 0
      ? ["in this layer", "the RUN"]
      : [`in this layer and ${others.length} more of the stage`, "each RUN"];
  const title = `End ${runs} with "${program} ${REMEDY}"`;
  return {
    at: spanOf(first),
    message: `${program} keeps the package archives that it downloads ${where}. ${title}.`,
    fixes: known.length < edits.length ? [] : [{ title, safety: "safe", edits: known }],
    related: others.map((call) => ({ at: spanOf(call), message: "This layer keeps them too." })),
  };
}

const REMEDY = "clean --all --yes";

function spanOf(call: PackageCall): Span {
  const { command, verbArgument } = call;
  const tail = call.verb === "env" ? call.packages[0]?.argument.span : verbArgument?.span;
  return cover(command.nameSpan, tail ?? command.nameSpan);
}

/** The edit that has a RUN end in a clean-up; undefined where it cannot be extended. */
function cleanupEdit(dockerfile: Dockerfile, { command }: PackageCall): Edit | undefined {
  const { start, end } = command.nameSpan;
  const written = dockerfile.syntax.source.slice(start, end);
  const cleanup =
    /^[\w./-]+$/.test(written) && isFoundAtEnd(command)
      ? withRightsOf(command, `${written} ${REMEDY}`)
      : undefined;
  return cleanup === undefined ? undefined : appendedCommand(dockerfile, command.at, cleanup);
}

/** Whether the end of the RUN surely finds conda too. A login shell, a subshell or a branch may have set it up for itself. */
function isFoundAtEnd({ shell, within, environment }: Command): boolean {
  if (shell === undefined || within !== undefined || environment.has("PATH")) return false;
  return !shell.isConditional && !shell.isSubshell && !shell.isSubstituted;
}
