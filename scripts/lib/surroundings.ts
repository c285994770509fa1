/** What `npm test` prepares for the suites of test/vscode and hands them in the variable ML_CONTAINERS_VSCODE. */
export interface Surroundings {
  /** A Chromium or Chrome program. */
  readonly chromium: string;
  /** VS Code with the packaged extension installed; ends in a slash. */
  readonly installed: string;
  /** VS Code that runs a test module of the page's choice in its extension host; ends in a slash. */
  readonly testable: string;
  /** Copies of the sample workspace, one for each of the two, which the tests may change. */
  readonly workspace: string;
  readonly hostWorkspace: string;
  /** The folder of the built extension. */
  readonly extension: string;
  /** The bundled in-host suite, and the file into which it writes what came of its tests. */
  readonly hostSuite: string;
  readonly hostResults: string;
  /** Where screenshots go. */
  readonly screenshots: string;
}
