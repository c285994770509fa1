import { compareVersions, deadEndpoints } from "../../knowledge/index.ts";
import type { DeadEndpoint } from "../../knowledge/index.ts";
import type { HealthTest } from "../../model/compose/health.ts";
import { healthOf } from "../../model/compose/health.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { packageVersion } from "../shared/package-version.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "healthcheck-endpoint-dead",
  subject: "compose",
  category: "stacks",
  severity: "warning",
  since: "0.2.0",
  summary: "a health check on an endpoint that the server no longer has",
  sources: ["mlflow-list-removed"],
  *check({ project }) {
    for (const service of project.services.values()) {
      const health = healthOf(service);
      const test = health?.test;
      if (test === undefined || health?.disabled !== false) continue;
      for (const endpoint of deadEndpoints()) {
        const finding = find({ service, test, endpoint }, project);
        if (finding !== undefined) yield finding;
      }
    }
  },
});

interface Check {
  readonly service: ComposeService;
  readonly test: HealthTest;
  readonly endpoint: DeadEndpoint;
}

function find({ service, test, endpoint }: Check, project: ComposeProject): Finding | undefined {
  const { path, since, instead, service: title } = endpoint;
  const { place } = test;
  if (place.file !== project.path) return undefined;
  const { source } = project.yaml;
  const start = source.slice(0, place.end).indexOf(path, place.start);
  if (start === -1 || /[\w/-]/.test(source[start + path.length] ?? "")) return undefined;
  const version = packageVersion(service, endpoint, "newest");
  if (version === undefined || (version !== "newest" && compareVersions(version, since) < 0))
    return undefined;
  const span = { file: place.file, start, end: start + path.length };
  const edit: PlacedEdit = { span, text: instead };
  const isHere = test.at.start === place.start && test.at.file === place.file;
  return {
    at: isHere ? span : test.at,
    message: `${title} has no ${path} since ${since}: it answers 404, and the service is never healthy. Ask ${instead}.`,
    fixes: [{ title: `Ask ${instead}`, safety: "safe", edits: [edit] }],
  };
}
