/** `one GPU`, `2 GPUs`. */
export function countGiven(gpus: number): string {
  return gpus === 1 ? "one GPU" : `${gpus} GPUs`;
}
