import { describe, expect, it } from "vitest";
import type { PortRange, ServicePort } from "../../../server/src/engine/model/compose/ports.ts";
import {
  portsOf,
  publishedBeyondLoopback,
  publishesTarget,
  writtenPorts,
} from "../../../server/src/engine/model/compose/ports.ts";
import { knownText } from "../../../server/src/engine/model/resolved.ts";
import { serviceOf } from "./services.ts";

function range(ports: PortRange | "unknown" | undefined): string {
  if (ports === undefined) return "-";
  if (ports === "unknown") return "?";
  return ports.from === ports.to ? String(ports.from) : `${ports.from}..${ports.to}`;
}

function show({ hostIp, published, target, protocol }: ServicePort): string {
  return `${hostIp === undefined ? "*" : (knownText(hostIp) ?? "?")} ${range(published)} ${range(target)} ${protocol ?? "?"}`;
}

describe("portsOf", () => {
  it.each([
    ["80", "* - 80 tcp"],
    ['"8080:80"', "* 8080 80 tcp"],
    ['"8080:80/UDP"', "* 8080 80 udp"],
    ['"127.0.0.1:8080:80"', "127.0.0.1 8080 80 tcp"],
    ['"127.0.0.1::80"', "127.0.0.1 - 80 tcp"],
    ['":80"', "* - 80 tcp"],
    ['"0:80"', "* 0 80 tcp"],
    ['"90-91:92-93"', "* 90..91 92..93 tcp"],
    ['"80-82:80"', "* 80..82 80 tcp"],
    ['"[::1]:81:80"', "::1 81 80 tcp"],
    ['"::1:81:80"', "::1 81 80 tcp"],
    ['"${P:-6}:6"', "* 6 6 tcp"],
    ['"${P}:6"', "? ? 6 tcp"],
    ['"127.0.0.1:${P}:6"', "127.0.0.1 ? 6 tcp"],
    ['"${IP}:80:81"', "? 80 81 tcp"],
    ['"80${P}:6/udp"', "* ? 6 udp"],
    ['"8080:${P}"', "* 8080 ? ?"],
    ['"$P"', "? ? ? ?"],
    ["{target: 7, published: 8, protocol: udp, host_ip: 127.0.0.1}", "127.0.0.1 8 7 udp"],
    ['{target: "7", published: "8-9"}', "* 8..9 7 tcp"],
    ["{target: 7}", "* - 7 tcp"],
    ["{target: $T, published: $P, host_ip: $I}", "? ? ? tcp"],
  ])("%s", (item, shown) => {
    expect(portsOf(serviceOf(`ports: [${item}]`)).map(show)).toEqual([shown]);
  });

  it.each(['"x:80"', '"80:x"', '"70000:80"', '"82-80:80"', '""', '"80:"', "{published: 80}", "[80]"])(
    "leaves out %s, which Compose refuses",
    (item) => {
      expect(portsOf(serviceOf(`ports: [${item}]`))).toEqual([]);
    },
  );

  it("publishes nothing with the network of something else", () => {
    const service = serviceOf('network_mode: host\nports: ["80:80"]');
    expect(portsOf(service)).toEqual([]);
    expect(writtenPorts(service)).toHaveLength(1);
    expect(portsOf(serviceOf('network_mode: bridge\nports: ["80:80"]'))).toHaveLength(1);
  });
});

describe("publishedBeyondLoopback", () => {
  it.each([
    ['"80:80"', true],
    ['"0.0.0.0:80:80"', true],
    ['"127.0.0.1:80:80"', false],
    ['"127.1.2.3:80:80"', false],
    ['"[::1]:80:80"', false],
    ['"[::]:80:80"', true],
    ['"10.0.0.1:80:80"', true],
    ['"${IP}:80:80"', "unknown"],
    ['"${IP:-127.0.0.1}:80:80"', false],
    ['"${BIND}:80"', "unknown"],
  ])("%s: %s", (item, open) => {
    expect(portsOf(serviceOf(`ports: [${item}]`)).map(publishedBeyondLoopback)).toEqual([open]);
  });
});

describe("publishesTarget", () => {
  it.each([
    ['["8080:80"]', 80, true],
    ['["8080:80"]', 8080, false],
    ['["90-95:80-85"]', 83, true],
    ['["8080:$P"]', 80, "unknown"],
    ['["8080:$P", "80:80"]', 80, true],
  ])("%s %s: %s", (ports, target, publishes) => {
    expect(publishesTarget(serviceOf(`ports: ${ports}`), target)).toBe(publishes);
  });
});
