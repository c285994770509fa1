/** The parts of the engine that are measured as they are shipped, in a bundle. */
export { analyze } from "../server/src/engine/analyze.ts";
export { loadProject } from "../server/src/engine/model/compose/project.ts";
