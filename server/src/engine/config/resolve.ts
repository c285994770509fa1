import type { Allow, Settings } from "../settings.ts";
import { ALLOW_NOTHING } from "../settings.ts";
import { globsTakeIn } from "../text/glob.ts";
import { joinPath } from "../text/path.ts";
import type { Config, Layer } from "./read.ts";

/**
 * What somebody says outside the config: on the command line, or in the editor's settings. What is left out is the config's; what it
 * lets pass is added to what the config does.
 */
export type Wishes = Layer;

export const NO_WISHES: Wishes = { severities: {}, allow: {}, host: {} };

/** A config, and the folder that its paths and patterns count from. */
export interface PlacedConfig {
  readonly config: Config;
  readonly folder: string;
}

/** What holds for a file: the wishes before the overrides that fit it, the later before the earlier, before the rest of the config. */
export function settingsFor(placed: PlacedConfig | undefined, path: string, wishes: Wishes): Settings {
  const layers: readonly Layer[] = [...layersFor(placed, path), wishes];
  const rulesUpTo = placed?.config.rulesUpTo;
  return {
    preset: layers.findLast(({ preset }) => preset !== undefined)?.preset ?? "recommended",
    ...(rulesUpTo === undefined ? {} : { rulesUpTo }),
    severities: Object.assign({}, ...layers.map(({ severities }) => severities)),
    allow: together(layers.map(({ allow }) => allow)),
    host: Object.assign({}, ...layers.map(({ host }) => host)),
  };
}

/** Whether the config leaves a file out. */
export function isLeftOut(placed: PlacedConfig | undefined, path: string): boolean {
  if (placed === undefined || placed.config.ignore.length === 0) return false;
  const below = pathBelow(placed.folder, path);
  return below !== undefined && globsTakeIn(placed.config.ignore, below);
}

/** The files that are used together with a compose file and itself, in their order; undefined for one that stands alone. */
export function composeFilesFor(
  placed: PlacedConfig | undefined,
  path: string,
): readonly string[] | undefined {
  const lists = placed?.config.composeFiles.map((list) => list.map((file) => joinPath(placed.folder, file)));
  return lists?.find((list) => list.includes(path));
}

function layersFor(placed: PlacedConfig | undefined, path: string): readonly Layer[] {
  if (placed === undefined) return [];
  const { config, folder } = placed;
  const below = pathBelow(folder, path);
  const fitting = config.overrides.filter(({ files }) => below !== undefined && globsTakeIn(files, below));
  return [config, ...fitting];
}

/** A path as it is seen from a folder that holds it; undefined for one outside. */
function pathBelow(folder: string, path: string): string | undefined {
  if (folder === "") return path.startsWith("/") || path.startsWith("../") ? undefined : path;
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

function together(all: readonly Partial<Allow>[]): Allow {
  return {
    unpinnedImages: all.flatMap(({ unpinnedImages }) => unpinnedImages ?? ALLOW_NOTHING.unpinnedImages),
    driverPackages: all.flatMap(({ driverPackages }) => driverPackages ?? ALLOW_NOTHING.driverPackages),
    gpuDrivers: all.flatMap(({ gpuDrivers }) => gpuDrivers ?? ALLOW_NOTHING.gpuDrivers),
    openPorts: all.flatMap(({ openPorts }) => openPorts ?? ALLOW_NOTHING.openPorts),
    hosts: all.flatMap(({ hosts }) => hosts ?? ALLOW_NOTHING.hosts),
  };
}
