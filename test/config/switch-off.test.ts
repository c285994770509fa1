import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../server/src/engine/config/read.ts";
import { newConfigWithout, switchOff } from "../../server/src/engine/config/switch-off.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";

const RULE = "base-unpinned";
const AT = { folder: "/repo", path: "/repo/Dockerfile" };

function after(text: string): string | undefined {
  const edit = switchOff(text, RULE, AT);
  return edit === undefined ? undefined : applyEdits(text, [edit]);
}

describe("a rule is switched off in place", () => {
  test.each([
    ["", "rules:\n  base-unpinned: off\n"],
    ["# ours\n", "# ours\nrules:\n  base-unpinned: off\n"],
    ["# ours", "# ours\nrules:\n  base-unpinned: off\n"],
    ["preset: all", "preset: all\nrules:\n  base-unpinned: off\n"],
    ["preset: all # so be it\n\n# end\n", "preset: all # so be it\nrules:\n  base-unpinned: off\n\n# end\n"],
    ["preset: all\n...\n", "preset: all\nrules:\n  base-unpinned: off\n...\n"],
    ["rules:\n", "rules:\n  base-unpinned: off\n"],
    ["rules: # none yet\npreset: all\n", "rules: # none yet\n  base-unpinned: off\npreset: all\n"],
    [
      "rules:\n    secret-literal: error   # yes\n\npreset: all\n",
      "rules:\n    secret-literal: error   # yes\n    base-unpinned: off\n\npreset: all\n",
    ],
    ["rules:\n  secret-literal: error", "rules:\n  secret-literal: error\n  base-unpinned: off\n"],
    [
      "rules:\r\n  secret-literal: error\r\n",
      "rules:\r\n  secret-literal: error\r\n  base-unpinned: off\r\n",
    ],
    ["rules: {}\n", "rules: {base-unpinned: off}\n"],
    ["rules: { secret-literal: error }\n", "rules: { secret-literal: error, base-unpinned: off }\n"],
    [
      "rules: {\n  secret-literal: error,\n}\n",
      "rules: {\n  secret-literal: error, base-unpinned: off,\n}\n",
    ],
    ["{preset: all}\n", "{preset: all, rules: {base-unpinned: off}}\n"],
    ["rules:\n  base-unpinned: error # why\n", "rules:\n  base-unpinned: off # why\n"],
    ["rules:\n  base-unpinned:\n", "rules:\n  base-unpinned: off\n"],
    ["rules: {base-unpinned: 'hint'}\n", "rules: {base-unpinned: off}\n"],
    ["colour: red\n", "colour: red\nrules:\n  base-unpinned: off\n"],
    ["---\npreset: all\n---\n", "---\npreset: all\nrules:\n  base-unpinned: off\n---\n"],
  ])("%j", (before, expected) => {
    expect(after(before)).toBe(expected);
  });

  test("in a config of its own", () => {
    expect(readConfig(newConfigWithout(RULE))).toMatchObject({
      problems: [],
      config: { severities: { [RULE]: "off" } },
    });
  });
});

describe("nothing is offered", () => {
  test.each([
    "rules: [a\n",
    "- a\n",
    "rules: [a]\n",
    "x: &x {secret-literal: off}\nrules: *x\n",
    'overrides: [{files: ["*"], rules: {base-unpinned: error}}]\n',
  ])("for %j", (text) => {
    expect(after(text)).toBeUndefined();
  });
});

test("whatever is there stays", () => {
  const line = fc.constantFrom(
    "# note",
    "",
    "preset: all",
    "rules:",
    "  secret-literal: error",
    "  base-unpinned: hint # x",
    "ignore:",
    "- a",
    "  - b",
    "host: {gpus: 1}",
    "  ",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), (lines, eol) => {
      const before = lines.join(eol);
      const edit = switchOff(before, RULE, AT);
      if (edit === undefined) return;
      const removed = before.slice(edit.span.start, edit.span.end);
      expect(["", "hint"]).toContain(removed);
      const { config } = readConfig(applyEdits(before, [edit]));
      expect(config.severities[RULE]).toBe("off");
    }),
    { numRuns: 2000 },
  );
});
