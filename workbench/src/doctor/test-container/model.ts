import type { ContainerPlan, EngineImage } from "../../docker/engine.ts";
import type { Problem } from "../../problem.ts";

export interface TestPlan {
  /** What a person knows the image by; hostile text. */
  readonly image: string;
  readonly container: ContainerPlan;
  /** Milliseconds that it may run. */
  readonly timeout: number;
}

/** What the test needs of an engine. Each method may reject; each has a time limit of its own. */
export interface TestEngine {
  images(): Promise<readonly EngineImage[]>;
  /** The container's id. */
  create(plan: ContainerPlan): Promise<string>;
  start(id: string): Promise<void>;
  /** The exit status, when the container has ended; rejects after so many milliseconds. */
  wait(id: string, timeout: number): Promise<number>;
  /** Both streams of its log, at most `limit` UTF-16 units. */
  output(id: string, limit: number): Promise<string>;
  /** Kills it where it runs. */
  remove(id: string): Promise<void>;
}

export type TestOutcome =
  | { readonly state: "no-image" }
  | { readonly state: "impossible"; readonly why: string }
  | {
      readonly state: "ended";
      readonly image: string;
      readonly exitCode: number;
      readonly output: string;
      readonly leftBehind: string | undefined;
    }
  | {
      readonly state: "failed";
      readonly image: string;
      readonly step: "create" | "start" | "wait";
      readonly problem: Problem | undefined;
      /** The engine's words; hostile text, cut. */
      readonly said: string;
      readonly leftBehind: string | undefined;
    };
