import type { ComposeAnalysis } from "../analyze.ts";
import { referenceOf, registryPage } from "../features/registry-page.ts";
import type { DocumentLink } from "../features/types.ts";
import { buildOf, imageOf } from "../model/compose/image.ts";
import { interpolate } from "../model/compose/interpolate.ts";
import { isRemote, pathIn } from "../model/compose/loading.ts";
import type { ComposeService } from "../model/compose/project.ts";
import type { ComposeScalar, ComposeValue } from "../model/compose/value.ts";
import { valueOf } from "../model/compose/value.ts";
import { familiarName } from "../model/reference.ts";
import { knownText } from "../model/resolved.ts";
import type { YamlNode, YamlScalar } from "../syntax/yaml.ts";
import { joinPath } from "../text/path.ts";
import { shortened } from "../text/shortened.ts";
import type { Span } from "../text/span.ts";

/** Images, linked to the pages of their registries, and the files that a compose file names and that exist. */
export function links(analysis: ComposeAnalysis): readonly DocumentLink[] {
  const { project } = analysis;
  const found = new Map<number, DocumentLink>();
  const add = (link: DocumentLink | undefined): void => {
    if (link !== undefined && !found.has(link.span.start)) found.set(link.span.start, link);
  };
  const paths = new Paths(analysis);
  for (const service of project.services.values()) {
    add(imageLink(service));
    add(dockerfileLink(service, paths));
    for (const { value, path } of service.envFiles) {
      const scalar = value.kind === "map" ? valueOf(value, "path") : value;
      if (scalar?.kind === "scalar") add(paths.link(scalar, path));
    }
  }
  for (const scalar of includedFiles(valueOf(project.root, "include"))) add(paths.relative(scalar));
  for (const node of extendedFiles(project.yaml.documents.map(({ root }) => root))) add(paths.written(node));
  return [...found.values()].toSorted((a, b) => a.span.start - b.span.start);
}

/** Links to files, as the analysed file names them. */
class Paths {
  readonly #analysis: ComposeAnalysis;
  readonly #folder: string;

  constructor(analysis: ComposeAnalysis) {
    const { project } = analysis;
    this.#analysis = analysis;
    this.#folder = project.settings.get(project.path)?.folder ?? "";
  }

  /** A path relative to the project's folder; undefined for one that only the machine knows. */
  in(path: string): string | undefined {
    return pathIn(this.#folder, path);
  }

  relative(scalar: ComposeScalar): DocumentLink | undefined {
    const text = knownText(scalar.value);
    return this.link(scalar, text === undefined ? undefined : this.in(text));
  }

  written(node: YamlScalar): DocumentLink | undefined {
    const text = knownText(interpolate(node.text, this.#analysis.project.variables).value);
    return this.#at(node.span, text === undefined ? undefined : this.in(text));
  }

  /** Where the analysed file itself says it, and the file exists. */
  link({ place }: ComposeScalar, path: string | undefined): DocumentLink | undefined {
    return place.file === this.#analysis.project.path ? this.#at(place, path) : undefined;
  }

  #at({ start, end }: Span, path: string | undefined): DocumentLink | undefined {
    if (path === undefined || start === end) return undefined;
    if (this.#analysis.files?.read(path).state !== "text") return undefined;
    return { span: { start, end }, file: path, tooltip: `Open ${shortened(path, 200)}` };
  }
}

function imageLink(service: ComposeService): DocumentLink | undefined {
  const image = imageOf(service);
  if (image === undefined || image.namesResult || image.place.file !== service.project.path) return undefined;
  const reference = referenceOf(image.value);
  const url = reference === undefined ? undefined : registryPage(reference);
  if (reference === undefined || url === undefined) return undefined;
  const name = familiarName(reference.registry, reference.repository);
  const { start, end } = image.place;
  return { span: { start, end }, url, tooltip: `Open the registry page of ${name}` };
}

/** From `dockerfile`, or else from the context, to the Dockerfile. */
function dockerfileLink(service: ComposeService, paths: Paths): DocumentLink | undefined {
  const build = buildOf(service);
  if (build === undefined || build.inline !== undefined) return undefined;
  const { context, dockerfile } = build;
  const folder = context === undefined ? "." : knownText(context.value);
  const name = dockerfile === undefined ? "Dockerfile" : knownText(dockerfile.value);
  const at = dockerfile ?? context;
  if (folder === undefined || name === undefined || at === undefined || isRemote(folder)) return undefined;
  const base = paths.in(folder);
  return base === undefined ? undefined : paths.link(at, joinPath(base, name));
}

/** What `include` names, its files of variables among them. */
function includedFiles(value: ComposeValue | undefined): readonly ComposeScalar[] {
  if (value?.kind !== "list") return [];
  return value.items.flatMap((item) =>
    item.kind === "map"
      ? ["path", "env_file"].flatMap((key) => scalarsOf(valueOf(item, key)))
      : scalarsOf(item),
  );
}

function scalarsOf(value: ComposeValue | undefined): readonly ComposeScalar[] {
  if (value === undefined || value.kind === "map") return [];
  if (value.kind === "scalar") return [value];
  return value.items.filter((item) => item.kind === "scalar");
}

/** What `extends.file` of each service names: once a service is loaded, nothing of it is left. */
function* extendedFiles(roots: readonly (YamlNode | undefined)[]): Generator<YamlScalar> {
  for (const root of roots) {
    const services = below(root, "services");
    for (const { value } of services?.kind === "map" ? services.entries : []) {
      const file = below(below(value, "extends"), "file");
      if (file?.kind === "scalar") yield file;
    }
  }
}

function below(node: YamlNode | undefined, name: string): YamlNode | undefined {
  if (node?.kind !== "map") return undefined;
  return node.entries.find(({ key }) => key.kind === "scalar" && key.text === name)?.value;
}
