/**
 * The one door to the fact files. JSON carries no literal types, so each file is given its type here;
 * test/knowledge/facts.test.ts holds every row to it.
 */
import aptRecommendsJson from "./facts/apt-recommends.json" with { type: "json" };
import composeKeysJson from "./facts/compose-keys.json" with { type: "json" };
import cudaJson from "./facts/cuda.json" with { type: "json" };
import cudaTagsJson from "./facts/cuda-tags.json" with { type: "json" };
import defaultCredentialsJson from "./facts/default-credentials.json" with { type: "json" };
import deviceDriversJson from "./facts/device-drivers.json" with { type: "json" };
import driverPackagesJson from "./facts/driver-packages.json" with { type: "json" };
import frameworksJson from "./facts/frameworks.json" with { type: "json" };
import gpusJson from "./facts/gpus.json" with { type: "json" };
import imagesJson from "./facts/images.json" with { type: "json" };
import launchersJson from "./facts/launchers.json" with { type: "json" };
import ngcJson from "./facts/ngc.json" with { type: "json" };
import osJson from "./facts/os.json" with { type: "json" };
import portsJson from "./facts/ports.json" with { type: "json" };
import pythonJson from "./facts/python.json" with { type: "json" };
import packagesJson from "./facts/python-packages.json" with { type: "json" };
import secretFilesJson from "./facts/secret-files.json" with { type: "json" };
import servicesJson from "./facts/services.json" with { type: "json" };
import variablesJson from "./facts/variables.json" with { type: "json" };
import type {
  ComposeKey,
  CredentialVariable,
  CudaEndOfLife,
  CudaRelease,
  CudnnSuffix,
  DeadEndpoint,
  DeviceDriver,
  DeviceOption,
  Distribution,
  EnvironmentVariable,
  GpuArchitecture,
  HostCheck,
  ImageStatus,
  JaxRelease,
  OnnxruntimeBuild,
  OpenService,
  OsRelease,
  PythonPackage,
  PythonRelease,
  RenamedOption,
  SecretFile,
  ServicePort,
  ServingLauncher,
  Source,
  SourceIds,
  TensorflowRelease,
  TorchRelease,
  Trainer,
  TrainingLauncher,
  WithoutTools,
} from "./types.ts";

/** A look-up table that is built when it is first asked for. */
export function lazy<T>(build: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: build() }).value;
}

/** Rows by a key, in the order of the rows. */
export function groupBy<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

interface FactFile {
  readonly about: string;
  readonly asOf: string;
  readonly sources: Readonly<Record<string, Source>>;
}

interface Note {
  readonly text: string;
  readonly source: SourceIds;
}

export interface CudaTagRow {
  readonly cuda: string;
  readonly os: string;
  /** dockerfile-only: NVIDIA has a Dockerfile, no list names the image. */
  readonly status: "listed" | "superseded" | "deleted" | "seen" | "dockerfile-only";
  /** `base runtime cudnn-devel`, separated by blanks. */
  readonly flavours: string;
  readonly cudnn?: string;
  readonly nccl?: string;
  readonly source: SourceIds;
}

export interface KnownTag {
  readonly tag: string;
  readonly cuda?: string;
  readonly cudnn?: string;
  readonly nccl?: string;
  readonly rocm?: string;
  readonly python?: string;
  readonly os?: string;
  readonly frameworks?: Readonly<Record<string, string>>;
  readonly endOfPatch?: string;
  readonly evidence?: "build matrix";
  readonly source: SourceIds;
}

