import type { Problem } from "../problem.ts";
import type { GpuSnapshot } from "./model.ts";

/**
 * The answers of several vendors' tools as one. What fails beside an answer becomes a note, unless that vendor's tool merely finds no GPU.
 * Without any snapshot the first failure counts; one that says more than that there is no GPU goes first. Undefined for no answers.
 */
export function combined(answers: readonly (GpuSnapshot | Problem)[]): GpuSnapshot | Problem | undefined {
  const snapshots = answers.flatMap((answer) => ("id" in answer ? [] : [answer]));
  const problems = answers.flatMap((answer) => ("id" in answer ? [answer] : []));
  const [first] = snapshots;
  if (first === undefined) return problems.find(({ id }) => id !== "gpu-none") ?? problems[0];
  const telling = problems.filter(({ id }) => id !== "gpu-none");
  if (snapshots.length === 1 && telling.length === 0) return first;
  return {
    at: first.at,
    gpus: snapshots.flatMap(({ gpus }) => gpus),
    driver: snapshots.map(({ driver }) => driver).find((driver) => driver !== undefined),
    processesHidden: snapshots.some(({ processesHidden }) => processesHidden),
    notes: [
      ...snapshots.flatMap(({ notes }) => notes),
      ...telling.map((problem) => ({ id: "incomplete", message: problem.message, problem }) as const),
    ],
  };
}
