/** Why an input could not be read, or not in full. */
export interface Problem {
  /** The file, as it is shown. */
  readonly file: string;
  /** From 1, where a line can be told. */
  readonly line?: number;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly remedy: string;
}

/** What happened to an input, before it is known under which name it is shown. */
export type Trouble = Omit<Problem, "file">;

/** Says in words why a system call failed. */
export function systemTrouble(error: unknown): Trouble {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = Object.hasOwn(TROUBLES, code) ? TROUBLES[code] : undefined;
  if (known !== undefined) return known;
  const what = error instanceof Error ? error.message : String(error);
  return { message: `It cannot be read (${what}).`, remedy: "Check the file and the disk that holds it." };
}

const DENIED: Trouble = {
  message: "It cannot be read: permission denied.",
  remedy: "Give yourself the right to read it (chmod u+r), or run as a user who has it.",
};

const TROUBLES: Readonly<Record<string, Trouble>> = {
  ENOENT: { message: "There is no such file or folder.", remedy: "Check the path." },
  ENOTDIR: { message: "A part of this path is a file, not a folder.", remedy: "Check the path." },
  EACCES: DENIED,
  EPERM: DENIED,
  ELOOP: { message: "It is a symbolic link that leads to itself.", remedy: "Make the link point to a file." },
  ENAMETOOLONG: {
    message: "Its path is too long for the system.",
    remedy: "Run from a folder nearer to it.",
  },
  EMFILE: { message: "Too many files are open.", remedy: "Raise the limit (ulimit -n) and run again." },
};
