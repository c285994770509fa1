import { compareVersions, cudaOfVariant, localOf, majorOf } from "../../knowledge/index.ts";
import type { Argument } from "../../model/command.ts";
import type { PipInstall } from "../../model/pip.ts";
import { knownText } from "../../model/resolved.ts";
import type { Edit } from "../../text/edit.ts";
import { replacement } from "./package-edits.ts";

/** Where an install of torch names the CUDA of its wheels. */
export interface WheelPlace {
  /** `cu124`. */
  readonly variant: string;
  /** The pin with a local part, or the index. */
  readonly argument: Argument;
}

/** The one CUDA variant that an install of torch names: by a pin's local part, else by its index. */
export function wheelPlace(install: PipInstall): WheelPlace | undefined {
  const torch = install.packages.filter(({ name }) => ["torch", "torchvision", "torchaudio"].includes(name));
  if (torch.length === 0 || install.hasUnknown) return undefined;
  for (const { pin, argument } of torch) {
    const local = pin === undefined ? undefined : localOf(pin);
    if (local !== undefined) return /^cu\d{3}$/.test(local) ? { variant: local, argument } : undefined;
  }
  // pip prefers what it likes of several indexes; only one that stands alone decides.
  const index = wheelIndex(install);
  const variant = /(?:\/whl\/(?:nightly\/|test\/)?|^)(cu\d{3})(?:\/|$)/.exec(
    knownText(index?.value) ?? "",
  )?.[1];
  return index === undefined || variant === undefined || install.extraIndexUrls.length > 0
    ? undefined
    : { variant, argument: index };
}

/** The edits that have an install take the wheels of another variant, wherever it names the one it has. */
export function variantEdits(
  install: PipInstall,
  from: string,
  to: string,
  source: string,
): readonly Edit[] | undefined {
  const index = wheelIndex(install);
  const named = install.packages
    .filter((one) => one.pin !== undefined && localOf(one.pin) === from)
    .map(({ argument }) => argument);
  const edits: Edit[] = [];
  for (const argument of index?.value.known === true ? [...named, index] : named) {
    if (knownText(argument.value)?.includes(from) !== true) continue;
    const edit = replacement(argument, from, to, source);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits;
}

/** Of the variants of a CUDA major, the newest that a version of CUDA covers, else the oldest. */
export function nearestVariant(variants: readonly string[], cuda: string): string | undefined {
  const same = variants
    .flatMap((variant) => {
      const other = cudaOfVariant(variant);
      return other !== undefined && majorOf(other) === majorOf(cuda) ? [{ variant, cuda: other }] : [];
    })
    .toSorted((a, b) => compareVersions(b.cuda, a.cuda));
  return (same.find((one) => compareVersions(one.cuda, cuda) <= 0) ?? same.at(-1))?.variant;
}

function wheelIndex(install: PipInstall): Argument | undefined {
  const backend = install.options.get("--torch-backend")?.at(-1)?.value;
  return backend ?? install.indexUrl ?? install.findLinks.at(-1);
}
