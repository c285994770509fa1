import type { ComposeValue } from "../../model/compose/value.ts";
import { scalarType, valueOf } from "../../model/compose/value.ts";
import { nearest } from "../../text/nearest.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "gpus-item-typo",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "an unknown key in gpus, which Compose ignores, or a value that it refuses",
  sources: ["compose-spec schema, gpus; measured with Compose 2.26"],
  *check({ project }) {
    for (const service of project.services.values()) {
      const gpus = valueOf(service.value, "gpus");
      if (gpus !== undefined) yield* judge(gpus);
    }
  },
});

const KEYS: readonly string[] = ["driver", "count", "device_ids", "capabilities", "options"];

function* judge(gpus: ComposeValue): Generator<Finding> {
  if (gpus.kind === "scalar") {
    if (!gpus.value.known || (gpus.value.text === "all" && scalarType(gpus) === "string")) return;
    const { text } = gpus.value;
    const isCount = /^[1-9]\d{0,2}$/.test(text);
    yield {
      at: gpus.at,
      message: `Compose refuses gpus: ${text}; the only word is "all". Write ${isCount ? `a list: gpus: [{ count: ${text} }]` : 'gpus: all, or a list of requests such as "- count: 1"'}.`,
      fixes: isCount ? listOfOne(gpus, text) : [],
    };
    return;
  }
  if (gpus.kind === "map") {
    yield {
      at: gpus.at,
      message: 'Compose refuses a map here. gpus is "all" or a list: begin the request with "- ".',
    };
    return;
  }
  for (const item of gpus.items) {
    if (item.kind !== "map") {
      yield {
        at: item.at,
        message:
          'Compose refuses this item: each item of gpus is a map such as "- count: 1". For all GPUs write gpus: all.',
      };
      continue;
    }
    for (const { key, keyAt, keyPlace } of item.entries.values()) {
      if (KEYS.includes(key) || key.startsWith("x-")) continue;
      const meant = nearest(key, KEYS);
      yield {
        at: keyAt,
        message: `gpus knows no key "${key}". Compose ignores it without a word and asks for what the other keys say${meant === undefined ? "" : `. Write ${meant}`}.`,
        fixes:
          meant === undefined || item.entries.has(meant)
            ? []
            : [{ title: `Change to ${meant}`, safety: "safe", edits: [{ span: keyPlace, text: meant }] }],
      };
    }
  }
}

function listOfOne({ place, at }: ComposeValue, text: string): readonly Fix[] {
  if (at.start !== place.start) return [];
  return [
    {
      title: `Ask for ${text === "1" ? "one GPU" : `${text} GPUs`}`,
      safety: "safe",
      edits: [{ span: place, text: `[{ count: ${text} }]` }],
    },
  ];
}
