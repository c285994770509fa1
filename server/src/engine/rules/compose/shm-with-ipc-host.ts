import { entryOf, scalarOf, textOf } from "../../model/compose/value.ts";
import { shortened } from "../../text/shortened.ts";
import { defineRule } from "../rule.ts";
import { givenToOthers } from "../shared/given-to-others.ts";
import { removeEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "shm-with-ipc-host",
  subject: "compose",
  category: "run-time",
  severity: "info",
  since: "0.2.0",
  summary: "shm_size beside an ipc mode that brings its own /dev/shm",
  sources: ["moby daemon/container_operations_unix.go, setupIPCDirs"],
  *check({ project, source }) {
    const isShared = givenToOthers(project, (service) => entryOf(service.value, "shm_size")?.keyPlace);
    for (const service of project.services.values()) {
      const { value } = service;
      const size = entryOf(value, "shm_size");
      const ipc = entryOf(value, "ipc");
      const mode = textOf(ipc?.value);
      const owner = mode === undefined ? undefined : ownerOf(mode);
      if (size === undefined || ipc === undefined || owner === undefined) continue;
      const text = textOf(size.value);
      if (scalarOf(size.value) === undefined || text === "") continue;
      const edit = isShared(service) ? undefined : removeEntry(source, value, size);
      const shown = text === undefined ? "" : ` ${shortened(text, 20)}`;
      yield {
        at: size.keyAt,
        message: `shm_size${shown} has no effect: with "ipc: ${shortened(mode ?? "", 40)}" the container uses ${owner}. Keep one of the two.`,
        tags: ["unnecessary"],
        related: [{ at: ipc.keyAt, message: "The mode that counts." }],
        fixes: edit === undefined ? [] : [{ title: "Remove shm_size", safety: "safe", edits: [edit] }],
      };
    }
  },
});

/** Whose /dev/shm a container gets by its ipc mode; undefined where it has one of its own. */
function ownerOf(mode: string): string | undefined {
  if (mode === "host") return "the host's /dev/shm";
  if (/^service:./.test(mode)) return "that service's /dev/shm";
  return /^container:./.test(mode) ? "that container's /dev/shm" : undefined;
}
