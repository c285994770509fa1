import { describe, expect, it } from "vitest";
import type { ImagePiece } from "../../../server/src/engine/model/compose/image.ts";
import { buildOf, imageOf } from "../../../server/src/engine/model/compose/image.ts";
import type { ComposeService } from "../../../server/src/engine/model/compose/project.ts";
import { show } from "../commands.ts";
import { serviceOf, under } from "./services.ts";

/** The texts in the file that the pieces stand for, defaults in parentheses behind the variable. */
function shown(service: ComposeService, pieces: readonly ImagePiece[] | undefined): string {
  if (pieces === undefined) return "untraced";
  return pieces
    .map(({ site, inner }) =>
      inner === undefined ? under(service, site) : `${under(service, site)}(${shown(service, inner)})`,
    )
    .join(" ");
}

describe("imageOf", () => {
  it.each([
    ["image: python:3.12", "python:3.12", "python:3.12"],
    ['image: "python:3.12"', "python:3.12", "python:3.12"],
    [
      "image: ${IMAGE:-nvidia/cuda:12.4-base}",
      "nvidia/cuda:12.4-base",
      "${IMAGE:-nvidia/cuda:12.4-base}(nvidia/cuda:12.4-base)",
    ],
    [
      "image: nvidia/cuda:${TAG-12.4.1}-base",
      "nvidia/cuda:12.4.1-base",
      "nvidia/cuda: ${TAG-12.4.1}(12.4.1) -base",
    ],
    ["image: ${I:-a/b:${T:-1}}", "a/b:1", "${I:-a/b:${T:-1}}(a/b: ${T:-1}(1))"],
    ["image: ${X:+y}z", "z", "${X:+y}() z"],
  ])("%s", (lines, text, pieces) => {
    const service = serviceOf(lines);
    const image = imageOf(service);
    expect(image?.reference?.text).toBe(text);
    expect(shown(service, image?.pieces)).toBe(pieces);
  });

  it("knows an image's family though not its tag", () => {
    const image = imageOf(serviceOf("image: nvidia/cuda:${TAG}"));
    expect(image?.reference).toBeUndefined();
    expect(image?.facts?.family).toBe("nvidia/cuda");
    expect(imageOf(serviceOf("image: $IMAGE"))?.facts).toBeUndefined();
    expect(imageOf(serviceOf("image: Not/Valid"))?.reference).toBeUndefined();
  });

  it("takes an image beside a build for a name of the result", () => {
    expect(imageOf(serviceOf("image: nvidia/cuda:12.4.1-base-ubuntu22.04"))?.namesResult).toBe(false);
    const built = imageOf(serviceOf("image: nvidia/cuda:12.4.1-base-ubuntu22.04\nbuild: ."));
    expect(built?.namesResult).toBe(true);
    expect(built?.facts).toBeUndefined();
  });

  it("is undefined without an image", () => {
    expect(imageOf(serviceOf("build: ."))).toBeUndefined();
    expect(imageOf(serviceOf("image:"))).toBeUndefined();
  });
});

describe("buildOf", () => {
  it("reads the short and the long form", () => {
    const short = buildOf(serviceOf("build: ./app"));
    expect(show(short?.context?.value)).toBe("./app");
    expect(short?.args.size).toBe(0);
    const long = buildOf(
      serviceOf(
        "build: {context: app, dockerfile: D, target: t, args: {A: 1, B: }, shm_size: 1gb, dockerfile_inline: FROM x}",
      ),
    );
    expect(
      [long?.context, long?.dockerfile, long?.target, long?.inline].map((one) => show(one?.value)),
    ).toEqual(["app", "D", "t", "FROM x"]);
    expect([...(long?.args ?? [])].map(([name, { value }]) => [name, show(value)])).toEqual([
      ["A", "1"],
      ["B", ""],
    ]);
    expect(long?.shmSize?.key).toBe("shm_size");
    expect(buildOf(serviceOf("image: x"))).toBeUndefined();
  });
});
