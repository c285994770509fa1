import type { Disposable, LogOutputChannel, Uri } from "vscode";
import { commands, l10n } from "vscode";
import { containerTree, problemCount } from "../../../workbench/src/containers/tree.ts";
import { systemClock } from "../../../workbench/src/exec/clock.ts";
import { systemPrograms } from "../../../workbench/src/exec/programs.ts";
import { gpuProblemCount, gpuTree } from "../../../workbench/src/gpus/tree.ts";
import type { Loadable, Problem, ProblemId } from "../../../workbench/src/problem.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import type { TreeNode } from "../../../workbench/src/tree.ts";
import { engineName } from "../live/engine-address.ts";
import { thisMachine } from "../live/machine.ts";
import { Workbench, lastOf, rowsOf } from "../live/workbench.ts";
import { PROBLEM_KEYS } from "../manifest/views.ts";
import { showAlert } from "./alerts.ts";
import { ContainerLogs } from "./containers/logs.ts";
import { GpuHistoryPanel } from "./gpu-history.ts";
import { ComposeServiceRuns } from "./compose-services.ts";
import { DockerRuns } from "./docker-runs.ts";
import type { Reach } from "./images.ts";
import { Images } from "./images.ts";
import { isStatusBarOn, readSettings } from "./settings.ts";
import { GpuStatus } from "./status-bar.ts";
import { TextDocuments } from "./text-documents.ts";
import type { View } from "./views.ts";

/** Fills the views, the badge and the status bar from the workbench, and tells it what somebody looks at. */
export class WorkbenchHost implements Disposable {
  readonly workbench: Workbench;
  readonly logs: ContainerLogs;
  readonly documents = new TextDocuments();
  readonly history: GpuHistoryPanel;
  readonly images: Images;
  readonly services: ComposeServiceRuns;
  readonly reach: Reach;
  readonly dist: Uri;
  readonly #gpus: View;
  readonly #containers: View;
  readonly #log: LogOutputChannel;
  readonly #docker: DockerRuns;
  readonly #status = new GpuStatus();
  readonly #told = new Map<string, string>();
  #engine: string | undefined;
  #isHere = false;

  /** `dist` is the folder of the built extension. */
  constructor(gpus: View, containers: View, dist: Uri, log: LogOutputChannel, reach: Reach) {
    this.reach = reach;
    this.dist = dist;
    this.#gpus = gpus;
    this.#containers = containers;
    this.#log = log;
    const services = { machine: thisMachine(), programs: systemPrograms, clock: systemClock, log };
    this.workbench = new Workbench(services, readSettings(), {
      gpusChanged: () => this.#drawGpus(),
      containersChanged: () => this.#drawContainers(),
      alerted: (alert) => void showAlert(alert),
    });
    this.logs = new ContainerLogs(log);
    this.#docker = new DockerRuns(log);
    this.images = new Images(this, this.#docker, log);
    this.services = new ComposeServiceRuns(this, this.#docker, log);
    this.history = new GpuHistoryPanel(this.workbench, dist, () => {
      this.attend(this.#isHere);
      this.history.update();
    });
  }

  /** Looks what can be seen. `isHere` tells whether the window has the focus. */
  attend(isHere: boolean): void {
    this.#isHere = isHere;
    this.workbench.setAttention({
      gpus: isHere && this.#gpus.tree.visible,
      containers: isHere && this.#containers.tree.visible,
      status: isHere && (isStatusBarOn() || this.history.isVisible),
    });
    this.#drawStatus();
  }

  /** Groups were opened or closed. */
  rowsChanged(): void {
    this.workbench.setRows(this.#seenRows());
  }

  settingsChanged(): void {
    this.workbench.setSettings(readSettings());
    this.#drawStatus();
  }

  dispose(): void {
    this.workbench.dispose();
    this.logs.dispose();
    this.documents.dispose();
    this.#docker.dispose();
    this.history.dispose();
    this.#status.dispose();
  }

  #drawGpus(): void {
    const { gpus, holders, containers } = this.workbench;
    const byId = new Map(rowsOf(containers).map((row) => [row.id, row]));
    const { areGpusElsewhere, endpoint } = this.workbench;
    this.#gpus.tree.description =
      areGpusElsewhere && endpoint !== undefined ? visible(engineName(endpoint)) : "";
    this.#fill(this.#gpus, PROBLEM_KEYS.gpus, gpus, gpuTree(gpus, holders, byId));
    const last = lastOf(gpus);
    const count = last === undefined ? 0 : gpuProblemCount(last);
    badge(
      this.#gpus,
      count,
      count === 1 ? l10n.t("1 GPU needs a look") : l10n.t("{0} GPUs need a look", count),
    );
    this.#drawStatus();
    this.history.update();
  }

  #drawContainers(): void {
    const { containers, endpoint } = this.workbench;
    const name = endpoint === undefined ? undefined : engineName(endpoint);
    if (name !== this.#engine) {
      this.#engine = name;
      this.#containers.tree.description = visible(name ?? "");
      if (lastOf(containers) === undefined) this.#containers.nodes.show([]);
    }
    const tree = containerTree(containers, systemClock.now());
    this.#fill(this.#containers, PROBLEM_KEYS.containers, containers, tree);
    this.rowsChanged();
    const count = problemCount(rowsOf(containers));
    badge(
      this.#containers,
      count,
      count === 1 ? l10n.t("1 container needs a look") : l10n.t("{0} containers need a look", count),
    );
  }

  /** An empty view says why: its welcome goes by the context key. */
  #fill(view: View, key: string, state: Loadable<unknown>, tree: readonly TreeNode[]): void {
    const last = lastOf(state);
    if (state.state === "loading" && last === undefined) return;
    const isEmpty = state.state === "failed" && last === undefined;
    const problem: ProblemId | undefined = isEmpty
      ? state.problem.id
      : tree.length === 0
        ? "nothing-there"
        : undefined;
    if (state.state === "failed") this.#tell(key, state.problem);
    else this.#told.delete(key);
    view.nodes.show(isEmpty ? [] : tree);
    void commands.executeCommand("setContext", key, problem ?? "");
  }

  /** A welcome has no room for the details; the log has, once for each failure. */
  #tell(key: string, { message, remedy, said }: Problem): void {
    const text = [message, remedy, said].filter((part) => part !== undefined).join(" ");
    if (this.#told.get(key) === text) return;
    this.#told.set(key, text);
    this.#log.warn(text);
  }

  #drawStatus(): void {
    this.#status.show(isStatusBarOn() ? lastOf(this.workbench.gpus) : undefined);
  }

  /** Containers in groups that are open, those that run first; an engine is not asked for more figures than that. */
  #seenRows(): ReadonlySet<string> {
    const rows = rowsOf(this.workbench.containers).filter(({ state }) => state === "running");
    const open = rows.filter(({ classification }) => {
      const group = `group ${classification.kind}`;
      return this.#containers.opened.get(group) ?? this.#containers.nodes.node(group)?.expanded !== false;
    });
    return new Set(open.slice(0, MOST_STREAMS).map(({ id }) => id));
  }
}

const MOST_STREAMS = 50;

/** Set anew only where it changes, since the editor draws it each time. */
function badge({ tree }: View, value: number, tooltip: string): void {
  if (value !== (tree.badge?.value ?? 0)) tree.badge = value === 0 ? undefined : { value, tooltip };
}
