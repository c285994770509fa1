import { describe, expect, it } from "vitest";
import * as knowledge from "../../server/src/engine/knowledge/index.ts";
import { cudaTagsFile } from "../../server/src/engine/knowledge/facts.ts";

describe("versions", () => {
  it.each([
    ["3.9", "3.10", -1],
    ["2.1", "2.1.0", 0],
    ["2.1rc1", "2.1", -1],
    ["2.1.post1", "2.1", 1],
    ["2.5.1+cu124", "2.5.1+cu121", 0],
    ["570.124.06", "525.60.13", 1],
    ["nonsense", "0", 0],
  ])("compares %s with %s", (left, right, sign) => {
    expect(Math.sign(knowledge.compareVersions(left, right))).toBe(sign);
    expect(Math.sign(knowledge.compareVersions(right, left))).toBe(sign === 0 ? 0 : -sign);
  });

  it("takes versions apart", () => {
    expect(knowledge.majorOf("12.4.1")).toBe(12);
    expect(knowledge.minorOf("12.4.1")).toBe("12.4");
    expect(knowledge.minorOf("12")).toBeUndefined();
    expect(knowledge.localOf("2.5.1+cu124")).toBe("cu124");
    expect(knowledge.cudaOfVariant("cu128")).toBe("12.8");
    expect(knowledge.cudaOfVariant("cpu")).toBeUndefined();
    expect(knowledge.variantOfCuda("13.0.1")).toBe("cu130");
    expect(knowledge.isWithin("12.40", "12.4")).toBe(false);
  });
});

