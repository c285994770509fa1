import type { ServiceImage } from "../../model/compose/image.ts";
import { imageOf } from "../../model/compose/image.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { textOf } from "../../model/compose/value.ts";
import { perProject } from "../../model/memo.ts";
import type { ImageReference } from "../../model/reference.ts";
import type { ComposeImage, ImageAgain } from "./image-uses.ts";
import { ownPlace } from "./own-place.ts";

/**
 * The images that the services of a file run as a registry serves them, each once. What a service of the project builds, and
 * what is never pulled, is the project's own, whatever a registry has under its name.
 */
export const composeImages = perProject((project): readonly ComposeImage[] => {
  const built = builtHere(project);
  const found = new Map<string, Group>();
  for (const service of project.services.values()) {
    const image = imageOf(service);
    const reference = image?.reference;
    if (image === undefined || reference === undefined || image.at.file !== project.path) continue;
    if (image.namesResult || built.has(identity(reference)) || isNeverPulled(service)) continue;
    const group = found.get(reference.text);
    if (group === undefined) found.set(reference.text, groupOf(service, image, reference));
    else add(group, service, image);
  }
  return [...found.values()].map(({ use }) => use);
});

interface Group {
  readonly use: ComposeImage;
  readonly services: ComposeService[];
  readonly again: ImageAgain[];
  /** Where it is written, by offset: services that share an anchor share its image. */
  readonly places: Set<string>;
}

function groupOf(service: ComposeService, image: ServiceImage, reference: ImageReference): Group {
  const services = [service];
  const again: ImageAgain[] = [];
  const use: ComposeImage = {
    kind: "service",
    span: ownPlace(service.project, image.at, image.place),
    get pieces() {
      return image.pieces;
    },
    reference,
    facts: image.facts,
    services,
    again,
  };
  return { use, services, again, places: new Set([placeOf(image)]) };
}

function add({ services, again, places }: Group, service: ComposeService, image: ServiceImage): void {
  services.push(service);
  const place = placeOf(image);
  if (places.has(place)) return;
  places.add(place);
  again.push({
    span: ownPlace(service.project, image.at, image.place),
    get pieces() {
      return image.pieces;
    },
  });
}

function placeOf({ place }: ServiceImage): string {
  return `${place.start} ${place.file}`;
}

function builtHere(project: ComposeProject): ReadonlySet<string> {
  const built = new Set<string>();
  for (const service of project.services.values()) {
    const image = imageOf(service);
    if (image?.namesResult === true && image.reference !== undefined) built.add(identity(image.reference));
  }
  return built;
}

function identity({ registry, repository, tag }: ImageReference): string {
  return `${registry}/${repository}:${tag ?? "latest"}`;
}

function isNeverPulled({ value }: ComposeService): boolean {
  return /^(?:never|build)$/.test(textOf(value, "pull_policy") ?? "");
}
