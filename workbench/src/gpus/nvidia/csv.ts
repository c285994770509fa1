/** A table as nvidia-smi prints it, and the lines that are none of it: warnings and failures of single GPUs. */
export interface SmiTable {
  readonly rows: readonly (readonly string[])[];
  readonly strays: readonly string[];
}

/**
 * Reads the CSV of nvidia-smi (`--format=csv`, with its heading). It quotes nothing, so a row is read from both ends, and what is left in
 * the middle is the one column that may hold commas. Undefined where the heading is missing or a row has too few cells, as in an output
 * that was cut.
 */
export function smiTable(text: string, columns: number, free: number): SmiTable | undefined {
  const rows: string[][] = [];
  const strays: string[] = [];
  let heading = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const cells = line.split(",").map((cell) => cell.trim());
    if (!heading && isHeading(cells, columns)) heading = true;
    else if (isProse(line)) strays.push(line);
    else if (!heading || cells.length < columns) return undefined;
    else rows.push(outsideIn(cells, columns, free));
  }
  return heading ? { rows, strays } : undefined;
}

/**
 * A cell's text; undefined for every way in which nvidia-smi says nothing: `[N/A]`, `N/A`, `[Not Supported]`, `[Unknown Error]`, `ERR!`,
 * `[Insufficient Permissions]`, `[Requested functionality has been deprecated]`, `[Not Found]`, `[GPU is lost]`.
 */
export function present(cell: string | undefined): string | undefined {
  const text = cell?.trim() ?? "";
  return text === "" || (text.length < 100 && ABSENT.test(text)) ? undefined : text.slice(0, LONGEST);
}

/** A number with its unit, memory in MiB; undefined where there is none. */
export function quantity(cell: string | undefined): number | undefined {
  const match = /^(-?\d{1,15}(?:\.\d{1,6})?)\s*([A-Za-z%]*)$/.exec(present(cell) ?? "");
  if (match === null) return undefined;
  const factor = MIB_OF.get((match[2] ?? "").toLowerCase()) ?? 1;
  return Number(match[1]) * factor;
}

/** Names longer than this are cut; they are hostile text. */
const LONGEST = 4096;

const ABSENT =
  /^(?:\[.*(?:n\/a|not |error|permission|deprecated|lost|unavailable|unknown).*\]|\[?n\/a\]?|not supported|unknown error|err!|\[?unknown\]?|-)$/i;

const MIB_OF: ReadonlyMap<string, number> = new Map([
  ["b", 1 / 1024 ** 2],
  ["kib", 1 / 1024],
  ["mib", 1],
  ["gib", 1024],
]);

function isHeading(cells: readonly string[], columns: number): boolean {
  return cells.length === columns && cells.every((cell) => /^[a-z_]+[a-z0-9_.]*(?: \[[^\]]*\])?$/.test(cell));
}

function isProse(line: string): boolean {
  return /^\s*(?:warning|unable to|gpu\s?\d|failed|error|no devices)\b/i.test(line);
}

function outsideIn(cells: readonly string[], columns: number, free: number): string[] {
  const extra = cells.length - columns;
  return [
    ...cells.slice(0, free),
    cells.slice(free, free + extra + 1).join(", "),
    ...cells.slice(free + extra + 1),
  ];
}
