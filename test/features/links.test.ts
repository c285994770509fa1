import { expect, test } from "vitest";
import { links } from "../../server/src/engine/dockerfile/links.ts";
import { analysed } from "./lib.ts";

test.each([
  ["python:3.12", "https://hub.docker.com/_/python"],
  ["docker.io/library/python", "https://hub.docker.com/_/python"],
  ["pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime", "https://hub.docker.com/r/pytorch/pytorch"],
  ["nvcr.io/nvidia/pytorch:24.05-py3", "https://catalog.ngc.nvidia.com/orgs/nvidia/containers/pytorch"],
  [
    "nvcr.io/nvidia/rapidsai/base:1",
    "https://catalog.ngc.nvidia.com/orgs/nvidia/teams/rapidsai/containers/base",
  ],
  ["quay.io/jupyter/base-notebook", "https://quay.io/repository/jupyter/base-notebook"],
  ["ghcr.io/astral-sh/uv:0.5", "https://ghcr.io/astral-sh/uv"],
  ["public.ecr.aws/docker/library/python", "https://gallery.ecr.aws/docker/library/python"],
  ["pytorch/pytorch:${TAG}", "https://hub.docker.com/r/pytorch/pytorch"],
  ["harbor.example.com/x/y:1", undefined],
  ["scratch", undefined],
  ["$BASE", undefined],
  ["UPPER/case", undefined],
])("%s", (image, expected) => {
  const source = `FROM ${image} AS x\n`;
  const found = links(analysed(source));
  expect(found.map(({ url }) => url)).toEqual(expected === undefined ? [] : [expected]);
  for (const { span } of found) expect(source.slice(span.start, span.end)).toBe(image);
});

test("a stage is no image", () => {
  expect(links(analysed("FROM python AS a\nFROM a\n"))).toHaveLength(1);
});
