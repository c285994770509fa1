import { imageFacts, source } from "../../engine/knowledge/index.ts";
import type { ImageFacts, ImageStatus, TagState } from "../../engine/knowledge/index.ts";
import { fullName, parseImageReference } from "../../engine/model/reference.ts";
import type { CommandCall } from "../args.ts";
import { UsageError } from "../args.ts";
import { ExitCode } from "../exit.ts";
import type { Style } from "../report/style.ts";
import { styleFor } from "../report/style.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import type { Terminal } from "../terminal.ts";

/** `image REFERENCE`. Throws a UsageError for what is no image reference. */
export async function describeImage(
  { operands, options }: CommandCall,
  terminal: Terminal,
): Promise<ExitCode> {
  const text = operands[0] ?? "";
  const reference = parseImageReference(text);
  if (reference === undefined) {
    throw new UsageError(
      `"${visible(text)}" is no image reference. Write it as in FROM: nvidia/cuda:12.4.1-base-ubuntu22.04`,
    );
  }
  const facts = imageFacts(reference);
  const name = fullName(reference);
  if (options.value("format") === "json") {
    const answer = facts === undefined ? { image: name, known: false } : { image: name, known: true, facts };
    await terminal.print(`${JSON.stringify(answer, undefined, 2)}\n`);
  } else {
    const style = styleFor(terminal.colors(options.value("color")));
    await terminal.print(facts === undefined ? unknown(name) : description(name, facts, style));
  }
  return ExitCode.Clean;
}

function unknown(name: string): string {
  return `${name}\nNothing is known of this image. That does not say that it is wrong: the facts hold the images that ML work commonly builds on.\n`;
}

function description(name: string, facts: ImageFacts, style: Style): string {
  const rows = factRows(facts).filter((row): row is readonly [string, string] => row[1] !== undefined);
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    style.bold(name),
    `${facts.title}: ${facts.summary}`,
    "",
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    ...(facts.pitfalls.length === 0 ? [] : ["", ...facts.pitfalls.map((pitfall) => `  - ${pitfall}`)]),
    "",
    style.dim("Sources:"),
    ...facts.sources.map((id) => style.dim(`  ${sourceText(id)}`)),
    "",
    "What is not listed is unknown.",
    "",
  ].join("\n");
}

function factRows(facts: ImageFacts): readonly (readonly [string, string | undefined])[] {
  const { os, cuda, python, driver, capabilities, environment } = facts;
  return [
    ["Status", statusText(facts.status)],
    ["Tag", tagText(facts.tag)],
    ["Registry", facts.mirror ? "not the publisher's own: its tags are unknown" : undefined],
    [
      "System",
      os === undefined
        ? undefined
        : joined(
            os.id,
            os.version,
            os.codename && `(${os.codename})`,
            `${os.libc},`,
            facts.shell && `/bin/sh is ${facts.shell}`,
          ),
    ],
    ["Accelerator", facts.accelerator === "unknown" ? undefined : facts.accelerator],
    [
      "CUDA",
      cuda === undefined
        ? undefined
        : joined(
            cuda.version,
            cuda.flavour,
            cuda.nvcc === undefined ? "" : cuda.nvcc ? "with nvcc" : "without nvcc",
          ),
    ],
    ["ROCm", facts.rocm],
    ["cuDNN", facts.cudnn],
    ["NCCL", facts.nccl],
    [
      "Python",
      python === undefined
        ? facts.hasPython === false
          ? "none"
          : undefined
        : `${python.version} (${PYTHON_FROM[python.from]})`,
    ],
    [
      "Frameworks",
      facts.frameworks.length === 0
        ? undefined
        : facts.frameworks.map((one) => joined(one.name, one.version)).join(", "),
    ],
    [
      "Driver",
      driver === undefined
        ? undefined
        : `at least ${driver.min}${driver.shipped === undefined ? "" : `; the toolkit came with ${driver.shipped}`}`,
    ],
    [
      "GPUs",
      capabilities === undefined
        ? undefined
        : `compute capability ${capabilities.min} to ${capabilities.max}`,
    ],
    ["User", facts.user],
    ["Ports", facts.ports.length === 0 ? undefined : facts.ports.join(", ")],
    [
      "Environment",
      environment === undefined
        ? undefined
        : Object.entries(environment)
            .map(([key, value]) => `${key}=${value}`)
            .join(" "),
    ],
  ];
}

const PYTHON_FROM = {
  image: "in the image",
  distribution: "the distribution's package, not installed",
  conda: "of conda",
} as const;

function statusText({ kind, since, replacement, note }: ImageStatus): string {
  return joined(kind, since && `since ${since}`, replacement && `-> ${replacement}`, note && `(${note})`);
}

function tagText({ kind, complete, latestExists }: TagState): string {
  if (kind === "unlisted" && complete) return "does not exist";
  if (kind === "floating" && latestExists === false) return "moving; this image has no latest";
  return TAG_KINDS[kind];
}

const TAG_KINDS: Readonly<Record<TagState["kind"], string>> = {
  listed: "known",
  deleted: "deleted: it can no longer be pulled",
  superseded: "superseded: still served, no longer maintained",
  unlisted: "not known to the facts",
  floating: "moving: it names another image now and then",
  none: "none",
  digest: "pinned by digest",
};

function sourceText(id: string): string {
  const found = source(id);
  return found === undefined ? id : joined(found.what, found.where, found.date && `(${found.date})`);
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
