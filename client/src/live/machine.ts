import { homedir } from "node:os";
import type { Machine } from "../../../workbench/src/docker/machine.ts";
import { systemDisk } from "../../../workbench/src/exec/disk.ts";

/** The machine on which the extension runs: with Remote-SSH, WSL or a dev container the remote one. */
export function thisMachine(): Machine {
  return {
    disk: systemDisk,
    environment: process.env,
    home: homedir(),
    platform: process.platform,
    uid: process.getuid?.(),
  };
}
