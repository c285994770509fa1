import type { Engine, EngineInfo, EngineVersion } from "../../../workbench/src/docker/engine.ts";
import type { DoctorServices } from "../../../workbench/src/doctor/gather.ts";
import type { Clock, Disk, ProgramResult } from "../../../workbench/src/services.ts";
import { LOCAL } from "./machines.ts";

/** A clock that goes on only when it is told to. */
export function fakeClock(): Clock & { readonly advance: (milliseconds: number) => Promise<void> } {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.add(timer);
      return { dispose: () => void timers.delete(timer) };
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await settle();
        const next = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = next.at;
        timers.delete(next);
        next.callback();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

/** Files by path; a folder is a path with a slash at its end, whose entries are those below it. */
export function fakeDisk(files: Readonly<Record<string, string>>): Disk {
  const paths = Object.keys(files);
  const below = (folder: string): readonly string[] =>
    paths.flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []));
  return {
    read: async (path) => files[path],
    list: async (path) => {
      const names = new Set(below(path).map((rest) => rest.split("/")[0] ?? ""));
      names.delete("");
      return below(path).length === 0 ? undefined : [...names];
    },
    kind: async (path) => {
      if (files[path] !== undefined) return path.startsWith("/dev/") ? "other" : "file";
      return below(path).length > 0 ? "folder" : "missing";
    },
  };
}

export function exited(stdout: string, code = 0): ProgramResult {
  return { outcome: "exited", code, stdout, stderr: "" };
}

export const MISSING: ProgramResult = { outcome: "missing", code: undefined, stdout: "", stderr: "" };

export function fakeEngine(version: () => Promise<EngineVersion>, info: () => Promise<EngineInfo>): Engine {
  return {
    endpoint: LOCAL,
    version,
    info,
    list: no,
    inspect: no,
    inspectRaw: no,
    stats: no,
    top: no,
    events: no,
    logs: no,
    exec: no,
    images: no,
    create: no,
    start: no,
    stop: no,
    restart: no,
    kill: no,
    remove: no,
    dispose: no,
  };
}

function no(): never {
  throw new Error("the report asks nothing else of an engine");
}

/** Services of a machine with these files and programs, the programs by their whole command line. */
export function services(
  clock: Clock,
  about: {
    readonly files?: Readonly<Record<string, string>>;
    readonly programs?: Readonly<Record<string, ProgramResult>>;
    readonly others?: Partial<DoctorServices>;
  },
): DoctorServices {
  return {
    programs: {
      run: async (argv) =>
        Object.entries(about.programs ?? {}).find(([line]) => argv.join(" ").startsWith(line))?.[1] ??
        MISSING,
    },
    disk: fakeDisk(about.files ?? {}),
    clock,
    environment: {},
    home: "/home/ann",
    platform: "linux",
    uid: 1000,
    gpus: async () => ({ id: "gpu-tool-missing", message: "No tool was found.", remedy: "Install one." }),
    engine: () => Promise.reject(new Error("no engine")),
    ...about.others,
  };
}
