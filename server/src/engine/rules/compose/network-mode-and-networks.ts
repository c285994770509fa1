import { networkModeOf } from "../../model/compose/settings.ts";
import { entryOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import { shortened } from "../../text/shortened.ts";
import { defineRule } from "../rule.ts";
import type { Fix } from "../rule.ts";
import { removeEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "network-mode-and-networks",
  subject: "compose",
  category: "syntax",
  severity: "error",
  since: "0.2.0",
  summary: "network_mode and networks in one service, which Compose refuses",
  sources: ["Compose specification, network_mode; measured with Compose 2.26"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      const text = knownText(networkModeOf(service)?.value);
      const mode = entryOf(service.value, "network_mode");
      const networks = entryOf(service.value, "networks");
      if (text === undefined || mode === undefined || networks === undefined) continue;
      const { value } = networks;
      const count =
        value.kind === "map" ? value.entries.size : value.kind === "list" ? value.items.length : 0;
      if (count === 0) continue;
      const fixes = [networks, mode].flatMap((entry): readonly Fix[] => {
        const edit = removeEntry(source, service.value, entry);
        if (edit === undefined) return [];
        return [{ title: `Take out ${entry.key}`, safety: "suggested", edits: [edit] }];
      });
      yield {
        at: networks.keyAt,
        message: `Compose refuses networks beside network_mode: ${shortened(text, 60)}: "service ${shortened(service.name, 60)} declares mutually exclusive \`network_mode\` and \`networks\`". Keep one of them.`,
        fixes,
      };
    }
  },
});
