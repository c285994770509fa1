/** What the page of the GPU history is told, and what it says. */
export type ToPage = { readonly type: "history"; readonly gpus: readonly GpuSeries[]; readonly words: Words };
export type FromPage = { readonly type: "ready" };

/** One GPU over the last hour, or over as much of it as is known, in steps of equal length. */
export interface GpuSeries {
  readonly title: string;
  /** What the left end of the plots is, as `15 minutes ago`. */
  readonly begins: string;
  readonly measures: readonly Measure[];
}

export interface Measure {
  readonly id: "utilization" | "memory" | "power";
  readonly label: string;
  readonly unit: string;
  /** What the top of the plot stands for. */
  readonly top: number;
  /** From the left end to now. */
  readonly steps: number;
  /** What was measured, oldest first; no line is drawn from one run to the next, for between them nothing was. */
  readonly runs: readonly (readonly Step[])[];
}

export interface Step {
  /** From 0 on, the oldest first. */
  readonly step: number;
  /** The mean of what was measured in it. */
  readonly value: number;
}

/** Texts of the page, in the editor's language. */
export interface Words {
  readonly now: string;
  readonly mean: string;
  readonly highest: string;
  readonly nothing: string;
}
