import { said } from "../../text/said.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import type { TestOutcome } from "../test-container/model.ts";
import { counted, short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "test-container",
  title: "Test container",
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, Running a sample workload, Troubleshooting",
});

/** What came of `nvidia-smi -L` in a container that asked for all GPUs. */
export function testContainer(facts: Facts): Check {
  const { test } = facts;
  if (test === undefined) return skipped("No test container was asked for.");
  if (test.state === "no-image") {
    return skipped(
      "The engine has no image of CUDA to test with.",
      "Pull an image of nvidia/cuda of the flavour base, then check again.",
    );
  }
  if (test.state === "impossible") return unknown(`No test container was run: ${test.why}.`);
  if (test.leftBehind !== undefined) {
    return warning(
      `The test container ${short(test.leftBehind, 12)} of ${short(test.image)} could not be removed.`,
      `Run \`docker rm -f ${short(test.leftBehind, 12).replace(/[^0-9a-f]/g, "")}\`.`,
    );
  }
  if (test.state === "failed") return notRun(test);
  const gpus = [...test.output.matchAll(/^GPU \d+: /gm)].length;
  if (test.exitCode === 0 && gpus > 0)
    return ok(`A container of ${short(test.image)} saw ${counted(gpus, "GPU")}.`);
  const words = short(said(test.output, 200, 1) ?? "", 200);
  const finding = `nvidia-smi in a container of ${short(test.image)} ended with status ${test.exitCode}${words === "" ? "" : `: ${words}`}`;
  if (/Insufficient Permissions/i.test(test.output) && valueOf(facts.selinux) === "enforcing") {
    return failed(
      `SELinux is enforcing, and ${finding}.`,
      "Start GPU containers with security_opt: [label=disable], or allow it in the machine's policy.",
    );
  }
  if (/Unknown Error|blocked by the operating system/i.test(test.output)) {
    return failed(
      `${finding}.`,
      "Set no-cgroups = false in /etc/nvidia-container-runtime/config.toml, unless the engine is rootless.",
    );
  }
  return failed(`${finding}.`, "Follow the other lines of this report, then check again.");
}

function notRun(test: TestOutcome & { readonly state: "failed" }): Check {
  const words = short(test.said, 300);
  const finding = `A container of ${short(test.image)} could not be ${STEPS[test.step]}${words === "" ? "" : `: ${words}`}`;
  const remedy = /could not select device driver|no known GPU vendor|CDI device injection failed/i.test(
    test.said,
  )
    ? "Install the NVIDIA Container Toolkit where the engine runs, then restart the engine."
    : /unsatisfied condition: cuda/i.test(test.said)
      ? "Update the driver, or use images of an older CUDA."
      : /version mismatch/i.test(test.said)
        ? "Restart the machine, so that the kernel module of the installed driver is loaded."
        : (test.problem?.remedy ?? "Follow the other lines of this report, then check again.");
  return failed(`${finding.replace(/\.$/, "")}.`, remedy);
}

const STEPS = { create: "created", start: "started", wait: "waited for" } as const;
