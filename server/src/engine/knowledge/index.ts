export * from "./types.ts";
export * from "./version.ts";
export { source } from "./facts.ts";
export * from "./cuda.ts";
export * from "./frameworks.ts";
export * from "./platforms.ts";
export * from "./catalogue.ts";
export * from "./images.ts";
export { imageNames, newestPinnedTag, tagsOf } from "./tags.ts";
