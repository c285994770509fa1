import { compareVersions, plainVersion } from "../version.ts";
import type { EngineImage } from "../../docker/engine.ts";
import type { TestPlan } from "./model.ts";

/**
 * What would show that a container gets a GPU: `nvidia-smi -L` in an image of CUDA that is at hand. The driver's tools come into the
 * container by the capability `utility`, so that the image needs none. Undefined where no image fits; nothing is pulled.
 *
 * @param cuda the newest toolkit that the driver runs, where that is known
 * @param architecture the engine's, as `amd64`
 */
export function planTest(
  images: readonly EngineImage[],
  cuda: string | undefined,
  architecture: string | undefined,
): TestPlan | undefined {
  const image = images
    .filter((one) => cudaOf(one) !== undefined && fits(one, architecture))
    .toSorted((a, b) => rank(a, cuda) - rank(b, cuda) || (a.bytes ?? Infinity) - (b.bytes ?? Infinity))[0];
  if (image === undefined) return undefined;
  return {
    image: image.tags[0] ?? image.id,
    container: {
      image: image.id,
      argv: ["nvidia-smi", "-L"],
      deviceRequests: [{ driver: "", count: -1, deviceIds: [], capabilities: [["gpu", "utility"]] }],
      labels: { "ml-containers.doctor": "test" },
      network: "none",
      memory: 1024 ** 3,
      pids: 64,
    },
    timeout: 30_000,
  };
}

/** The CUDA version that the image's variables or labels tell; undefined for an image without CUDA. */
function cudaOf({ environment, labels }: EngineImage): string | undefined {
  const said = environment.get("CUDA_VERSION") ?? labels["com.nvidia.cuda.version"];
  if (said !== undefined) return plainVersion(said);
  return environment.has("NVIDIA_REQUIRE_CUDA") ? "0.0" : undefined;
}

function fits(image: EngineImage, architecture: string | undefined): boolean {
  return (
    image.architecture === undefined || architecture === undefined || image.architecture === architecture
  );
}

/** An image whose CUDA is newer than the driver's would be refused for that alone. */
function rank(image: EngineImage, cuda: string | undefined): number {
  const own = cudaOf(image);
  return cuda !== undefined && own !== undefined && compareVersions(own, cuda) > 0 ? 1 : 0;
}
