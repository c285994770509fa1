import * as l10n from "@vscode/l10n";
import type { ContainerDetails } from "../docker/engine.ts";
import { baseName, programWords } from "./command.ts";
import type { Evidence } from "./evidence.ts";
import { IMAGES, KIND_LABEL, MODULES, PROGRAMS, SCRIPT_WORDS, SUBCOMMANDS, VARIABLES } from "./evidence.ts";
import type { Classification, ContainerKind } from "./model.ts";

/** What the classification asks of a container. */
export type Subject = Pick<ContainerDetails, "argv" | "environment" | "image" | "labels">;

/**
 * What a container is for, with the reasons: the user's label, else what its command, the GPU, its variables and its image
 * say, weighed against each other. Less than three points for anything is `other`.
 */
export function classify(subject: Subject, holdsGpu: boolean): Classification {
  const said = Object.hasOwn(subject.labels, KIND_LABEL)
    ? subject.labels[KIND_LABEL]?.trim().toLowerCase()
    : undefined;
  if (isKind(said)) return { kind: said, reasons: [l10n.t("label {0}", `${KIND_LABEL}=${said}`)] };
  const found = [...byCommand(subject.argv), ...byVariables(subject.environment), ...byImage(subject.image)];
  const points = new Map<ContainerKind, number>();
  for (const { evidence } of found)
    points.set(evidence.kind, (points.get(evidence.kind) ?? 0) + evidence.points);
  // A process on the GPU is no server and no notebook by that alone: it only makes a training of what looks a little like one.
  const trains = points.get("training") ?? 0;
  if (holdsGpu && trains > 0) points.set("training", trains + 2);
  const [best, strength] = [...points].toSorted((one, other) => other[1] - one[1])[0] ?? ["other", 0];
  if (strength < ENOUGH) return { kind: "other", reasons: [] };
  const reasons = found
    .filter(({ evidence }) => evidence.kind === best)
    .toSorted((one, other) => other.evidence.points - one.evidence.points)
    .map(({ reason }) => reason);
  return {
    kind: best,
    reasons: [...new Set([...reasons, ...(holdsGpu ? [l10n.t("a process on the GPU")] : [])])],
  };
}

interface Found {
  readonly evidence: Evidence;
  readonly reason: string;
}

const ENOUGH = 3;

function isKind(text: string | undefined): text is ContainerKind {
  return text === "training" || text === "serving" || text === "notebook" || text === "other";
}

function byCommand(argv: readonly string[]): readonly Found[] {
  const words = programWords(argv);
  const program = baseName(words[0]);
  const subcommand = `${program} ${words[1] ?? ""}`;
  const exact = SUBCOMMANDS.get(subcommand);
  if (exact !== undefined) return [{ evidence: exact, reason: l10n.t("command {0}", subcommand) }];
  const known = PROGRAMS.get(program);
  if (known !== undefined) return [{ evidence: known, reason: l10n.t("command {0}", program) }];
  if (!/^(?:python|pypy)[\d.]*$/.test(program)) return byScript(words[0], program.endsWith(".py"));
  const target = pythonTarget(words);
  if (target?.kind === "module") {
    const module = target.name;
    const parts = module.split(".");
    for (let length = parts.length; length > 0; length -= 1) {
      const evidence = MODULES.get(parts.slice(0, length).join("."));
      if (evidence !== undefined) return [{ evidence, reason: l10n.t("command {0}", `python -m ${module}`) }];
    }
    return byScript(module, true);
  }
  return target === undefined ? [] : byScript(target.name, true);
}

function byScript(path: string | undefined, isPython: boolean): readonly Found[] {
  const name = baseName(path);
  const found = SCRIPT_WORDS.find(([pattern]) => pattern.test(name.toLowerCase()));
  if (found !== undefined)
    return [{ evidence: found[1], reason: l10n.t("command {0}", isPython ? `python ${name}` : name) }];
  return isPython && name !== ""
    ? [{ evidence: { kind: "training", points: 1 }, reason: l10n.t("command {0}", `python ${name}`) }]
    : [];
}

const PYTHON_OPTIONS_WITH_VALUE = new Set(["-W", "-X", "--check-hash-based-pycs"]);

/** What an interpreter is told to run; undefined for `-c` and the prompt. */
function pythonTarget(
  words: readonly string[],
): { readonly kind: "module" | "script"; readonly name: string } | undefined {
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "-m")
      return words[at + 1] === undefined ? undefined : { kind: "module", name: words[at + 1] ?? "" };
    if (word === "-c") return undefined;
    if (PYTHON_OPTIONS_WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith("-")) return { kind: "script", name: word };
  }
  return undefined;
}

function byVariables(environment: ReadonlyMap<string, string>): readonly Found[] {
  const found: Found[] = [];
  for (const [pattern, evidence] of VARIABLES) {
    for (const name of environment.keys()) {
      if (!pattern.test(name)) continue;
      found.push({ evidence, reason: l10n.t("variable {0}", name) });
      // Ten variables of one tool are one hint.
      break;
    }
  }
  return found;
}

function byImage(image: string): readonly Found[] {
  const repository = image
    .replace(/@.*$/s, "")
    .replace(/:[^/:]*$/, "")
    .toLowerCase();
  const found = IMAGES.find(([pattern]) => pattern.test(repository));
  return found === undefined ? [] : [{ evidence: found[1], reason: l10n.t("image {0}", repository) }];
}
