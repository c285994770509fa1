import { expect, test } from "vitest";
import { commandLine } from "../../client/src/live/command-line.ts";
import { dockerVariables, publishedHost } from "../../client/src/live/engine-address.ts";
import { remember, remembered } from "../../client/src/live/image-names.ts";
import { inert, withoutIcons } from "../../client/src/live/inert.ts";
import type { Endpoint } from "../../workbench/src/docker/endpoint.ts";

const socket: Endpoint = {
  context: undefined,
  chosenBy: "found",
  address: { kind: "unix", path: "/run/user/1000/docker.sock" },
  isLocal: true,
};

test("a name in a notification becomes no link", () => {
  expect(inert("[Fix](command:workbench.action.quit) died.")).not.toMatch(/\]\(/);
  expect(withoutIcons("$(flame)")).toBe(String.raw`\$(flame)`);
});

test("the docker command gets the chosen engine, and no other", () => {
  expect(dockerVariables(socket)).toEqual({
    DOCKER_HOST: "unix:///run/user/1000/docker.sock",
    DOCKER_CONTEXT: null,
  });
  expect(dockerVariables({ ...socket, context: "lab", chosenBy: "option" })).toEqual({
    DOCKER_CONTEXT: "lab",
    DOCKER_HOST: null,
  });
  expect(dockerVariables({ ...socket, chosenBy: "DOCKER_HOST" })).toEqual({});
  const address = { kind: "ssh", user: "me", host: "::1", port: 2222, path: undefined } as const;
  expect(dockerVariables({ ...socket, chosenBy: "option", address })).toEqual({
    DOCKER_HOST: "ssh://me@[::1]:2222",
    DOCKER_CONTEXT: null,
  });
});

test("a published port is reached where the engine is", () => {
  expect(publishedHost(socket, "0.0.0.0")).toBe("localhost");
  expect(publishedHost(socket, "::")).toBe("localhost");
  expect(publishedHost(socket, "127.0.0.2")).toBe("127.0.0.2");
  const address = { kind: "tcp", host: "gpu-box", port: 2376, tls: undefined } as const;
  expect(publishedHost({ ...socket, address }, "0.0.0.0")).toBe("gpu-box");
});

test("a command is shown as a shell reads it", () => {
  const words = ["docker", "run", "--name=it's", "a b", "", "$(id)", "--gpus=all"];
  expect(commandLine(words, "linux")).toBe(
    String.raw`docker run '--name=it'\''s' 'a b' '' '$(id)' --gpus=all`,
  );
  expect(commandLine(words, "win32")).toContain("'--name=it''s'");
});

test("the name that a Dockerfile was built to is kept, the newest first, and nonsense counts as nothing", () => {
  let kept: unknown = remember({ broken: true }, "file:///a", "a:1");
  kept = remember(kept, "__proto__", "b:1");
  kept = remember(kept, "file:///a", "a:2");
  expect(remembered(kept)).toBe("a:2");
  expect(remembered(kept, "__proto__")).toBe("b:1");
  expect(remembered(kept, "constructor")).toBeUndefined();
  expect(kept).toHaveLength(2);
  expect(remembered([[1, 2], "x"], "1")).toBeUndefined();
});
