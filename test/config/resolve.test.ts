import { describe, expect, test } from "vitest";
import { findConfig, repositoryOf } from "../../server/src/engine/config/find.ts";
import { readConfig } from "../../server/src/engine/config/read.ts";
import {
  NO_WISHES,
  composeFilesFor,
  isLeftOut,
  settingsFor,
} from "../../server/src/engine/config/resolve.ts";
import type { Files } from "../../server/src/engine/model/files.ts";
import { DEFAULT_SETTINGS } from "../../server/src/engine/settings.ts";

function placed(text: string, folder = "/repo") {
  const { config, problems } = readConfig(text);
  expect(problems).toEqual([]);
  return { config, folder };
}

function has(...paths: string[]): Files {
  return {
    read: (path) => (paths.includes(path) ? { state: "text", text: "" } : { state: "missing" }),
    list: () => undefined,
  };
}

describe("what holds for a file", () => {
  const team = placed(`
preset: strict
rules: {base-unpinned: off, secret-literal: error}
allow: {unpinned-images: [a]}
host: {driver: 535.1, gpus: 1}
overrides:
  - files: [train/]
    preset: all
    rules: {base-unpinned: hint}
    allow: {unpinned-images: [b]}
    host: {gpus: 8}
  - files: ["*.test.Dockerfile"]
    rules: {base-unpinned: info}
`);

  test("without a config, the defaults", () => {
    expect(settingsFor(undefined, "/repo/Dockerfile", NO_WISHES)).toEqual(DEFAULT_SETTINGS);
  });

  test("the config", () => {
    const { preset, severities, allow, host } = settingsFor(team, "/repo/Dockerfile", NO_WISHES);
    expect(preset).toBe("strict");
    expect(severities).toEqual({ "base-unpinned": "off", "secret-literal": "error" });
    expect(allow.unpinnedImages).toEqual(["a"]);
    expect(host).toEqual({ driver: "535.1", gpus: 1 });
  });

  test("an override before it, and a later one before an earlier", () => {
    const { preset, severities, allow, host } = settingsFor(team, "/repo/train/Dockerfile", NO_WISHES);
    expect(preset).toBe("all");
    expect(severities).toEqual({ "base-unpinned": "hint", "secret-literal": "error" });
    expect(allow.unpinnedImages).toEqual(["a", "b"]);
    expect(host).toEqual({ driver: "535.1", gpus: 8 });
    const both = settingsFor(team, "/repo/train/x.test.Dockerfile", NO_WISHES);
    expect(both.severities).toMatchObject({ "base-unpinned": "info" });
    expect(both.preset).toBe("all");
  });

  test("wishes before all of it", () => {
    const wishes = {
      preset: "recommended",
      severities: { "base-unpinned": "error" },
      allow: { hosts: ["gpu-09"] },
      host: { gpus: 2 },
    } as const;
    const { preset, severities, allow, host } = settingsFor(team, "/repo/train/Dockerfile", wishes);
    expect(preset).toBe("recommended");
    expect(severities).toEqual({ "base-unpinned": "error", "secret-literal": "error" });
    expect(host).toEqual({ driver: "535.1", gpus: 2 });
    const without = settingsFor(team, "/repo/train/Dockerfile", NO_WISHES);
    expect(allow).toEqual({ ...without.allow, hosts: [...without.allow.hosts, "gpu-09"] });
  });

  test("paths as URIs", () => {
    const config = placed("overrides: [{files: [train/], preset: all}]", "file:///repo");
    expect(settingsFor(config, "file:///repo/train/Dockerfile", NO_WISHES).preset).toBe("all");
    expect(settingsFor(config, "file:///repository/train/Dockerfile", NO_WISHES).preset).toBe("recommended");
  });
});

test("files that are left out", () => {
  const config = placed('ignore: [vendor/, "!keep.Dockerfile", "*.tmp.Dockerfile"]');
  expect(isLeftOut(config, "/repo/a/vendor/Dockerfile")).toBe(true);
  expect(isLeftOut(config, "/repo/Dockerfile")).toBe(false);
  expect(isLeftOut(config, "/elsewhere/vendor/Dockerfile")).toBe(false);
  expect(isLeftOut(undefined, "/repo/vendor/Dockerfile")).toBe(false);
});

test("files that belong together", () => {
  const config = placed("compose-files: [[compose.yaml, gpu/compose.yaml], [../base.yaml, compose.yaml]]");
  const first = ["/repo/compose.yaml", "/repo/gpu/compose.yaml"];
  expect(composeFilesFor(config, "/repo/compose.yaml")).toEqual(first);
  expect(composeFilesFor(config, "/repo/gpu/compose.yaml")).toEqual(first);
  expect(composeFilesFor(config, "/base.yaml")).toEqual(["/base.yaml", "/repo/compose.yaml"]);
  expect(composeFilesFor(config, "/repo/other.yaml")).toBeUndefined();
});

describe("the nearest config", () => {
  test.each([
    [["/repo/.ml-containers.yaml"], "/repo/a/b", "/repo/.ml-containers.yaml"],
    [["/repo/.ml-containers.yaml", "/repo/a/.ml-containers.yml"], "/repo/a/b", "/repo/a/.ml-containers.yml"],
    [["/a/.ml-containers.yml", "/a/.ml-containers.yaml"], "/a", "/a/.ml-containers.yaml"],
    [["/.ml-containers.yaml"], "/repo/a", "/.ml-containers.yaml"],
    [["/.ml-containers.yaml", "/repo/.git"], "/repo/a", undefined],
    [["/repo/.ml-containers.yaml", "/repo/.git"], "/repo/a", "/repo/.ml-containers.yaml"],
    [[], "/repo/a", undefined],
  ])("of %j in %s: %s", (paths, folder, expected) => {
    expect(findConfig(has(...paths), folder)).toBe(expected);
  });

  test("the repository's top", () => {
    expect(repositoryOf(has("/repo/.git"), "/repo/a/b")).toBe("/repo");
    expect(repositoryOf(has(), "/repo/a/b")).toBeUndefined();
  });
});
