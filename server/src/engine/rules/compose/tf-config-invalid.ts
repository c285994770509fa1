import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { isRecord, tfConfigOf } from "../shared/tf-config.ts";
import type { TfConfig } from "../shared/tf-config.ts";
import { shortened } from "../../text/shortened.ts";

export default defineRule({
  name: "tf-config-invalid",
  subject: "compose",
  category: "training",
  severity: "error",
  since: "0.2.0",
  summary: "a TF_CONFIG that TensorFlow cannot read, or whose task is none of its cluster",
  sources: [
    "TensorFlow documentation, distributed training, TF_CONFIG",
    "tensorflow tfconfig_cluster_resolver.py",
  ],
  supersedes: ["env-quotes-literal"],
  *check({ project }) {
    for (const service of project.services.values()) {
      const config = tfConfigOf(service);
      const finding = config === undefined ? undefined : checked(config);
      if (finding !== undefined) yield finding;
    }
  },
});

function checked(config: TfConfig): Finding | undefined {
  const { json, entry, text, cluster, task } = config;
  if (json === undefined)
    return {
      at: entry.valueAt,
      message: `TF_CONFIG is no JSON, and TensorFlow stops when it reads it${whyNot(text)}.`,
    };
  if (!isRecord(json))
    return {
      at: entry.valueAt,
      message:
        "TF_CONFIG is no JSON object, and TensorFlow stops when it reads it. Write one with cluster and task.",
    };
  if (Object.keys(json).length === 0) return undefined;
  if (cluster === undefined)
    return {
      at: entry.valueAt,
      message:
        json["cluster"] === undefined
          ? "TF_CONFIG names no cluster, so TensorFlow trains on this container alone. Add the addresses of all tasks as cluster."
          : "The cluster of TF_CONFIG is no object of task types with their addresses, and TensorFlow stops when it reads it.",
    };
  if (task?.type === undefined)
    return {
      at: entry.valueAt,
      message:
        "TF_CONFIG does not say which task of the cluster this container is, and TensorFlow stops without it. Add task with type and index.",
    };
  return wrongTask(config, task.type, task.index);
}

function wrongTask(config: TfConfig, type: string, index: number | undefined): Finding | undefined {
  const { cluster } = config;
  // An evaluator is no part of the cluster.
  if (type === "evaluator" || cluster === undefined) return undefined;
  const addresses = cluster.types.get(type);
  const shown = shortened(type, 40);
  if (addresses === undefined) {
    const types = [...cluster.types.keys()].map((one) => shortened(one, 40)).join(", ");
    return {
      at: config.locate(JSON.stringify(type)).at,
      message: `This container is said to be a ${shown}, but the cluster has none: it has ${types === "" ? "no tasks" : types}. TensorFlow stops when it starts.`,
    };
  }
  if (index === undefined || addresses.has(index)) return undefined;
  const highest = Math.max(...addresses.keys());
  const range =
    addresses.size === 0
      ? "none"
      : addresses.size === 1
        ? `one, with index ${highest}`
        : `${addresses.size}, with indexes up to ${highest}`;
  return {
    at: config.locate('"index"').at,
    message: `The cluster has no ${shown} with index ${index}: it has ${range}. TensorFlow stops when it starts.`,
  };
}

function whyNot(text: string): string {
  if (/^(?:'.*'|".*")$/s.test(text)) return ": the quotes around it are a part of it. Leave them out";
  if (/^\s*\{\s*'/.test(text)) return ": strings stand in double quotes there";
  return /,\s*[\]}]/.test(text)
    ? ": it has a comma before a closing bracket"
    : ". Check its quotes and brackets";
}