export interface Family {
  readonly family: string;
  /** `registry/repository`; a `*` at the end stands for any rest. */
  readonly repositories: readonly string[];
  readonly title: string;
  readonly summary: string;
  readonly status: ImageStatus;
  /** by-tag: the tag decides. */
  readonly accelerator: "cuda" | "rocm" | "cpu" | "by-tag";
  /** What a tag of the family's grammar holds that names no accelerator. */
  readonly defaultAccelerator?: "cuda" | "cpu";
  readonly latest?: boolean;
  /** Grammar of the tags, with named groups. */
  readonly pattern?: string;
  /** Grammar of the last part of the repository, with the same groups. */
  readonly namePattern?: string;
  readonly flavours?: Readonly<Record<string, string>>;
  readonly os?: string;
  readonly osVersion?: string;
  /** The system by the version in the tag (`from`, inclusive, up to `to`); the first rule that fits counts. */
  readonly osRules?: readonly {
    readonly from: string;
    readonly to?: string;
    readonly os: string;
    readonly source: SourceIds;
  }[];
  /** The Python by the version in the tag, in the same way. */
  readonly pythonRules?: readonly {
    readonly from: string;
    readonly to?: string;
    readonly python: string;
    readonly by: "image" | "conda";
    readonly source: SourceIds;
  }[];
  /** Whose Python it is: conda's or the image's own. */
  readonly pythonFrom?: "image" | "conda";
  readonly python?: boolean;
  readonly nvcc?: "always" | "never" | "devel";
  readonly user?: string;
  readonly ports?: readonly number[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What other versions of CUDA set instead, in the same way. */
  readonly environmentRules?: readonly {
    readonly from: string;
    readonly to?: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly source: SourceIds;
  }[];
  readonly curl?: boolean;
  readonly wget?: boolean;
  readonly contains?: readonly string[];
  readonly requires?: string;
  readonly platforms?: readonly string[];
  readonly newest?: string;
  readonly names?: readonly { readonly name: string }[];
  readonly pitfalls: readonly string[];
  readonly tags?: readonly KnownTag[];
  readonly source: SourceIds;
}

export interface NgcRow {
  readonly tag?: string;
  readonly release: string;
  /** `nvcr.io/nvidia/pytorch`. */
  readonly repository: string;
  readonly variant?: string;
  readonly cuda?: string;
  readonly cudnn?: string;
  readonly nccl?: string;
  /** The framework's version; `vLLM 0.24.0` or `TensorRT-LLM 1.2.1` for Triton. */
  readonly framework?: string;
  readonly torch?: string;
  readonly onnxruntime?: string;
  readonly tensorrt?: string;
  readonly python?: string;
  readonly ubuntu?: string;
  readonly driverShipped?: string;
  readonly note?: string;
  readonly source: SourceIds;
}

export const aptRecommendsFile = factFile<
  FactFile & {
    readonly rows: readonly {
      readonly packages: readonly string[];
      /** The recommended package that builds count on. */
      readonly needs: string;
      /** Others that bring the same. */
      readonly orElse?: readonly string[];
      readonly source: SourceIds;
    }[];
    /** What packages lose without recommendations, their dependencies included; the `rows` say what else they need. */
    readonly losses: readonly {
      readonly loses: "nothing" | "trifles";
      readonly packages: readonly string[];
      readonly source: SourceIds;
    }[];
  }
>(aptRecommendsJson, ["rows", "losses"]);

export const composeKeysFile = factFile<
  FactFile & {
    readonly rows: readonly ComposeKey[];
    /** Keys where they do nothing, or are refused, and the path that is meant; both relative to the service. */
    readonly misplaced: readonly {
      readonly path: string;
      readonly instead: string;
      /** One sentence: where people have the key from. */
      readonly note?: string;
      readonly source: SourceIds;
    }[];
    /** The Compose release whose schema the tables below are. */
    readonly schemaOf: string;
    /** The maps whose keys Compose checks; `*` in a path stands for any name, `[]` for each item of a list. */
    readonly schema: readonly {
      readonly path: string;
      readonly keys: readonly string[];
      /** The first release that takes a key; all have those that are not named. */
      readonly since?: Readonly<Record<string, string>>;
      /** Keys that may have nothing behind them. */
      readonly mayBeEmpty?: readonly string[];
      readonly source: SourceIds;
    }[];
    /** Lists in which Compose refuses an item that stands twice. */
    readonly uniqueItems: readonly { readonly path: string; readonly source: SourceIds }[];
  }
>(composeKeysJson, ["rows", "misplaced", "schemaOf", "schema", "uniqueItems"]);

export const cudaFile = factFile<
  FactFile & {
    readonly majors: readonly {
      readonly major: string;
      readonly linuxDriver?: string;
      readonly windowsDriver?: string;
      readonly note?: string;
      readonly source: SourceIds;
    }[];
    readonly releases: readonly CudaRelease[];
    readonly endOfLife: readonly CudaEndOfLife[];
    readonly cudnnEras: readonly {
      readonly from: string;
      readonly to?: string;
      readonly suffix: CudnnSuffix;
      readonly source: SourceIds;
    }[];
    readonly notes: readonly Note[];
  }
>(cudaJson, ["majors", "releases", "endOfLife", "cudnnEras"]);

export const cudaTagsFile = factFile<
  FactFile & {
    readonly complete: readonly {
      readonly version: string;
      readonly asOf: string;
      /** A lib whose tags are not covered. */
      readonly except?: string;
      readonly note?: string;
      readonly source: SourceIds;
    }[];
    readonly rows: readonly CudaTagRow[];
    readonly notes: readonly Note[];
  }
>(cudaTagsJson, ["complete", "rows"]);

export const defaultCredentialsFile = factFile<
  FactFile & {
    readonly rows: readonly CredentialVariable[];
    readonly common: readonly { readonly passwords: readonly string[]; readonly source: SourceIds }[];
  }
>(defaultCredentialsJson, ["rows", "common"]);

export const driverPackagesFile = factFile<
  FactFile & {
    readonly rows: readonly {
      /** A regular expression for the whole name. */
      readonly pattern: string;
      readonly what: string;
      readonly source: SourceIds;
    }[];
    readonly metapackages: readonly {
      /** A regular expression for the whole name; its group holds the version, with the hyphen before it. */
      readonly pattern: string;
      /** The name, without version, of the package that brings the same without the driver. */
      readonly instead: string;
      /** What it installs. */
      readonly what: string;
      readonly source: SourceIds;
    }[];
  }
>(driverPackagesJson, ["rows", "metapackages"]);

export const frameworksFile = factFile<
  FactFile & {
    readonly torch: readonly TorchRelease[];
    readonly tensorflow: readonly TensorflowRelease[];
    readonly jax: readonly JaxRelease[];
    readonly onnxruntime: readonly OnnxruntimeBuild[];
    readonly notes: readonly (Note & { readonly framework: string })[];
  }
>(frameworksJson, ["torch", "tensorflow", "jax", "onnxruntime"]);

export const gpusFile = factFile<
  FactFile & {
    readonly architectures: readonly GpuArchitecture[];
    readonly torchWheels: readonly {
      /** Minors of torch. */
      readonly torch: readonly string[];
      readonly cuda: string;
      readonly platform: string;
      readonly capabilities: readonly string[];
      /** The capability for which they carry PTX as well, which newer GPUs compile when they need it. */
      readonly ptx?: string;
      /** The same of the conda package, which the images of pytorch/pytorch hold up to 2.5. */
      readonly condaPtx?: string;
      readonly source: SourceIds;
    }[];
  }
>(gpusJson, ["architectures", "torchWheels"]);

export const imagesFile = factFile<FactFile & { readonly families: readonly Family[] }>(imagesJson, [
  "families",
]);

export const launchersFile = factFile<
  FactFile & {
    readonly training: readonly TrainingLauncher[];
    readonly serving: readonly ServingLauncher[];
    readonly trainers: readonly Trainer[];
    readonly loaders: readonly {
      readonly option: string;
      /** training: only programs that train mean processes of a data loader by it. */
      readonly of: "any" | "training";
      readonly source: SourceIds;
    }[];
    /** Families of images whose banner asks for a larger /dev/shm. */
    readonly banners: readonly { readonly family: string; readonly source: SourceIds }[];
    /** Families of images whose CUDA builds do nothing without a GPU. */
    readonly gpuOnly: readonly { readonly family: string; readonly source: SourceIds }[];
    readonly deviceOptions: readonly DeviceOption[];
  }
>(launchersJson, ["training", "serving", "trainers", "loaders", "banners", "gpuOnly", "deviceOptions"]);

export const ngcFile = factFile<
  FactFile & {
    readonly rows: readonly NgcRow[];
    readonly notes: readonly Note[];
  }
>(ngcJson, ["rows"]);

export const osFile = factFile<
  FactFile & {
    readonly distributions: readonly Distribution[];
    readonly rows: readonly OsRelease[];
  }
>(osJson, ["distributions", "rows"]);

export const packagesFile = factFile<
  FactFile & {
    readonly rows: readonly PythonPackage[];
    readonly needTorch: readonly { readonly names: readonly string[]; readonly source: SourceIds }[];
    readonly small: readonly { readonly names: readonly string[]; readonly source: SourceIds }[];
  }
>(packagesJson, ["rows"]);
export const portsFile = factFile<FactFile & { readonly rows: readonly ServicePort[] }>(portsJson, ["rows"]);
export const pythonFile = factFile<FactFile & { readonly rows: readonly PythonRelease[] }>(pythonJson, [
  "rows",
]);
export const deviceDriversFile = factFile<
  FactFile & {
    readonly rows: readonly DeviceDriver[];
    readonly misreadCapabilities: readonly {
      readonly capability: string;
      readonly instead: string;
      readonly source: SourceIds;
    }[];
  }
>(deviceDriversJson, ["rows", "misreadCapabilities"]);

export const secretFilesFile = factFile<FactFile & { readonly rows: readonly SecretFile[] }>(
  secretFilesJson,
  ["rows"],
);
export const servicesFile = factFile<
  FactFile & {
    readonly open: readonly OpenService[];
    /** Proxies whose purpose is to authenticate. */
    readonly proxies: readonly { readonly images: readonly string[]; readonly source: SourceIds }[];
    /** Tools that drive or watch the engine through its socket. */
    readonly engineTools: readonly {
      readonly images: readonly string[];
      readonly commands: readonly string[];
      readonly source: SourceIds;
    }[];
    readonly hostChecks: readonly HostCheck[];
    readonly deadEndpoints: readonly DeadEndpoint[];
    readonly withoutTools: readonly WithoutTools[];
    /** Beginnings of variables whose program takes quotes around a value away. */
    readonly unquoting: readonly { readonly prefix: string; readonly source: SourceIds }[];
    /** Variables for which a pair of quotes does the same as an empty value. */
    readonly quotesAsEmpty: readonly {
      readonly variable: string;
      readonly does: string;
      readonly source: SourceIds;
    }[];
    readonly renamedOptions: readonly RenamedOption[];
  }
>(servicesJson, [
  "open",
  "proxies",
  "engineTools",
  "hostChecks",
  "deadEndpoints",
  "withoutTools",
  "unquoting",
  "quotesAsEmpty",
  "renamedOptions",
]);

export const variablesFile = factFile<
  FactFile & {
    readonly rows: readonly EnvironmentVariable[];
  }
>(variablesJson, ["rows"]);

function factFile<T extends FactFile>(json: object, tables: readonly (keyof T)[]): T {
  if (!isFactFile(json, tables)) throw new TypeError("A fact file lacks one of its tables.");
  return json;
}

/** Rows are held to their types by the test, not at run time. */
function isFactFile<T extends FactFile>(json: object, tables: readonly (keyof T)[]): json is T {
  return "sources" in json && tables.every((table) => table in json);
}

const sources = lazy<ReadonlyMap<string, Source>>(
  () =>
    new Map(
      [
        aptRecommendsFile,
        composeKeysFile,
        cudaFile,
        cudaTagsFile,
        defaultCredentialsFile,
        driverPackagesFile,
        frameworksFile,
        gpusFile,
        imagesFile,
        launchersFile,
        ngcFile,
        osFile,
        packagesFile,
        portsFile,
        pythonFile,
        deviceDriversFile,
        secretFilesFile,
        servicesFile,
        variablesFile,
      ].flatMap((file) => Object.entries(file.sources)),
    ),
);

/** What stands behind a source id; ids are unique across the fact files. */
export function source(id: string): Source | undefined {
  return sources().get(id);
}
