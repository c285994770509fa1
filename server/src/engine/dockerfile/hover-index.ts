import type { DockerfileAnalysis } from "../analyze.ts";
import { cudaDriverFloor, cudaOfVariant, torchReleases, torchWithVariant } from "../knowledge/index.ts";
import { expand } from "../model/expand.ts";
import { knownText } from "../model/resolved.ts";
import { touches } from "../text/span.ts";
import type { Hover } from "../features/types.ts";
import type { Place } from "./locate.ts";
import { lineAt, lookupAt } from "./locate.ts";
import { blocks, bullets, code, plain } from "../features/markdown.ts";
import { sourcesLine } from "../features/sources.ts";

/** The address of a PyTorch wheel index under the offset: its CUDA, what drivers it needs and which releases it has. */
export function hoverIndex(analysis: DockerfileAnalysis, place: Place, offset: number): Hover | undefined {
  const { source, escape } = analysis.dockerfile.syntax;
  const line = lineAt(source, offset);
  for (const match of source.slice(line.start, line.end).matchAll(URL)) {
    const start = line.start + match.index;
    const span = { start, end: start + match[0].length };
    if (!touches(span, offset)) continue;
    const address = knownText(expand(match[0], lookupAt(analysis.dockerfile, place), escape));
    const variant = address === undefined ? undefined : VARIANT.exec(address)?.[1];
    const markdown = variant === undefined ? undefined : describeIndex(variant);
    return markdown === undefined ? undefined : { span, markdown };
  }
  return undefined;
}

const URL = /https?:\/\/download\.pytorch\.org\/whl\/[^\s"'`;|&)]*/g;
const VARIANT = /\/whl\/(?:(?:nightly|test)\/)?(cpu|cu\d{2,3}|rocm\d[\d.]*)(?:\/|$)/;

/** What the index of a wheel variant (`cu124`, `cpu`, `rocm6.2`) holds. */
export function describeIndex(variant: string): string {
  if (variant === "cpu") return "**PyTorch wheels without GPU support**";
  if (variant.startsWith("rocm")) {
    const releases = torchReleases().filter((release) => release.rocmVariants?.includes(variant) === true);
    return blocks(
      `**PyTorch wheels for ROCm ${plain(variant.slice("rocm".length))}** (AMD GPUs)`,
      versions(releases.map(({ version }) => version)),
      sourcesLine(releases[0]?.source ?? []),
    );
  }
  const cuda = cudaOfVariant(variant);
  if (cuda === undefined) return `Nothing is known of ${code(variant)}.`;
  const driver = cudaDriverFloor(cuda);
  return blocks(
    `**PyTorch wheels for CUDA ${plain(cuda)}**`,
    bullets([
      `**NVIDIA driver**: ${driver === undefined ? "unknown" : `${plain(driver)} or newer on the host`}`,
    ]),
    versions(torchWithVariant(variant)),
    sourcesLine(torchReleases().find((release) => release.cudaVariants.includes(variant))?.source ?? []),
  );
}

function versions(all: readonly string[]): string {
  return all.length === 0
    ? "No known release of torch has wheels there."
    : `torch releases with wheels there: ${plain(all.join(", "))}`;
}
