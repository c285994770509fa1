import type { DockerfileAnalysis } from "../analyze.ts";
import { familiarName } from "../model/reference.ts";
import { referenceOf, registryPage } from "../features/registry-page.ts";
import type { DocumentLink } from "../features/types.ts";

/** The image words of FROM, linked to the pages of their registries. */
export function links(analysis: DockerfileAnalysis): readonly DocumentLink[] {
  const found: DocumentLink[] = [];
  for (const stage of analysis.dockerfile.stages) {
    const { image } = stage.from;
    if (image === undefined || stage.parent !== undefined) continue;
    const reference = referenceOf(image.value);
    const url = reference === undefined ? undefined : registryPage(reference);
    if (reference === undefined || url === undefined) continue;
    const name = familiarName(reference.registry, reference.repository);
    found.push({ span: image.span, url, tooltip: `Open the registry page of ${name}` });
  }
  return found;
}
