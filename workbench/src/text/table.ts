import { displayWidth, visible } from "./visible.ts";

/**
 * Columns under headings, two spaces apart. Cells are hostile text: they are made visible and cut, the widest first, until a line fits
 * into `columns`; columns that are empty in every row are left out.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): string {
  const used = headings.map((_, index) => rows.some((row) => (row[index] ?? "") !== ""));
  const cells = [headings, ...rows].map((row) =>
    row.filter((_, index) => used[index]).map((cell) => visible(cell.slice(0, LONGEST))),
  );
  const widths = fitted(
    cells[0]?.map((_, index) => Math.max(...cells.map((row) => displayWidth(row[index] ?? "")))) ?? [],
    columns,
  );
  return cells
    .map((row) =>
      row
        .map((cell, index) => padded(cell, widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

const LONGEST = 120;
const NARROWEST = 8;

function fitted(widths: readonly number[], columns: number | undefined): readonly number[] {
  if (columns === undefined) return widths;
  const fit = [...widths];
  const total = (): number => fit.reduce((sum, one) => sum + one, 0) + 2 * (fit.length - 1);
  while (total() > columns) {
    const widest = Math.max(...fit);
    if (widest <= NARROWEST) break;
    fit[fit.indexOf(widest)] = Math.max(
      NARROWEST,
      widest - Math.max(1, total() - columns),
      secondOf(fit, widest),
    );
  }
  return fit;
}

/** The next lower width, so that of two wide columns neither is cut alone; one less where all are the same. */
function secondOf(widths: readonly number[], widest: number): number {
  const lower = Math.max(0, ...widths.filter((one) => one < widest));
  return widths.filter((one) => one === widest).length > 1 ? widest - 1 : lower;
}

function padded(cell: string, to: number): string {
  const own = displayWidth(cell);
  if (own <= to) return cell + " ".repeat(to - own);
  let kept = "";
  for (const character of cell) {
    if (displayWidth(kept + character) > to - 1) break;
    kept += character;
  }
  return `${kept}…${" ".repeat(Math.max(0, to - 1 - displayWidth(kept)))}`;
}
