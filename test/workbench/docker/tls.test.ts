import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createPlain } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must, run } from "../../../scripts/lib/children.ts";
import { connect } from "../../../workbench/src/docker/connect.ts";
import type { EndpointTls } from "../../../workbench/src/docker/endpoint.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import { endpointAt } from "./lib/endpoints.ts";
import { realServices } from "./lib/services.ts";

const hasOpenssl = (await run(["openssl", "version"])).code === 0;

describe.skipIf(!hasOpenssl)("TLS with certificates made by openssl", () => {
  let folder: string;
  let port: number;
  let plainPort: number;
  let close: () => void;

  const file = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ml-containers-tls-"));
    const openssl = (...args: readonly string[]): Promise<string> =>
      must(["openssl", ...args], { cwd: folder });
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const authority = (name: string): Promise<string> =>
      openssl(
        "req",
        "-x509",
        ...newKey,
        "-keyout",
        `${name}-key.pem`,
        "-out",
        `${name}.pem`,
        "-subj",
        `/CN=${name}`,
      );
    await authority("ca");
    await authority("other");
    for (const name of ["server", "client"]) {
      const extension = name === "server" ? ["-addext", "subjectAltName=IP:127.0.0.1"] : [];
      const request = ["-keyout", `${name}-key.pem`, "-out", `${name}.csr`, "-subj", `/CN=${name}`];
      await openssl("req", ...newKey, ...request, ...extension);
      const signed = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-copy_extensions", "copy"];
      await openssl("x509", "-req", "-in", `${name}.csr`, ...signed, "-out", `${name}.pem`);
    }
    const server = createServer(
      {
        ca: await read("ca.pem"),
        cert: await read("server.pem"),
        key: await read("server-key.pem"),
        requestCert: true,
        rejectUnauthorized: true,
      },
      (_request, response) => response.end("[]"),
    );
    const plain = createPlain((_request, response) => response.end("[]"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    port = portOf(server.address());
    plainPort = portOf(plain.address());
    close = () => {
      server.closeAllConnections();
      server.close();
      plain.close();
    };
  });

  afterAll(async () => {
    close();
    await rm(folder, { recursive: true, force: true });
  });

  function read(name: string): Promise<string> {
    return readFile(file(name), "utf8");
  }

  async function listWith(tls: Partial<EndpointTls> | undefined, at = port): Promise<unknown> {
    const files = {
      ca: file("ca.pem"),
      certificate: file("client.pem"),
      key: file("client-key.pem"),
      verify: true,
    };
    const engine = connect(
      endpointAt({ kind: "tcp", host: "127.0.0.1", port: at, tls: tls && { ...files, ...tls } }),
      realServices(),
    );
    try {
      return await engine.list();
    } catch (error) {
      if (error instanceof EngineError) return error.problem.id;
      throw error;
    } finally {
      engine.dispose();
    }
  }

  test("the right files are let in", async () => {
    expect(await listWith({})).toEqual([]);
  });

  test("another authority is refused, unless nothing is verified", async () => {
    expect(await listWith({ ca: file("other.pem") })).toBe("tls-failed");
    expect(await listWith({ ca: file("other.pem"), verify: false })).toEqual([]);
  });

  test("a file that is missing, one that is none, a key of another certificate", async () => {
    expect(await listWith({ key: file("absent.pem") })).toBe("tls-failed");
    expect(await listWith({ certificate: import.meta.filename })).toBe("tls-failed");
    expect(await listWith({ key: file("server-key.pem") })).toBe("tls-failed");
  });

  test("no certificate of one's own", async () => {
    expect(await listWith({ certificate: undefined, key: undefined })).toBe("tls-failed");
  });

  test("one side without TLS", async () => {
    expect(await listWith({}, plainPort)).toBe("tls-failed");
    expect(await listWith(undefined)).toBe("engine-unreachable");
  });
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}
