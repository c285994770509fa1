/** Why a text cannot be told from the file alone. */
export type Reason =
  /** An ARG without a default: whoever builds decides. */
  | "build-arg"
  /** A variable that only the base image can define. */
  | "environment"
  /** The target platform decides. */
  | "platform"
  /** The shell that runs Compose may define it. */
  | "host"
  /** The shell of a RUN computes it. */
  | "shell"
  /** Nothing declares the variable. */
  | "undeclared"
  /** The substitution itself is malformed. */
  | "malformed";

export interface UnknownPart {
  readonly because: Reason;
  /** The variable's name, or the expression where there is none. */
  readonly name: string;
}

/** A text after substitution: known, or known in parts only. */
export type Resolved =
  | { readonly known: true; readonly text: string }
  | {
      readonly known: false;
      /** What makes it unknown: the first unknown part. */
      readonly because: Reason;
      readonly name: string;
      /** The known texts and the unknown parts in order. */
      readonly parts: readonly (string | UnknownPart)[];
    };

export function known(text: string): Resolved {
  return { known: true, text };
}

export function unknown(because: Reason, name: string): Resolved {
  return { known: false, because, name, parts: [{ because, name }] };
}

/** The text if it is known in full, else undefined. */
export function knownText(resolved: Resolved | undefined): string | undefined {
  return resolved?.known === true ? resolved.text : undefined;
}

/** The known text that it surely begins with; the whole text where all is known. */
export function knownPrefix(resolved: Resolved): string {
  if (resolved.known) return resolved.text;
  const first = resolved.parts[0];
  return typeof first === "string" ? first : "";
}

/** The texts in sequence. What grows beyond any real value (a variable that doubles itself) is unknown. */
export function concat(all: readonly Resolved[]): Resolved {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  if (all.reduce((sum, one) => sum + sizeOf(one), 0) > LONGEST_VALUE) return unknown("malformed", "…");
  if (all.every((one) => one.known)) return known(all.map((one) => (one.known ? one.text : "")).join(""));
  const parts: (string | UnknownPart)[] = [];
  for (const one of all) for (const part of one.known ? [one.text] : one.parts) append(parts, part);
  const first = parts.find((part) => typeof part !== "string");
  return first === undefined ? known("") : { known: false, because: first.because, name: first.name, parts };
}

const LONGEST_VALUE = 32_768;

function sizeOf(resolved: Resolved): number {
  if (resolved.known) return resolved.text.length;
  return resolved.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 10), 0);
}

function append(parts: (string | UnknownPart)[], part: string | UnknownPart): void {
  const last = parts.at(-1);
  if (part === "") return;
  if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
  else parts.push(part);
}
