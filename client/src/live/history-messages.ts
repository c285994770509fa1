/** What the page of the GPU history is told, and what it says. */
export type ToPage = { readonly type: "history"; readonly gpus: readonly GpuSeries[]; readonly words: Words };
export type FromPage = { readonly type: "ready" };

/** One GPU over the last hour, in steps of equal length; null where nothing was measured. */
export interface GpuSeries {
  readonly title: string;
  readonly measures: readonly Measure[];
}

export interface Measure {
  readonly id: "utilization" | "memory" | "power";
  readonly label: string;
  readonly unit: string;
  /** What the top of the plot stands for. */
  readonly top: number;
  readonly values: readonly (number | null)[];
}

/** Texts of the page, in the editor's language. */
export interface Words {
  readonly now: string;
  readonly mean: string;
  readonly highest: string;
  readonly hourAgo: string;
  readonly nothing: string;
}
