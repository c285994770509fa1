import { EngineError } from "../../docker/engine.ts";
import { said } from "../../text/said.ts";
import type { TestEngine, TestOutcome, TestPlan } from "./model.ts";

/**
 * Creates the container of a plan, runs it and takes it away again, however it ended. Never rejects. Where it could not be removed, its id
 * is in `leftBehind`.
 */
export async function runTest(plan: TestPlan, engine: TestEngine): Promise<TestOutcome> {
  let id: string;
  try {
    id = await engine.create(plan.container);
  } catch (error) {
    return failed(plan, "create", error, undefined);
  }
  const outcome = await runCreated(plan, engine, id);
  try {
    await engine.remove(id);
    return outcome;
  } catch {
    return outcome.state === "ended" || outcome.state === "failed" ? { ...outcome, leftBehind: id } : outcome;
  }
}

async function runCreated(plan: TestPlan, engine: TestEngine, id: string): Promise<TestOutcome> {
  try {
    await engine.start(id);
  } catch (error) {
    return failed(plan, "start", error, undefined);
  }
  try {
    const exitCode = await engine.wait(id, plan.timeout);
    const output = await engine.output(id, OUTPUT).catch(() => "");
    return {
      state: "ended",
      image: plan.image,
      exitCode,
      output: output.slice(0, OUTPUT),
      leftBehind: undefined,
    };
  } catch (error) {
    return failed(plan, "wait", error, undefined);
  }
}

const OUTPUT = 16 * 1024;

function failed(
  plan: TestPlan,
  step: "create" | "start" | "wait",
  error: unknown,
  leftBehind: string | undefined,
): TestOutcome {
  const problem = error instanceof EngineError ? error.problem : undefined;
  const words =
    problem === undefined ? (error instanceof Error ? error.message : "") : (problem.said ?? problem.message);
  return { state: "failed", image: plan.image, step, problem, said: said(words) ?? "", leftBehind };
}
