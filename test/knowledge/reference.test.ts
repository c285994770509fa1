import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalRepositories,
  familiarName,
  fullName,
  parseImageReference,
} from "../../server/src/engine/model/reference.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("parseImageReference", () => {
  it.each([
    ["python", "docker.io", "library/python", undefined],
    ["python:3.12-slim", "docker.io", "library/python", "3.12-slim"],
    ["docker.io/python:3", "docker.io", "library/python", "3"],
    ["index.docker.io/library/python", "docker.io", "library/python", undefined],
    [
      "registry-1.docker.io/nvidia/cuda:12.4.1-base-ubuntu22.04",
      "docker.io",
      "nvidia/cuda",
      "12.4.1-base-ubuntu22.04",
    ],
    ["localhost/app", "localhost", "app", undefined],
    ["localhost:5000/app", "localhost:5000", "app", undefined],
    ["registry:5000", "docker.io", "library/registry", "5000"],
    ["registry.local:5000/team/app:v1", "registry.local:5000", "team/app", "v1"],
    ["nvcr.io/nvidia/pytorch:24.05-py3", "nvcr.io", "nvidia/pytorch", "24.05-py3"],
    ["[::1]:5000/app:1", "[::1]:5000", "app", "1"],
    ["a/b__c/d-e.f:_x", "docker.io", "a/b__c/d-e.f", "_x"],
  ])("reads %s", (text, registry, repository, tag) => {
    const reference = parseImageReference(text);
    expect(reference).toMatchObject({ registry, repository, text });
    expect(reference?.tag).toBe(tag);
    expect(reference?.digest).toBeUndefined();
  });

  it("keeps a digest beside a tag", () => {
    expect(parseImageReference(`nvidia/cuda:12.4.1-base-ubuntu22.04@${digest}`)).toMatchObject({
      repository: "nvidia/cuda",
      tag: "12.4.1-base-ubuntu22.04",
      digest,
    });
  });

  it.each([
    "",
    " ",
    ":",
    "@",
    "python:",
    "python@",
    "python@sha256:abc",
    "Python",
    "nvidia/CUDA:12.4.1",
    "nvidia//cuda",
    "/cuda",
    "nvidia/cuda/",
    "nvidia/cuda:12 4",
    "nvidia/cuda:-1",
    "a..b",
    "a___b",
    "$IMAGE",
    "nvidia/cuda:${TAG}",
    "https://docker.io/python",
    "python\n",
    "pythön",
  ])("refuses %j", (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });

  it("refuses what is too long", () => {
    for (const text of [
      `a:${"t".repeat(129)}`,
      "a".repeat(10_000),
      "a-".repeat(300),
      `${"a.".repeat(280)}/x`,
      "a".repeat(256),
    ]) {
      expect(parseImageReference(text)).toBeUndefined();
    }
  });

  it("never throws, and what it reads round-trips", () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,6}(?:[-_.][a-z0-9]{1,4})?$/);
    const host = fc.constantFrom(
      "",
      "docker.io/",
      "index.docker.io/",
      "nvcr.io/",
      "localhost:5000/",
      "[::1]/",
    );
    const valid = fc
      .tuple(
        host,
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.option(fc.stringMatching(/^\w[\w.-]{0,20}$/), { nil: undefined }),
        fc.boolean(),
      )
      .map(([registry, path, tag, pinned]) =>
        [registry, path.join("/"), tag === undefined ? "" : `:${tag}`, pinned ? `@${digest}` : ""].join(""),
      );
    const hostile = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      valid.chain((text) => mutate(text)),
    );
    fc.assert(
      fc.property(valid, (text) => {
        expect(parseImageReference(text)).toBeDefined();
      }),
      { seed: 20_261_123, numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.oneof(valid, hostile), (text) => {
        const reference = parseImageReference(text);
        if (reference === undefined) return;
        const again = parseImageReference(fullName(reference));
        expect(again).toEqual({ ...reference, text: fullName(reference) });
        expect(canonicalRepositories(reference)[0]).toEqual({
          name: `${reference.registry}/${reference.repository}`,
          mirror: false,
        });
        expect(parseImageReference(familiarName(reference.registry, reference.repository))).toMatchObject({
          registry: reference.registry,
          repository: reference.repository,
        });
      }),
      { seed: 20_261_123, numRuns: 1000 },
    );
  });
});

describe("canonicalRepositories", () => {
  it.each([
    ["mirror.gcr.io/library/python:3.12", "docker.io/library/python"],
    ["public.ecr.aws/docker/library/python:3.12", "docker.io/library/python"],
    ["m.daocloud.io/docker.io/nvidia/cuda:12.4.1-base-ubuntu22.04", "docker.io/nvidia/cuda"],
    ["m.daocloud.io/docker.io/library/python", "docker.io/library/python"],
    ["docker.m.daocloud.io/python:3.11", "docker.io/library/python"],
    ["proxy.example/docker.io/nvidia/cuda", "docker.io/nvidia/cuda"],
    ["harbor.example/dockerhub-proxy/nvidia/cuda", "docker.io/nvidia/cuda"],
    ["harbor.example/dockerhub-proxy/python", "docker.io/library/python"],
    ["registry.cn-hangzhou.aliyuncs.com/pytorch/pytorch", "docker.io/pytorch/pytorch"],
    ["harbor.example/ngc/nvcr.io/nvidia/pytorch", "nvcr.io/nvidia/pytorch"],
    ["harbor.example/ngc/nvidia/tritonserver", "nvcr.io/nvidia/tritonserver"],
    ["arm64v8/ubuntu:22.04", "docker.io/library/ubuntu"],
  ])("finds %s as a mirror of %s", (text, name) => {
    const reference = parseImageReference(text);
    expect(reference).toBeDefined();
    if (reference === undefined) return;
    expect(canonicalRepositories(reference)).toContainEqual({ name, mirror: true });
  });

  it("does not take a private image for an official one", () => {
    const reference = parseImageReference("registry.example/python:3.11");
    expect(reference === undefined ? [] : canonicalRepositories(reference)).toEqual([
      { name: "registry.example/python", mirror: false },
    ]);
  });
});

function mutate(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat({ max: text.length }), fc.constantFrom("/", ":", "@", ".", "A", " ", "$", "\0", "é", "--"))
    .map(([at, insert]) => text.slice(0, at) + insert + text.slice(at));
}
