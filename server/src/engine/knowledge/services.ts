import type { ImageReference } from "../model/reference.ts";
import { servicesFile } from "./facts.ts";
import type { DeadEndpoint, HostCheck, OpenService, RenamedOption, WithoutTools } from "./types.ts";

/** Servers that everybody who reaches their port may use. */
export function openServices(): readonly OpenService[] {
  return servicesFile.open;
}

/** Servers that answer only requests for hosts that they know. */
export function hostChecks(): readonly HostCheck[] {
  return servicesFile.hostChecks;
}

/** Endpoints of servers that answer no more. */
export function deadEndpoints(): readonly DeadEndpoint[] {
  return servicesFile.deadEndpoints;
}

/** What an image lacks that health checks like to use; undefined where nothing is known to be missing. */
export function withoutTools({
  registry,
  repository,
  tag = "latest",
}: ImageReference): WithoutTools | undefined {
  const name = `${registry}/${repository}`;
  return servicesFile.withoutTools.find((row) => row.image === name && new RegExp(row.tag).test(tag));
}

/** The option that took the place of one of another program's, both without dashes: `NotebookApp.token`. */
export function renamedOption(option: string): string | undefined {
  const [section, name] = option.split(".", 2);
  const row = servicesFile.renamedOptions.find(({ from }: RenamedOption) => from === section);
  return name !== undefined && row?.options.includes(name) === true ? `${row.to}.${name}` : undefined;
}

/** Whether the program that reads a variable takes quotes around its value away. */
export function isUnquoted(variable: string): boolean {
  return servicesFile.unquoting.some(({ prefix }) => variable.startsWith(prefix));
}

/** What a pair of quotes does as the value of a variable, in words, where that is what an empty value does. */
export function quotesAsEmpty(variable: string): string | undefined {
  return servicesFile.quotesAsEmpty.find((row) => row.variable === variable)?.does;
}

/** Whether an image is a proxy whose purpose is to authenticate. */
export function isAuthenticatingProxy(reference: ImageReference): boolean {
  return servicesFile.proxies.some(({ images }) => isOneOf(reference, images));
}

/** Whether an image is a tool that drives or watches the engine through its socket. */
export function isEngineTool(reference: ImageReference): boolean {
  return servicesFile.engineTools.some(({ images }) => isOneOf(reference, images));
}

/** The same for the program of a service. */
export function isEngineToolCommand(program: string): boolean {
  return servicesFile.engineTools.some(({ commands }) => commands.includes(program));
}

/** Whether an image is one of `registry/repository`, where a `*` at the end stands for any rest. */
export function isOneOf({ registry, repository }: ImageReference, images: readonly string[]): boolean {
  const name = `${registry}/${repository}`;
  return images.some((image) => (image.endsWith("*") ? name.startsWith(image.slice(0, -1)) : name === image));
}
