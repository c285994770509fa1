import { welcomes } from "./welcomes.ts";

export const VIEWS = { gpus: "mlContainers.gpus", containers: "mlContainers.containers" } as const;

/** The context keys that hold the id of the problem for which a view is empty. */
export const PROBLEM_KEYS = {
  gpus: "mlContainers.gpus.problem",
  containers: "mlContainers.containers.problem",
} as const;

const CONTAINER = "mlContainers";

export const viewsContainers = {
  activitybar: [{ id: CONTAINER, title: "ML Containers", icon: "media/activity-bar.svg" }],
};

export const views = {
  [CONTAINER]: [
    { id: VIEWS.gpus, name: "GPUs", icon: "media/activity-bar.svg", contextualTitle: "ML Containers: GPUs" },
    {
      id: VIEWS.containers,
      name: "Containers",
      icon: "media/activity-bar.svg",
      contextualTitle: "ML Containers: Containers",
    },
  ],
};

export const viewsWelcome = welcomes.map(({ view, problem, contents }) => ({
  view: VIEWS[view],
  contents,
  when: `${PROBLEM_KEYS[view]} == '${problem}'`,
}));
