import { capabilityMeant, deviceDriver, deviceDrivers, majorOf } from "../../knowledge/index.ts";
import type { DeviceRequest } from "../../model/compose/gpus.ts";
import { deviceRequests } from "../../model/compose/gpus.ts";
import type { ComposeScalar } from "../../model/compose/value.ts";
import { listOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import { nearest } from "../../text/nearest.ts";
import { shortened } from "../../text/shortened.ts";
import type { ComposeInput, Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { removeItem, replaceItem, replaceScalar } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-capabilities-unknown",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "a capability that no GPU driver of the engine has",
  sources: ["moby-nvidia-driver", "moby-amd-driver"],
  *check(input) {
    for (const service of input.project.services.values()) {
      for (const request of deviceRequests(service)) {
        if (request.isGpu !== true) continue;
        for (const capability of request.capabilities ?? []) yield* judge(input, request, capability);
      }
    }
  },
});

function* judge(
  { source, host }: ComposeInput,
  request: DeviceRequest,
  capability: ComposeScalar,
): Generator<Finding> {
  const word = knownText(capability.value);
  const driver = request.driver === undefined ? "" : knownText(request.driver);
  if (word === undefined || driver === undefined || driver === "cdi") return;
  const named = deviceDriver(driver);
  if (driver !== "" && named === undefined) return;
  const known = named?.capabilities ?? deviceDrivers().flatMap((one) => one.capabilities);
  if (known.includes(word)) return;
  const engine = host.engine === undefined ? undefined : Number(majorOf(host.engine));
  if (named !== undefined && engine !== undefined && engine >= IGNORED_FROM) return;
  const fails = `could not select device driver "${driver}"`;
  const consequence =
    named === undefined || engine !== undefined
      ? `The container does not start: ${fails}.`
      : `Docker Engine 28 and older then do not start the container (${fails}); newer ones ignore the word.`;
  const words = wordsIn(word, known);
  yield {
    at: capability.at,
    severity: named === undefined || engine !== undefined ? "error" : "warning",
    message:
      words === undefined
        ? `No GPU driver has the capability "${word}". ${consequence} Use gpu.`
        : `"${shortened(word, 60)}" is one capability, which no GPU driver has. ${consequence} Make each word an item of its own.`,
    fixes:
      words === undefined
        ? fixes(source, request, capability, word, known)
        : split(source, request, capability, words),
  };
}

/** The capabilities of `compute,utility`; undefined for one word, and where one of them is none. */
function wordsIn(text: string, known: readonly string[]): readonly string[] | undefined {
  const words = text.split(/[\s,;|+]+/).filter((word) => word !== "");
  return words.length > 1 && words.every((word) => known.includes(word)) ? [...new Set(words)] : undefined;
}

/** Puts the words in the place of the item, those that stand there already left out. */
function split(
  source: string,
  { capabilities = [], value }: DeviceRequest,
  capability: ComposeScalar,
  words: readonly string[],
): readonly Fix[] {
  const list = listOf(value, "capabilities");
  if (list === undefined || capability.raw.includes("$") || capability.node.anchor !== undefined) return [];
  const others = new Set(capabilities.filter((one) => one !== capability).map((one) => knownText(one.value)));
  const rest = words.filter((word) => !others.has(word));
  const edit =
    rest.length === 0 ? removeItem(source, list, capability) : replaceItem(source, list, capability, rest);
  return edit === undefined ? [] : [{ title: "Split the item", safety: "safe", edits: [edit] }];
}

/** The first Docker Engine that takes a request which names its driver whatever capabilities it lists. */
const IGNORED_FROM = 29;

/** Puts the capability that is meant in its place, or `gpu`; takes the word out where that stands there already. */
function fixes(
  source: string,
  { capabilities = [], value }: DeviceRequest,
  capability: ComposeScalar,
  word: string,
  known: readonly string[],
): readonly Fix[] {
  const meant = capabilityMeant(word) ?? nearest(word, known) ?? "gpu";
  const others = capabilities.filter((one) => one !== capability).map((one) => knownText(one.value));
  // Who wrote a variable gives the word elsewhere, and mends it there.
  if (capability.raw.includes("$")) return [];
  if (!others.includes(meant)) {
    const edits = [replaceScalar(source, capability, meant)];
    return [{ title: `Use ${meant}`, safety: "safe", edits }];
  }
  const list = listOf(value, "capabilities");
  const edit = list === undefined ? undefined : removeItem(source, list, capability);
  return edit === undefined ? [] : [{ title: `Remove ${word}`, safety: "safe", edits: [edit] }];
}