describe("CUDA", () => {
  it("knows releases and the driver floor of their major", () => {
    expect(knowledge.cudaRelease("12.4.1")).toMatchObject({ linuxDriver: "550.54.15", capabilityMax: "9.0" });
    expect(knowledge.cudaRelease("12.4")?.version).toBe("12.4.1");
    expect(knowledge.cudaRelease("13.3.0.035")?.version).toBe("13.3.0");
    expect(knowledge.cudaRelease("12.7")).toBeUndefined();
    expect(knowledge.cudaDriverFloor("13.1.0")).toBe("580");
    expect(knowledge.cudaDriverFloor("12.9")).toBe("525.60.13");
    expect(knowledge.cudaDriverFloor("11.8.0")).toBe("450.80.02");
    expect(knowledge.cudaDriverFloor("10.2")).toBe("440.33");
    expect(knowledge.cudaDriverFloor("99")).toBeUndefined();
  });

  it.each([
    ["12.8.1-cudnn-runtime-ubuntu24.04", { cuda: "12.8.1", short: false, lib: "cudnn", flavour: "runtime" }],
    ["11.0-base", { cuda: "11.0", short: true, flavour: "base" }],
    ["12.4.1", { cuda: "12.4.1", short: false }],
    ["11.2-cudnn8.1-ubuntu18.04", { lib: "cudnn8.1", os: "ubuntu18.04" }],
  ])("reads the tag %s", (tag, parts) => {
    expect(knowledge.parseCudaTag(tag)).toMatchObject(parts);
  });

  it.each(["latest", "", "12", "12.4.1-devel-windows", "12.4.1-devel-ubuntu24.04-extra", "x".repeat(5000)])(
    "does not read %s",
    (tag) => {
      expect(knowledge.parseCudaTag(tag)).toBeUndefined();
    },
  );

  it.each([
    ["12.8.1-cudnn-runtime-ubuntu24.04", "listed"],
    ["12.8.0-cudnn-runtime-ubuntu24.04", "superseded"],
    ["12.4.1-cudnn-runtime-ubuntu24.04", "absent"],
    ["12.4.1-cudnn8-runtime-ubuntu22.04", "absent"],
    ["12.4-devel-ubuntu22.04", "absent"],
    ["13.0.0-devel-ubuntu20.04", "absent"],
    ["13.1.0-cudnn-devel-ubuntu24.04", "unknown"],
    ["13.2.1-base-ubuntu24.04", "unknown"],
    ["99.0.0-base-ubuntu24.04", "unknown"],
    ["10.2-cudnn7-devel-ubuntu18.04", "deleted"],
    ["11.7.0-cudnn8-runtime-ubuntu18.04", "deleted"],
    ["11.7.1-cudnn8-runtime-ubuntu18.04", "listed"],
    ["11.3.1-cudnn8-devel-ubuntu20.04", "superseded"],
  ])("knows the state of %s: %s", (tag, state) => {
    const parts = knowledge.parseCudaTag(tag);
    expect(parts === undefined ? undefined : knowledge.cudaTag(parts)).toBe(state);
  });

  it("calls a tag deleted only where NVIDIA removed its version", () => {
    const deleted = new Set(
      cudaTagsFile.rows
        .map((row) => row.cuda)
        .filter(
          (version) => knowledge.cudaTag({ cuda: version, flavour: "base", os: "ubuntu20.04" }) === "deleted",
        ),
    );
    for (const version of deleted) expect(knowledge.cudaEndOfLife(version)?.reason).toBe("deleted");
    for (const row of cudaTagsFile.rows)
      expect(deleted.has(row.cuda), row.cuda).toBe(row.status === "deleted");
    expect(knowledge.cudaEndOfLife("12.8.1")).toBeUndefined();
    expect(knowledge.cudaEndOfLife("12.6.2")).toMatchObject({ reason: "superseded", date: "2024-12-03" });
    expect(knowledge.cudaEndOfLife("11.8.0")).toMatchObject({ reason: "driver", date: "2024-07-01" });
  });

  it("knows the word for cuDNN of each era, and that some releases have none", () => {
    const word = knowledge.expectedCudnnSuffix;
    expect(
      ["11.8.0", "12.2.2", "12.3.2", "12.4.1", "12.6", "13.0.2"].map((version) => word(version)),
    ).toEqual(["cudnn8", "cudnn8", "cudnn9", "cudnn", "cudnn", "cudnn"]);
    expect(word("12.3.1")).toBeUndefined();
    expect(word("8.0")).toBeUndefined();
    expect(knowledge.cudaHasCudnn("12.4.0")).toBe(false);
    expect(knowledge.cudaHasCudnn("12.4.1")).toBe(true);
    expect(knowledge.cudaHasCudnn("13.1.0")).toBeUndefined();
  });

  it("suggests published tags of the same system and flavour", () => {
    expect(knowledge.cudaPatchReleases("12.4")).toEqual(["12.4.1", "12.4.0"]);
    expect(knowledge.cudaPatchReleases("10.2")).toEqual([]);
    const wanted = { cuda: "12.4.1", lib: "cudnn", flavour: "runtime", os: "ubuntu24.04" } as const;
    expect(knowledge.suggestCudaTags(wanted)[0]).toBe("12.6.3-cudnn-runtime-ubuntu24.04");
    const short = { cuda: "12.4", flavour: "devel", os: "ubuntu22.04" } as const;
    expect(knowledge.suggestCudaTags(short, 1)).toEqual(["12.4.1-devel-ubuntu22.04"]);
    const old = { cuda: "11.3.0", lib: "cudnn8", flavour: "devel", os: "ubuntu20.04" } as const;
    expect(knowledge.suggestCudaTags(old)[0]).toBe("11.4.3-cudnn8-devel-ubuntu20.04");
    for (const tag of knowledge.suggestCudaTags(old, 50)) {
      const parts = knowledge.parseCudaTag(tag);
      expect(["listed", "superseded"]).toContain(parts === undefined ? undefined : knowledge.cudaTag(parts));
    }
  });
});

