import { rules } from "../../engine/rules/index.ts";
import { REPOSITORY_URL, VERSION } from "../../docs.ts";
import { ExitCode } from "../exit.ts";
import type { Problem } from "../files/problem.ts";
import { shippedPage } from "../pages.ts";
import type { Terminal } from "../terminal.ts";
import type { FileReport, Reporter } from "./report.ts";
import { ROOT_ID, artifactLocation } from "./sarif/place.ts";
import type { Result } from "./sarif/result.ts";
import { resultsOf } from "./sarif/result.ts";
import { ruleDescriptor } from "./sarif/rule.ts";

/**
 * Prints one SARIF 2.1.0 log at the end. It holds neither times nor places of this machine, so that the same files give the same
 * log.
 */
export function sarifReporter(terminal: Terminal): Reporter {
  const artifacts: object[] = [];
  const results: Result[] = [];
  const problems: Problem[] = [];
  return {
    async file(report, wasRead) {
      if (wasRead) artifacts.push(artifact(report));
      results.push(...resultsOf(report));
      problems.push(...report.problems);
    },
    problem(problem) {
      problems.push(problem);
    },
    async end(exit) {
      const reported = new Set(results.map(({ ruleId }) => ruleId));
      const known = rules
        .filter(({ name }) => reported.has(name))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const index = new Map(known.map(({ name }, at) => [name, at]));
      const log = {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
          {
            tool: {
              driver: {
                name: "ML Containers",
                version: VERSION,
                semanticVersion: VERSION,
                informationUri: REPOSITORY_URL,
                rules: known.map((rule) => ruleDescriptor(rule, shippedPage(rule.name))),
              },
            },
            invocations: [invocation(exit, problems)],
            originalUriBaseIds: {
              [ROOT_ID]: { description: { text: "The working directory in which the files were linted." } },
            },
            artifacts,
            results: results.map((result) => indexed(result, index)),
            columnKind: "utf16CodeUnits",
          },
        ],
      };
      await terminal.print(`${JSON.stringify(log, undefined, 2)}\n`);
    },
  };
}

function indexed(result: Result, index: ReadonlyMap<string, number>): object {
  return { ...result, ruleIndex: index.get(result.ruleId) ?? -1 };
}

function artifact({ name, kind }: FileReport): object {
  return {
    location: artifactLocation(name),
    roles: ["analysisTarget"],
    sourceLanguage: kind === "compose" ? "yaml" : "dockerfile",
  };
}

const EXIT_MEANS: Readonly<Record<ExitCode, string>> = {
  [ExitCode.Clean]: "No finding reached the threshold.",
  [ExitCode.Findings]: "Findings reached the threshold.",
  [ExitCode.Trouble]: "Input could not be read, or only in part.",
};

function invocation(exit: ExitCode, problems: readonly Problem[]): object {
  return {
    executionSuccessful: exit !== ExitCode.Trouble,
    exitCode: exit,
    exitCodeDescription: EXIT_MEANS[exit],
    toolExecutionNotifications: problems.map(({ file, line, message, remedy }) => ({
      level: "error",
      message: { text: `${message} ${remedy}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: artifactLocation(file),
            ...(line === undefined ? {} : { region: { startLine: line } }),
          },
        },
      ],
    })),
  };
}
