import * as l10n from "@vscode/l10n";
import { gpuCount } from "../../text/counts.ts";
import { said } from "../../text/said.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import type { TestOutcome } from "../test-container/model.ts";
import { short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "test-container",
  title: () => l10n.t("Test container"),
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, Running a sample workload, Troubleshooting",
});

/** What came of `nvidia-smi -L` in a container that asked for all GPUs. */
export function testContainer(facts: Facts): Check {
  const { test } = facts;
  if (test === undefined) return skipped(l10n.t("No test container was asked for."));
  if (test.state === "no-image") {
    return skipped(
      l10n.t("The engine has no image of CUDA to test with."),
      l10n.t("Pull an image of nvidia/cuda of the flavour base, then check again."),
    );
  }
  if (test.state === "impossible") return unknown(l10n.t("No test container was run: {0}.", test.why));
  if (test.leftBehind !== undefined) {
    return warning(
      l10n.t(
        "The test container {0} of {1} could not be removed.",
        short(test.leftBehind, 12),
        short(test.image),
      ),
      l10n.t("Run `docker rm -f {0}`.", short(test.leftBehind, 12).replace(/[^0-9a-f]/g, "")),
    );
  }
  if (test.state === "failed") return notRun(test);
  const gpus = [...test.output.matchAll(/^GPU \d+: /gm)].length;
  if (test.exitCode === 0 && gpus > 0)
    return ok(l10n.t("A container of {0} saw {1}.", short(test.image), gpuCount(gpus)));
  const words = short(said(test.output, 200, 1) ?? "", 200);
  if (/Insufficient Permissions/i.test(test.output) && valueOf(facts.selinux) === "enforcing") {
    return failed(
      words === ""
        ? l10n.t(
            "SELinux is enforcing, and nvidia-smi in a container of {0} ended with status {1}.",
            short(test.image),
            test.exitCode,
          )
        : l10n.t(
            "SELinux is enforcing, and nvidia-smi in a container of {0} ended with status {1}: {2}.",
            short(test.image),
            test.exitCode,
            words,
          ),
      l10n.t("Start GPU containers with security_opt: [label=disable], or allow it in the machine's policy."),
    );
  }
  const finding =
    words === ""
      ? l10n.t("nvidia-smi in a container of {0} ended with status {1}.", short(test.image), test.exitCode)
      : l10n.t(
          "nvidia-smi in a container of {0} ended with status {1}: {2}.",
          short(test.image),
          test.exitCode,
          words,
        );
  if (/Unknown Error|blocked by the operating system/i.test(test.output)) {
    return failed(
      finding,
      l10n.t(
        "Set no-cgroups = false in /etc/nvidia-container-runtime/config.toml, unless the engine is rootless.",
      ),
    );
  }
  return failed(finding, l10n.t("Follow the other lines of this report, then check again."));
}

function notRun(test: TestOutcome & { readonly state: "failed" }): Check {
  const words = short(test.said, 300).replace(/\.$/, "");
  const remedy = /could not select device driver|no known GPU vendor|CDI device injection failed/i.test(
    test.said,
  )
    ? l10n.t("Install the NVIDIA Container Toolkit where the engine runs, then restart the engine.")
    : /unsatisfied condition: cuda/i.test(test.said)
      ? l10n.t("Update the driver, or use images of an older CUDA.")
      : /version mismatch/i.test(test.said)
        ? l10n.t("Restart the machine, so that the kernel module of the installed driver is loaded.")
        : (test.problem?.remedy ?? l10n.t("Follow the other lines of this report, then check again."));
  return failed(notRunText(test.step, short(test.image), words), remedy);
}

function notRunText(step: "create" | "start" | "wait", image: string, words: string): string {
  switch (step) {
    case "create":
      return words === ""
        ? l10n.t("A container of {0} could not be created.", image)
        : l10n.t("A container of {0} could not be created: {1}.", image, words);
    case "start":
      return words === ""
        ? l10n.t("A container of {0} could not be started.", image)
        : l10n.t("A container of {0} could not be started: {1}.", image, words);
    default:
      return words === ""
        ? l10n.t("A container of {0} could not be waited for.", image)
        : l10n.t("A container of {0} could not be waited for: {1}.", image, words);
  }
}