describe("frameworks", () => {
  it("knows the partners and wheels of torch", () => {
    expect(knowledge.torchPartners("2.9.1+cu128")).toEqual({ torchvision: "0.24.1", torchaudio: "2.9.1" });
    expect(knowledge.torchPartners("2.9")).toBeUndefined();
    expect(knowledge.torchPartners("2.14.1")).toEqual({ torchvision: "0.29.1" });
    expect(knowledge.torchOfPartner("torchvision", "0.20.1")).toEqual(["2.5.1"]);
    expect(knowledge.torchOfPartner("torchaudio", "2.11.0")).toContain("2.13.0");
    expect(knowledge.torchCudaVariants("2.5.1")).toEqual(["cu118", "cu121", "cu124"]);
    expect(knowledge.torchCudaVariants("2.99.0")).toBeUndefined();
    expect(knowledge.torchWithVariant("cu118")[0]).toBe("2.7.1");
    expect(knowledge.torchRelease("2.9")?.version).toBe("2.9.1");
    expect(knowledge.torchRelease("2.1.2")?.pythonMax).toBe("3.11");
    expect(knowledge.torchCapabilities("2.13.0", "cu126")).toEqual({ min: "5.0", max: "9.0" });
    expect(knowledge.torchCapabilities("2.5.1", "12.4")).toEqual({ min: "5.0", max: "9.0" });
    expect(knowledge.torchCapabilities("2.11.0", "12.9")).toBeUndefined();
  });

  it("knows TensorFlow, JAX and ONNX Runtime", () => {
    expect(knowledge.tensorflowRelease("2.16.2")).toMatchObject({ cuda: "12.3", cudnn: "8.9" });
    expect(knowledge.tensorflowRelease("2.13.1")?.andCuda).toBeUndefined();
    expect(knowledge.tensorflowRelease("1.15")).toBeUndefined();
    expect(knowledge.jaxRelease("0.4.30")?.pythonMin).toBe("3.9");
    expect(knowledge.jaxRelease("0.9.1")?.from).toBe("0.8.0");
    expect(knowledge.jaxRelease("0.12.0")).toBeUndefined();
    expect(knowledge.onnxruntimeBuilds("1.20.1").map(({ cuda }) => cuda)).toEqual(["12.x", "11.8"]);
    expect(knowledge.onnxruntimeBuilds("1.18.1").map(({ cudnn }) => cudnn)).toEqual(["9.x"]);
    expect(knowledge.onnxruntimeBuilds("1.28.0").map(({ extras }) => extras)).toEqual([["cuda", "cudnn"]]);
    expect(knowledge.onnxruntimeBuilds("1.27.0").map((build) => build.importNeedsCuda)).toEqual([
      true,
      undefined,
    ]);
    expect(knowledge.onnxruntimeBuilds("9.9")).toEqual([]);
  });
});

