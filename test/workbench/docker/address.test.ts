import { expect, test } from "vitest";
import { addressText, parseAddress } from "../../../workbench/src/docker/address.ts";

const TLS = { ca: "/c/ca.pem", certificate: undefined, key: undefined, verify: true };

test.each([
  ["unix:///run/x y.sock", { kind: "unix", path: "/run/x y.sock" }],
  ["unix://", { kind: "unix", path: "/var/run/docker.sock" }],
  ["npipe:////./pipe/docker_engine", { kind: "npipe", path: "//./pipe/docker_engine" }],
  [String.raw`npipe://\\.\pipe\other`, { kind: "npipe", path: "//./pipe/other" }],
  ["tcp://host", { kind: "tcp", host: "host", port: 2375, tls: undefined }],
  ["host:99", { kind: "tcp", host: "host", port: 99, tls: undefined }],
  ["tcp://:4243", { kind: "tcp", host: "localhost", port: 4243, tls: undefined }],
  ["tcp://[::1]:2375/", { kind: "tcp", host: "::1", port: 2375, tls: undefined }],
  ["http://host", { kind: "tcp", host: "host", port: 80, tls: undefined }],
  ["ssh://me@gpu", { kind: "ssh", user: "me", host: "gpu", port: undefined, path: undefined }],
  [
    "SSH://gpu:2222/run/user/1000/docker.sock",
    { kind: "ssh", user: undefined, host: "gpu", port: 2222, path: "/run/user/1000/docker.sock" },
  ],
])("%s", (text, address) => {
  expect(parseAddress(text, undefined)).toEqual({ address });
});

test("TLS changes the usual port of TCP, and belongs to no socket", () => {
  expect(parseAddress("tcp://host", TLS)).toEqual({
    address: { kind: "tcp", host: "host", port: 2376, tls: TLS },
  });
  expect(parseAddress("unix:///a", TLS)).toEqual({ address: { kind: "unix", path: "/a" } });
  expect(parseAddress("https://host", undefined)).toMatchObject({
    address: { port: 443, tls: { verify: true } },
  });
});

test.each([
  "unix://relative",
  "fd://",
  "gopher://host",
  "tcp://host:0",
  "tcp://host:99999",
  "tcp://ho st",
  "ssh://",
  "ssh://me:secret@host",
  "ssh://-oProxyCommand=x y",
  "tcp://[::1",
])("%s is refused with a reason", (text) => {
  expect(parseAddress(text, undefined)).toEqual({ reason: expect.stringMatching(/\w/) });
});

test("the text of an address never holds who logs in", () => {
  const parsed = parseAddress("ssh://someone@host:1", undefined);
  expect("address" in parsed && addressText(parsed.address)).toBe("ssh://host:1");
});
