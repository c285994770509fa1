import type { DockerfileAnalysis } from "../analyze.ts";
import {
  pypiPackage,
  tensorflowRelease,
  torchOfPartner,
  torchRelease,
  torchReleases,
} from "../knowledge/index.ts";
import type { PythonPackage, TensorflowRelease, TorchRelease } from "../knowledge/types.ts";
import { commandsOf } from "../model/command.ts";
import type { PipPackage } from "../model/pip.ts";
import { pipInstall } from "../model/pip.ts";
import { touches } from "../text/span.ts";
import type { Hover } from "../features/types.ts";
import type { Place } from "./locate.ts";
import { inStage } from "./locate.ts";
import { blocks, bullets, code, plain } from "../features/markdown.ts";
import { sourcesLine } from "../features/sources.ts";

/** A package in a `pip install` or `uv pip install`, where the facts know it. */
export function hoverPackage(analysis: DockerfileAnalysis, place: Place, offset: number): Hover | undefined {
  const at = inStage(analysis.dockerfile, place);
  if (at === undefined) return undefined;
  for (const command of commandsOf(analysis.dockerfile, at)) {
    const install = touches(command.span, offset) ? pipInstall(command) : undefined;
    const found = install?.packages.find((one) => touches(one.argument.span, offset));
    if (found === undefined) continue;
    const markdown = describePackage(found);
    return markdown === "" ? undefined : { span: found.argument.span, markdown };
  }
  return undefined;
}

/** What the facts say of a required package; empty where they say nothing. */
export function describePackage(required: Pick<PipPackage, "name" | "pin">): string {
  const { name, pin } = required;
  return blocks(releaseText(name, pin), generalText(name));
}

function releaseText(name: string, pin: string | undefined): string | undefined {
  if (name === "torch") {
    const release = pin === undefined ? torchReleases()[0] : torchRelease(pin);
    if (release === undefined) return `Nothing is known of torch ${code(pin ?? "")}.`;
    return torchText(release, pin === undefined);
  }
  if (name === "torchvision" || name === "torchaudio") {
    const torch = pin === undefined ? [] : torchOfPartner(name, pin);
    return torch.length === 0
      ? undefined
      : `**${plain(name)} ${code(pin ?? "")}** belongs to torch ${torch.join(", ")}.`;
  }
  if (name === "tensorflow" && pin !== undefined) {
    const release = tensorflowRelease(pin);
    return release === undefined ? undefined : tensorflowText(release);
  }
  return undefined;
}

function torchText(release: TorchRelease, isNewest: boolean): string {
  const { torchvision, torchaudio, pythonMin, pythonMax, cudaVariants, defaultCuda, triton } = release;
  const partners = [
    torchvision === undefined ? [] : [`torchvision ${torchvision}`],
    torchaudio === undefined ? [] : [`torchaudio ${torchaudio}`],
    triton === undefined ? [] : [`triton ${triton}`],
  ].flat();
  const python =
    pythonMin === undefined || pythonMax === undefined ? undefined : `${pythonMin} to ${pythonMax}`;
  return blocks(
    `**torch ${plain(release.version)}**${isNewest ? " (the newest known)" : ""}`,
    bullets(
      [
        ["Partners", partners.length === 0 ? undefined : partners.join(", ")],
        ["Python", python],
        ["CUDA wheels", cudaVariants.length === 0 ? undefined : cudaVariants.join(", ")],
        ["From PyPI on Linux", defaultCuda],
        ["ROCm wheels", release.rocmVariants?.join(", ")],
      ].map(([label, text]) => `**${label ?? ""}**: ${plain(text ?? "unknown")}`),
    ),
    release.note === undefined ? undefined : plain(release.note),
    sourcesLine(release.source),
  );
}

function tensorflowText({ version, pythonMin, pythonMax, cuda, cudnn, source }: TensorflowRelease): string {
  return blocks(
    `**tensorflow ${plain(version)}**`,
    bullets([
      `**Python**: ${plain(`${pythonMin} to ${pythonMax}`)}`,
      `**Built with CUDA**: ${plain(cuda ?? "unknown")}`,
      `**Built with cuDNN**: ${plain(cudnn ?? "unknown")}`,
    ]),
    sourcesLine(source),
  );
}

const NVCC: Readonly<Record<NonNullable<PythonPackage["needsNvcc"]>, string>> = {
  always: "always: there is no wheel, so it is compiled with nvcc (a devel base)",
  source: "only where no wheel fits and it is compiled from source",
  optional: "for some features only",
};

function generalText(name: string): string | undefined {
  const known = pypiPackage(name);
  if (known === undefined) return undefined;
  const { kind, status, install, needsNvcc, replacement } = known;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Newest known", known.newest],
    ["Install", install],
    ["Use instead", replacement],
    ["Needs nvcc", needsNvcc === undefined ? undefined : NVCC[needsNvcc]],
    ["To build", known.buildNeeds],
    ["To run", known.runNeeds],
    ["Python", known.python],
    ["NVIDIA driver", known.driverMin === undefined ? undefined : `${known.driverMin} or newer`],
    ["Compute capability", known.minCapability === undefined ? undefined : `${known.minCapability} or newer`],
    ["torch it pins", pins(known)],
  ];
  const trap = kind === "name-trap" ? "⚠️ **Not the package you mean**: " : "";
  return blocks(
    `${trap}**${plain(name)}** (${plain(status)})`,
    bullets(rows.flatMap(([label, text]) => (text === undefined ? [] : [`**${label}**: ${plain(text)}`]))),
    bullets((known.pitfalls ?? []).map((text) => plain(text))),
    known.note === undefined ? undefined : plain(known.note),
    sourcesLine(known.source),
  );
}

function pins({ torchPins }: PythonPackage): string | undefined {
  const all = Object.entries(torchPins ?? {});
  return all.length === 0 ? undefined : all.map(([version, torch]) => `${version}: ${torch}`).join("; ");
}
