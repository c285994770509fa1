import { compareVersions, tensorflowReleases, torchReleases } from "../../knowledge/index.ts";
import type { Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { packageCalls, pipInstalls } from "../../model/query.ts";
import type { Requirement } from "../../model/requirement.ts";
import { knownText } from "../../model/resolved.ts";
import type { DockerfileInput } from "../rule.ts";
import { requiredPackages } from "./required-packages.ts";
import { contextFiles } from "./requirements-file.ts";

/** What holds a stage to its Python. */
export interface PythonTie {
  /** The pinned framework that asks for the oldest Python; undefined where none is known to ask for any. */
  readonly framework?: { readonly title: string; readonly newest: string };
}

/**
 * The stages whose packages hold on to their Python, and those that they build on: exact pins, in the Dockerfile or in the
 * requirements that it installs, whose releases may have no wheels for a newer one, and paths such as `/lib/python3.8/`.
 */
export function pythonTies(input: DockerfileInput): ReadonlyMap<Stage, PythonTie> {
  const { dockerfile } = input;
  const ties = new Map<Stage, PythonTie>();
  const tie = (stage: Stage, next: PythonTie): void => {
    for (const one of lineage(stage)) ties.set(one, tighter(ties.get(one), next));
  };
  const tiePins = (stage: Stage, packages: readonly Requirement[]): void => {
    for (const one of packages) if (one.pin !== undefined) tie(stage, tieOf(one, one.pin));
  };
  for (const { packages, requirementFiles, command } of pipInstalls(dockerfile)) {
    tiePins(command.at.stage, packages);
    for (const { value } of requirementFiles) {
      const name = knownText(value);
      if (name === undefined) continue;
      for (const file of contextFiles(dockerfile, command.at, name, input))
        tiePins(command.at.stage, requiredPackages(file, input.files));
    }
  }
  for (const { manager, packages, command } of packageCalls(dockerfile)) {
    const hasPin = packages.some(
      ({ name, version }) => name !== "python" && /^=?\d[\d.]*/.test(version ?? ""),
    );
    if (manager === "conda" && hasPin) tie(command.at.stage, {});
  }
  for (const stage of dockerfile.stages) {
    const text = dockerfile.syntax.source.slice(stage.span.start, stage.span.end);
    if (/\/python[23]\.\d+\//.test(text)) tie(stage, {});
  }
  return ties;
}

function tighter(known: PythonTie | undefined, next: PythonTie): PythonTie {
  if (known?.framework === undefined || next.framework === undefined) return known?.framework ? known : next;
  return compareVersions(next.framework.newest, known.framework.newest) < 0 ? next : known;
}

function tieOf({ writtenName, name }: Requirement, pin: string): PythonTie {
  const version = pin.replace(/\+.*$/, "");
  const newest = newestPython(name, version);
  return newest === undefined ? {} : { framework: { title: `${writtenName} ${version}`, newest } };
}

/** The newest Python of a release. One that the facts do not hold runs on none that the next newer one does not run on. */
function newestPython(name: string, version: string): string | undefined {
  let releases: readonly { readonly version: string; readonly pythonMax?: string }[] = [];
  if (name === "torch") releases = torchReleases();
  else if (/^tensorflow(?:-gpu|-cpu)?$/.test(name)) releases = tensorflowReleases();
  const later = releases.filter(
    (one) => one.pythonMax !== undefined && compareVersions(one.version, version) >= 0,
  );
  return later.toSorted((a, b) => compareVersions(a.version, b.version))[0]?.pythonMax;
}
