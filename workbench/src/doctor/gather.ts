import * as l10n from "@vscode/l10n";
import type { Engine, EngineInfo, EngineVersion } from "../docker/engine.ts";
import { EngineError } from "../docker/engine.ts";
import type { GpuSnapshot } from "../gpus/model.ts";
import type { Problem } from "../problem.ts";
import type { EngineFacts, Fact, Facts } from "./facts.ts";
import { known, unknown, valueOf } from "./facts.ts";
import type { DoctorServices } from "./gather/services.ts";
import { byVendor } from "./gather/gpus.ts";
import { amdFacts, nvidiaFacts } from "./gather/drivers.ts";
import { cdiSpecs, composeVersion, daemonConfig, selinuxMode } from "./gather/software.ts";
import { deviceFiles, pciGpus, userOf, wslOf } from "./gather/machine.ts";
import type { CudaFor } from "./checks/cuda.ts";
import { planTest } from "./test-container/plan.ts";
import { runTest } from "./test-container/run.ts";
import type { TestEngine, TestOutcome } from "./test-container/model.ts";
import { within } from "./within.ts";

export type { DoctorServices } from "./gather/services.ts";

export interface GatherOptions {
  /** Starts a container with all GPUs, where an image of CUDA is at hand. */
  readonly test?: { readonly engine: TestEngine; readonly cudaFor: CudaFor };
  /** Milliseconds for each fact by itself; 10 seconds unless said. */
  readonly timeout?: number;
}

/** Collects every fact, all at once where none needs another. Never rejects: what cannot be had is unknown, and why. */
export async function gather(services: DoctorServices, options: GatherOptions = {}): Promise<Facts> {
  const timeout = options.timeout ?? 10_000;
  const { clock } = services;
  const limited = <T>(promise: Promise<Fact<T>>): Promise<Fact<T>> =>
    within(clock, timeout, promise, unknown);
  const wsl = within(clock, timeout, wslOf(services), () => undefined);
  const engine = engineFacts(services, timeout);
  const pci = limited(pciGpus(services));
  const gpus = Promise.all([readGpus(services, timeout), pci]).then(([answer, bus]) => byVendor(answer, bus));
  const [isWsl, bus, devices, user, nvidia, amd, engineKnown, cdi, daemon, compose, selinux] =
    await Promise.all([
      wsl,
      pci,
      limited(deviceFiles(services, timeout)),
      limited(userOf(services, timeout)),
      wsl.then((version) =>
        nvidiaFacts(
          services,
          version,
          gpus.then(({ nvidia: one }) => one),
          timeout,
        ),
      ),
      amdFacts(
        services,
        gpus.then(({ amd: one }) => one),
        timeout,
      ),
      engine,
      engine.then((one) => limited(cdiSpecs(services, valueOf(one.info)?.cdiSpecDirs ?? []))),
      engine.then((one) => limited(daemonConfig(services, valueOf(one.info)?.rootless === true))),
      limited(composeVersion(services, timeout)),
      limited(selinuxMode(services)),
    ]);
  const facts: Facts = {
    platform: services.platform,
    wsl: isWsl,
    pci: bus,
    devices,
    user,
    nvidia,
    amd,
    cdi,
    engine: engineKnown,
    daemon,
    compose,
    selinux,
    test: undefined,
  };
  return options.test === undefined
    ? facts
    : { ...facts, test: await test(facts, options.test, services, timeout) };
}

async function readGpus({ gpus, clock }: DoctorServices, timeout: number): Promise<GpuSnapshot | Problem> {
  if (gpus === undefined) return notAsked();
  // A reading calls a tool several times.
  return within<GpuSnapshot | Problem>(clock, 3 * timeout, Promise.resolve().then(gpus), (why) => ({
    id: "gpu-tool-hangs",
    message: l10n.t("The GPUs could not be listed: {0}.", why),
    remedy: l10n.t("Look for the GPU's errors in the kernel log."),
  }));
}

function notAsked(): Problem {
  return {
    id: "gpu-tool-missing",
    message: l10n.t("No GPU tool was asked."),
    remedy: l10n.t("Install the GPU's driver."),
  };
}

async function engineFacts({ engine, clock }: DoctorServices, timeout: number): Promise<EngineFacts> {
  const connected = await within<{ readonly engine: Engine } | { readonly error: unknown }>(
    clock,
    timeout,
    Promise.resolve()
      .then(engine)
      .then(
        (one) => ({ engine: one }),
        (error: unknown) => ({ error }),
      ),
    (why) => ({ error: why }),
  );
  if ("error" in connected) {
    return {
      endpoint: undefined,
      version: unknown(l10n.t("no engine answers")),
      info: unknown(l10n.t("no engine answers")),
      ...problemOf(connected.error),
    };
  }
  const ask = <T>(
    question: () => Promise<T>,
  ): Promise<{ readonly fact: Fact<T>; readonly error?: unknown }> =>
    within<{ readonly fact: Fact<T>; readonly error?: unknown }>(
      clock,
      timeout,
      Promise.resolve()
        .then(question)
        .then(
          (value) => ({ fact: known(value) }),
          (error: unknown) => ({ fact: unknown(l10n.t("the engine did not answer")), error }),
        ),
      (why) => ({ fact: unknown(why), error: why }),
    );
  const [version, info] = await Promise.all([
    ask<EngineVersion>(() => connected.engine.version()),
    ask<EngineInfo>(() => connected.engine.info()),
  ]);
  const error = version.error ?? info.error;
  return {
    endpoint: connected.engine.endpoint,
    version: version.fact,
    info: info.fact,
    ...(error === undefined ? { problem: undefined } : problemOf(error)),
  };
}

function problemOf(error: unknown): Pick<EngineFacts, "problem"> {
  if (error instanceof EngineError) return { problem: error.problem };
  return {
    problem: {
      id: "engine-hangs",
      message:
        typeof error === "string"
          ? l10n.t("The container engine did not answer: {0}.", error)
          : l10n.t("The container engine did not answer."),
      remedy: l10n.t("Start or restart the container engine, or choose another context."),
    },
  };
}

async function test(
  facts: Facts,
  { engine, cudaFor }: NonNullable<GatherOptions["test"]>,
  { clock }: DoctorServices,
  timeout: number,
): Promise<TestOutcome> {
  const version = valueOf(facts.engine.version);
  if (version === undefined) return { state: "impossible", why: l10n.t("no engine answers") };
  if (/podman/i.test(version.product ?? ""))
    return { state: "impossible", why: l10n.t("Podman's Docker API ignores requests for GPUs") };
  const images = await within(clock, 3 * timeout, engine.images(), () => undefined);
  if (images === undefined) return { state: "impossible", why: l10n.t("the engine did not list its images") };
  const driver = valueOf(facts.nvidia.module);
  const plan = planTest(
    images,
    driver === undefined ? undefined : cudaFor(driver)?.toolkit,
    version.architecture,
  );
  return plan === undefined ? { state: "no-image" } : runTest(plan, engine);
}
