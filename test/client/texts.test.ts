import { expect, test } from "vitest";
import { dockerVariables, publishedHost } from "../../client/src/live/engine-address.ts";
import { inert, withoutIcons } from "../../client/src/live/inert.ts";
import { serviceLine } from "../../client/src/live/service-line.ts";
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

test("the line of a service is found below services alone", () => {
  const text = [
    "x-train: {}",
    "services: # all",
    "",
    "  # train:",
    "  serve:",
    "    train: 1",
    '  "train":',
    "    image: a",
    "volumes:",
    "  data:",
  ].join("\n");
  expect(serviceLine(text, "serve")).toBe(4);
  expect(serviceLine(text, "train")).toBe(6);
  expect(serviceLine(text, "data")).toBeUndefined();
  expect(serviceLine(text, "image")).toBeUndefined();
  expect(serviceLine("name: demo\n", "train")).toBeUndefined();
});
