import type { ComposeAnalysis } from "../analyze.ts";
import { referenceOf, registryPage } from "../features/registry-page.ts";
import type { DocumentLink } from "../features/types.ts";
import { imageOf } from "../model/compose/image.ts";
import { familiarName } from "../model/reference.ts";

/** The images of services, linked to the pages of their registries. */
export function links({ project }: ComposeAnalysis): readonly DocumentLink[] {
  const found: DocumentLink[] = [];
  for (const service of project.services.values()) {
    const image = imageOf(service);
    if (image === undefined || image.namesResult || image.at.file !== project.path) continue;
    const reference = referenceOf(image.value);
    const url = reference === undefined ? undefined : registryPage(reference);
    if (reference === undefined || url === undefined) continue;
    const name = familiarName(reference.registry, reference.repository);
    found.push({ span: image.at, url, tooltip: `Open the registry page of ${name}` });
  }
  return found;
}
