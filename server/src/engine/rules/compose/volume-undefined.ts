import type { ServiceMount } from "../../model/compose/mounts.ts";
import { declaredVolumes, volumesOf } from "../../model/compose/mounts.ts";
import type { ComposeProject } from "../../model/compose/project.ts";
import type { ComposeScalar, Place } from "../../model/compose/value.ts";
import { scalarOf } from "../../model/compose/value.ts";
import { partAt, writtenText } from "../../model/compose/written.ts";
import type { Files } from "../../model/files.ts";
import { knownText } from "../../model/resolved.ts";
import { sourceSpan } from "../../text/logical.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { declaredBeside } from "../shared/sibling-files.ts";
import type { UndefinedName, UndefinedUse } from "../shared/undefined-names.ts";
import { editsOf, undefinedNames } from "../shared/undefined-names.ts";
import { declaration } from "../shared/volume-declaration.ts";

export default defineRule({
  name: "volume-undefined",
  subject: "compose",
  category: "syntax",
  severity: "error",
  since: "0.2.0",
  summary: "a named volume that the file does not declare, which Compose refuses",
  sources: ["Compose specification, volumes; measured with Compose 2.26"],
  check: ({ project, source, files }) => {
    if (project.isFragment) return [];
    const missing = undefinedVolumes(project, files);
    const names = [...new Set(missing.map(({ name }) => name))].filter((name) => NAME.test(name));
    const fix = names.length === 0 ? undefined : declaration(project, source, "volumes", names);
    return undefinedNames(project, missing).map((one) => report(one, fix));
  },
});

interface Missing extends UndefinedUse {
  /** The empty place in front of the name, where it is written as it is. */
  readonly edit: Place | undefined;
}

function undefinedVolumes(project: ComposeProject, files: Files | undefined): readonly Missing[] {
  const missing: Missing[] = [];
  for (const service of project.services.values()) {
    for (const mount of volumesOf(service)) {
      const name = mount.kind === "named" ? knownText(mount.source) : undefined;
      if (name === undefined || name === "" || declaredVolumes(project).has(name)) continue;
      missing.push({ service, name, ...sourceOf(mount, name, project) });
    }
  }
  if (missing.length === 0) return missing;
  const elsewhere = declaredBeside(project, files, "volumes");
  return elsewhere === "unknown" ? [] : missing.filter(({ name }) => !elsewhere.has(name));
}

/** What Compose takes for a volume's key. */
const NAME = /^[\w.-]+$/;

function report(undefinedName: UndefinedName<Missing>, fix: Fix | undefined): Finding {
  const { first, uses, severity, refused, others, related } = undefinedName;
  const { service, name, at } = first;
  const shown = shortened(name, 80);
  const error = `service "${shortened(service.name, 60)}" refers to undefined volume ${shown}`;
  if (!name.includes("/"))
    return {
      at,
      severity,
      message: `The volume ${shown} is declared nowhere, and ${refused}: "${error}".${others} Declare it under volumes.`,
      related,
      fixes: fix === undefined || !NAME.test(name) ? [] : [fix],
    };
  const edits = editsOf(
    uses.map(({ edit }) => (edit === undefined ? undefined : { span: edit, text: "./" })),
  );
  return {
    at,
    severity,
    message: `Without ./ in front, ${shown} is a volume's name, and ${refused}: "${error}".${others} Write ./${shown} for the folder.`,
    related,
    fixes: edits === undefined ? [] : [{ title: "Write ./ in front", safety: "suggested", edits }],
  };
}

/** Where the name stands, and the empty place in front of it where it is written as it is. */
function sourceOf(
  { form, value, at }: ServiceMount,
  name: string,
  project: ComposeProject,
): { readonly at: Place; readonly edit: Place | undefined } {
  const scalar = form === "long" ? scalarOf(value, "source") : value;
  if (scalar?.kind !== "scalar") return { at, edit: undefined };
  if (!scalar.raw.startsWith(name)) return { at: scalar.at, edit: undefined };
  return placed(scalar, name, project);
}

function placed(
  scalar: ComposeScalar,
  name: string,
  project: ComposeProject,
): { readonly at: Place; readonly edit: Place } {
  const span = sourceSpan(writtenText(scalar, project), 0, name.length);
  const { file } = scalar.place;
  return { at: partAt(scalar, span), edit: { file, start: span.start, end: span.start } };
}
