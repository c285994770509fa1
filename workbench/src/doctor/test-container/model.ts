import type { EngineDeviceRequest } from "../../docker/engine.ts";
import type { Problem } from "../../problem.ts";

/** An image that is already with the engine. */
export interface LocalImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly bytes: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: ReadonlyMap<string, string>;
  /** As `amd64`. */
  readonly architecture: string | undefined;
}

/** All that is created: nothing else is asked of the engine. */
export interface TestContainer {
  /** The image's id, so that nothing is ever pulled. */
  readonly image: string;
  readonly argv: readonly string[];
  readonly deviceRequests: readonly EngineDeviceRequest[];
  readonly labels: Readonly<Record<string, string>>;
  readonly network: "none";
  /** Bytes. */
  readonly memory: number;
  readonly pids: number;
}

export interface TestPlan {
  /** What a person knows the image by; hostile text. */
  readonly image: string;
  readonly container: TestContainer;
  /** Milliseconds that it may run. */
  readonly timeout: number;
}

/** What the test needs of an engine. Each method may reject; each has a time limit of its own. */
export interface TestEngine {
  images(): Promise<readonly LocalImage[]>;
  /** The container's id. */
  create(container: TestContainer): Promise<string>;
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
