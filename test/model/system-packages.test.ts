import { describe, expect, test } from "vitest";
import { packageCall } from "../../server/src/engine/model/system-packages.ts";
import { commandIn } from "./commands.ts";

/** `manager verb: package=version …`. */
function read(text: string): string | undefined {
  const call = packageCall(commandIn(text));
  if (call === undefined) return undefined;
  const packages = call.packages.map(({ name, version }) =>
    version === undefined ? name : `${name}=${version}`,
  );
  return `${call.manager} ${call.verb}: ${packages.join(" ")}`;
}

describe("packageCall", () => {
  test.each([
    ["apt-get update -qq", "apt update: "],
    ["apt-get install -y --no-install-recommends curl git", "apt install: curl git"],
    ["apt-get -yq -o Acquire::Retries=3 install -t bookworm-backports git", "apt install: git"],
    [
      "sudo apt install libglib2.0-0=2.72.4-0ubuntu2 g++ libc6:i386 vim/jammy",
      "apt install: libglib2.0-0=2.72.4-0ubuntu2 g++ libc6 vim",
    ],
    ["apt-get install -y ./local.deb /tmp/other.deb git", "apt install: git"],
    ["apt-get install cuda-nvcc-12-4=${UNSET} lib-$UNSET", "apt install: cuda-nvcc-12-4"],
    ["yum -y install gcc", "dnf install: gcc"],
    ["dnf install -y -d 0 --setopt=install_weak_deps=False gcc-c++.x86_64", "dnf install: gcc-c++.x86_64"],
    ["dnf -y module install nvidia-driver:latest-dkms", "dnf install: nvidia-driver"],
    ["dnf install -y @nodejs:22/minimal", "dnf install: nodejs"],
    ["dnf module enable -y nodejs:22", "dnf enable: nodejs"],
    ["apk add --no-cache -t .build-deps build-base py3-numpy~1.26", "apk add: build-base py3-numpy=1.26"],
    ["zypper --non-interactive in -y gcc", "zypper in: gcc"],
    [
      "conda install -y -n base -c conda-forge pytorch=2.5=cuda* 'numpy >=1.2,<2' nvidia::cuda-nvcc",
      "conda install: pytorch=2.5=cuda* numpy=1.2,<2 cuda-nvcc",
    ],
    ["micromamba create -r /opt -n x python=3.11", "conda create: python=3.11"],
    ["conda clean -afy", "conda clean: "],
    ["conda env create -f environment.yml", "conda env: create"],
    ["$TOOL install gcc", undefined],
    ["pip install torch", undefined],
  ])("%s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test("an argument that nobody knows is said to be unknown", () => {
    expect(packageCall(commandIn("apt-get install $PACKAGES"))).toMatchObject({
      hasUnknown: true,
      packages: [],
    });
  });
});