describe("systems, Python, GPUs, packages, variables and ports", () => {
  it("knows releases of systems by version, point release and codename", () => {
    expect(knowledge.osRelease("ubuntu", "focal")).toMatchObject({
      version: "20.04",
      endOfSupport: "2025-05-31",
    });
    expect(knowledge.osRelease("debian", "12.5")).toMatchObject({
      codename: "bookworm",
      glibc: "2.36",
      python: "3.11",
    });
    expect(knowledge.osRelease("centos", "7")).toMatchObject({ endOfSupport: "2024-06-30" });
    expect(knowledge.osRelease("rockylinux", "9.4")?.version).toBe("9");
    expect(knowledge.osRelease("alpine", "3.19.1")?.libc).toBe("musl");
    expect(knowledge.osRelease("alpine", "3.1")).toBeUndefined();
    expect(knowledge.osRelease("ubuntu", "bookworm")).toBeUndefined();
    expect(knowledge.osOfCodename("jammy")).toMatchObject({ id: "ubuntu", version: "22.04" });
    expect(knowledge.osOfWord("ubi9")).toEqual({ id: "rhel", version: "9" });
    expect(knowledge.osOfWord("windowsservercore")).toBeUndefined();
  });

  it("knows the end of life of Python", () => {
    expect(knowledge.pythonRelease("3.10.14")).toMatchObject({ minor: "3.10", endOfLife: "2026-10-31" });
    expect(knowledge.pythonRelease("3.8")?.endOfLife).toBe("2024-10-07");
    expect(knowledge.pythonRelease("3")).toBeUndefined();
    expect(knowledge.pythonRelease("4.0")).toBeUndefined();
  });

  it("knows GPU architectures in a range", () => {
    const names = knowledge.gpuArchitectures({ min: "7.5", max: "9.0" }).map(({ name }) => name);
    expect(names[0]).toBe("Turing");
    expect(names.at(-1)).toBe("Hopper");
    expect(names).not.toContain("Volta");
  });

  it.each<[torch: string, cuda: string, capability: string, runs: boolean | undefined]>([
    ["2.5.1", "12.4", "9.0", true],
    ["2.5.1", "12.4", "8.9", true],
    ["2.5.1", "12.4", "12.0", false],
    ["1.13.1", "11.7", "9.0", false],
    ["2.0.1", "11.8", "9.0", true],
    ["2.7.1", "12.8", "7.0", false],
    ["2.8.0", "12.8", "7.0", true],
    ["2.10.0", "12.8", "7.0", true],
    ["2.11.0", "12.8", "7.0", false],
    ["2.11.0", "12.8", "12.1", true],
    ["2.9.1", "12.8", "6.1", false],
    ["2.9.1", "12.6", "6.1", true],
    ["2.6.0", "12.6", "12.0", true],
    ["2.13.0", "13.0", "11.0", true],
    ["2.5.1", "12.4", "8.7", undefined],
    ["2.5.1", "12.4", "9.9", undefined],
    ["2.5.1", "12.5", "9.0", undefined],
    ["2.99.0", "12.4", "9.0", undefined],
  ])("knows that torch %s for CUDA %s on a GPU of %s runs: %s", (torch, cuda, capability, runs) => {
    expect(knowledge.torchRunsOn(torch, cuda, capability)).toBe(runs);
  });

  it("knows of PTX in conda's packages, and advises machine code alone", () => {
    expect(knowledge.torchRunsOn("2.1.2", "11.8", "12.0")).toBe(false);
    expect(knowledge.torchRunsOn("2.1.2", "11.8", "12.0", "conda")).toBe(true);
    expect(knowledge.torchIsBuiltFor("2.6.0", "12.6", "12.0")).toBe(false);
    expect(knowledge.torchIsBuiltFor("2.7.0", "12.8", "12.0")).toBe(true);
    expect(knowledge.torchIsBuiltFor("2.7.0", "12.8", "11.0")).toBe(false);
  });

  it("knows packages in any spelling, variables and ports", () => {
    expect(knowledge.pypiPackage("Flash_Attn")?.needsNvcc).toBe("source");
    expect(knowledge.pypiPackage("TensorFlow.GPU")).toMatchObject({ kind: "name-trap", status: "removed" });
    expect(knowledge.pypiPackage("numpy")).toBeUndefined();
    expect(knowledge.environmentVariable("NVIDIA_VISIBLE_DEVICES")?.allowed).toContain("all");
    expect(knowledge.environmentVariable("nvidia_visible_devices")).toBeUndefined();
    const names = knowledge.environmentVariables().map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(knowledge.servicePorts(11434).map(({ service }) => service)).toEqual([
      expect.stringMatching(/Ollama/),
    ]);
    expect(knowledge.servicePorts(1)).toEqual([]);
    expect(knowledge.requiresTorch("Sentence_Transformers")).toBe(true);
    expect(knowledge.requiresTorch("transformers")).toBe(false);
  });

  it("knows files that hold credentials by their exact names, and by their folder where the name says too little", () => {
    expect(knowledge.secretFile("docker/.env")?.needed).toBe("run");
    expect(knowledge.secretFile("/root/.aws/credentials")?.holds).toMatch(/AWS/);
    for (const path of [".env.example", "id_rsa.pub", "credentials", "app.env", ""])
      expect(knowledge.secretFile(path), path).toBeUndefined();
    expect(knowledge.isSecretFileIn("COPY conf/.netrc /root/")).toBe(true);
    expect(knowledge.isSecretFileIn("COPY src /app")).toBe(false);
  });
});
