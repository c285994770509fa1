/** Ids into the `sources` tables of the facts; `source(id)` says what stands behind one. */
export type SourceIds = readonly string[];

/** What stands behind a fact. */
export interface Source {
  readonly what: string;
  readonly where: string;
  /** Year, month or day of the material, as precise as known. */
  readonly date?: string;
}

export interface CudaRelease {
  /** `X.Y.Z`. */
  readonly version: string;
  readonly label: string;
  /** The Linux driver that the toolkit shipped with; not the floor, see `cudaDriverFloor`. */
  readonly linuxDriver?: string;
  readonly windowsDriver?: string;
  /** Lowest and highest compute capability that nvcc targets. */
  readonly capabilityMin: string;
  readonly capabilityMax: string;
  /** `YYYY-MM`. */
  readonly released?: string;
  readonly note?: string;
  readonly source: SourceIds;
}

export interface CudaEndOfLife {
  readonly version: string;
  /** superseded: a newer point release; driver: its last driver ended; deleted: the tags are gone. */
  readonly reason: "superseded" | "driver" | "deleted";
  /** ISO date; for `deleted` the day (or month's first day) of the deletion. */
  readonly date: string;
  /** The point release that took its place. */
  readonly by?: string;
  /** The driver branch that ended. */
  readonly driver?: string;
  /** ISO date from which NVIDIA planned to delete the tags; most were not deleted on it. */
  readonly deletionPlanned?: string;
  readonly source: SourceIds;
}

export type CudaFlavour = "base" | "runtime" | "devel";

/** The parts of an nvidia/cuda tag. */
export interface CudaTag {
  readonly cuda: string;
  /** True for `X.Y` without the third number, which NVIDIA publishes no more. */
  readonly short: boolean;
  /** `cudnn`, `cudnn8`, `tensorrt`, … */
  readonly lib?: string;
  readonly flavour?: CudaFlavour;
  /** `ubuntu22.04`. */
  readonly os?: string;
}

/**
 * listed: published and supported, or seen in use; superseded: published, no longer maintained, still served;
 * deleted: served no more; absent: the list of that version is complete and does not hold it; unknown.
 */
export type CudaTagState = "listed" | "superseded" | "deleted" | "absent" | "unknown";

export type CudnnSuffix = "cudnn7" | "cudnn8" | "cudnn9" | "cudnn";

export interface TorchRelease {
  readonly version: string;
  readonly torchvision?: string;
  readonly torchaudio?: string;
  /** Python minors of the release note; an index may hold wheels beyond them. */
  readonly pythonMin?: string;
  readonly pythonMax?: string;
  readonly pythonExperimental?: readonly string[];
  /** Wheel variants, `cu126`, … */
  readonly cudaVariants: readonly string[];
  readonly experimentalCuda?: readonly string[];
  /** The variant that PyPI serves on Linux; undefined where unknown. */
  readonly defaultCuda?: string;
  readonly rocmVariants?: readonly string[];
  /** Variant to version of the bundled library. */
  readonly cudnn?: Readonly<Record<string, string>>;
  readonly nccl?: Readonly<Record<string, string>>;
  readonly triton?: string;
  readonly released?: string;
  readonly note?: string;
  readonly source: SourceIds;
}

export interface TensorflowRelease {
  readonly version: string;
  readonly pythonMin: string;
  readonly pythonMax: string;
  /** The CUDA that the project built and tested with. */
  readonly cuda?: string;
  readonly cudnn?: string;
  /** Whether the `and-cuda` extra exists; undefined where unknown. */
  readonly andCuda?: boolean;
  readonly windowsGpu: boolean;
  readonly prerelease?: boolean;
  readonly note?: string;
  readonly source: SourceIds;
}

export interface JaxRelease {
  readonly from: string;
  readonly to?: string;
  readonly pythonMin: string;
  readonly extras: readonly string[];
  readonly cuda?: Readonly<Record<string, string>>;
  readonly cudnn?: string;
  readonly nccl?: string;
  readonly released?: string;
  readonly note?: string;
  readonly source: SourceIds;
}

/** One build of ONNX Runtime GPU; a release may have several. */
export interface OnnxruntimeBuild {
  readonly version: string;
  /** `12.x`, `11.8`, … */
  readonly cuda?: string;
  readonly cudnn?: string;
  /** True where CUDA and cuDNN are deduced from neighbours. */
  readonly inferred?: boolean;
  readonly onPypi?: boolean;
  /** The extras that bring CUDA's and cuDNN's libraries from PyPI. */
  readonly extras?: readonly string[];
  /** Whether the import itself fails without CUDA's libraries, be the GPU used or not. */
  readonly importNeedsCuda?: boolean;
  readonly torch?: string;
  readonly note?: string;
  readonly source: SourceIds;
}

export interface PythonRelease {
  readonly minor: string;
  /** ISO date or month. */
  readonly released: string;
  readonly endOfLife: string;
  readonly latest?: string;
  readonly source: SourceIds;
}

export type Libc = "glibc" | "musl";

export interface Distribution {
  readonly id: string;
  readonly title: string;
  readonly libc: Libc;
  /** What /bin/sh is. */
  readonly shell: "dash" | "bash" | "busybox";
  readonly packages: "apt" | "apk" | "yum" | "dnf" | "tdnf" | "zypper";
  /** What a build on a release past its end runs into. */
  readonly afterEnd?: string;
  readonly source: SourceIds;
}

export interface OsRelease {
  readonly id: string;
  readonly version: string;
  readonly codename?: string;
  readonly libc: Libc;
  readonly lts?: boolean;
  readonly released?: string;
  /** ISO date of the end of standard support; LTS, ESM and the like run longer. */
  readonly endOfSupport?: string;
  readonly extendedSupport?: string;
  readonly glibc?: string;
  /** Minor version of the distribution's python3. */
  readonly python?: string;
  readonly source: SourceIds;
}

export interface GpuArchitecture {
  readonly name: string;
  /** Compute capability, `9.0`. */
  readonly capability: string;
  readonly cards: readonly string[];
  /** A system on a chip: what is built for cards is not promised to run there, nor the other way round. */
  readonly tegra?: boolean;
  readonly firstCuda?: string;
  readonly lastCuda?: string;
  readonly note?: string;
  readonly source: SourceIds;
}

/** Inclusive range of compute capabilities. */
export interface CapabilityRange {
  readonly min: string;
  readonly max: string;
}

export interface PythonPackage {
  readonly names: readonly string[];
  readonly kind: "library" | "name-trap" | "git-only" | "situation";
  readonly status: string;
  readonly newest?: string;
  readonly install?: string;
  /** always: no wheel; source: only where no wheel fits; optional: a feature needs it. */
  readonly needsNvcc?: "always" | "source" | "optional";
  /** Whether its setup runs the image's nvcc even where it then downloads a wheel. */
  readonly setupRunsNvcc?: boolean;
  /** Whether its setup imports torch without asking for it, so that a build in an environment of its own fails. */
  readonly setupImportsTorch?: boolean;
  /** The only C library that its wheels are built for. */
  readonly libc?: Libc;
  readonly buildNeeds?: string;
  readonly runNeeds?: string;
  readonly python?: string;
  readonly torchPins?: Readonly<Record<string, string>>;
  readonly minCapability?: string;
  readonly driverMin?: string;
  /** The version from which on the package is empty and its install fails. */
  readonly removedFrom?: string;
  readonly replacement?: string;
  readonly pitfalls?: readonly string[];
  readonly note?: string;
  readonly source: SourceIds;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly component: string;
  readonly type: string;
  readonly allowed?: readonly string[];
  /** Undefined where it is not known. */
  readonly default?: string;
  readonly meaning: string;
  readonly pitfalls?: string;
  readonly deprecatedBy?: string;
  readonly source: SourceIds;
}

/** A file that tools keep credentials in. */
export interface SecretFile {
  readonly name: string;
  /** The folder that it must lie in for its name to say so. */
  readonly folder?: string;
  /** `the key of the Kaggle API`. */
  readonly holds: string;
  /** Who reads it as a rule: a step of the build, SSH in such a step, or the running container. */
  readonly needed: "build" | "ssh" | "run";
  readonly source: SourceIds;
}

export interface ServicePort {
  readonly service: string;
  readonly port: string;
  readonly protocol: string;
  readonly purpose: string;
  readonly healthPath?: string;
  readonly image?: string;
  /** Whether the image holds curl or wget; undefined where unknown. */
  readonly curl?: boolean;
  readonly wget?: boolean;
  readonly probe?: string;
  readonly note?: string;
  readonly source: SourceIds;
}

export type ImageStatusKind = "active" | "frozen" | "gone" | "archived" | "replaced" | "discontinued";

export interface ImageStatus {
  readonly kind: ImageStatusKind;
  readonly since?: string;
  /** A repository for the same purpose, as a user types it; may end in `*` like the family's own name. */
  readonly replacement?: string;
  readonly note?: string;
  readonly source?: SourceIds;
}

export type TagKind = "listed" | "deleted" | "superseded" | "unlisted" | "none" | "floating" | "digest";

export interface TagState {
  readonly kind: TagKind;
  /** True when an unlisted tag is known not to exist. */
  readonly complete: boolean;
  /** Whether the family has a `latest` tag; undefined where unknown. */
  readonly latestExists?: boolean;
  /** Whether the tag follows the family's grammar; undefined without a tag or a grammar. */
  readonly grammatical?: boolean;
}

export type Accelerator = "cuda" | "rocm" | "cpu" | "unknown";

export interface ImageOs {
  /** `ubuntu`, `debian`, `alpine`, `rhel`, … as in `osRelease`. */
  readonly id: string;
  readonly version?: string;
  readonly codename?: string;
  readonly libc: Libc;
}

export interface ImagePython {
  /** Minor or full version. */
  readonly version: string;
  /** Built into the image, the distribution's package (to be installed), or conda's. */
  readonly from: "image" | "distribution" | "conda";
}

export interface ImageCuda {
  readonly version: string;
  readonly flavour?: CudaFlavour;
  /** Whether nvcc is there; undefined where unknown. */
  readonly nvcc?: boolean;
}

/** What is known of an image. A missing part is unknown, never "none". */
export interface ImageFacts {
  /** As a user types it: `nvidia/cuda`, `nvcr.io/nvidia/pytorch`, `python`. */
  readonly family: string;
  readonly title: string;
  readonly summary: string;
  /** True where the registry is not the publisher's: contents are known, tags are not. */
  readonly mirror: boolean;
  readonly accelerator: Accelerator;
  readonly os?: ImageOs;
  readonly cuda?: ImageCuda;
  readonly rocm?: string;
  readonly cudnn?: string;
  readonly nccl?: string;
  readonly python?: ImagePython;
  /** False: the image holds no Python at all. */
  readonly hasPython?: boolean;
  readonly frameworks: readonly { readonly name: string; readonly version?: string }[];
  /** min: the floor of the CUDA major; shipped: the driver that belongs to the toolkit. Linux versions. */
  readonly driver?: { readonly min: string; readonly shipped?: string };
  /** Compute capabilities that the image serves. */
  readonly capabilities?: CapabilityRange;
  readonly user?: string;
  /** ENV of the image, as far as known. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** What /bin/sh is. */
  readonly shell?: Distribution["shell"];
  readonly curl?: boolean;
  readonly wget?: boolean;
  readonly status: ImageStatus;
  readonly tag: TagState;
  readonly pitfalls: readonly string[];
  readonly sources: SourceIds;
}

export interface ImageName {
  /** As a user types it. */
  readonly name: string;
  readonly summary: string;
  readonly status: ImageStatusKind;
}

export interface TagSuggestion {
  readonly tag: string;
  /** One line: what is inside. */
  readonly summary: string;
  /** Sorts the newest first when compared as text. */
  readonly sortKey: string;
  /** list: the publisher's list; build matrix: generated by its release script; seen: found in use. */
  readonly evidence: "list" | "build matrix" | "seen";
}

/** A driver that a device request may name. */
export interface DeviceDriver {
  readonly driver: string;
  /** What a request may ask of it. */
  readonly capabilities: readonly string[];
  /** The first Docker Engine that has it. */
  readonly since?: string;
  readonly source: SourceIds;
}

/** What may stand as the value of a key in a compose file. */
export type ComposeForm =
  | "word"
  /** A list of words, each once. */
  | "words"
  | "map"
  /** A list of maps. */
  | "maps"
  /** A whole number, or `all`. */
  | "count"
  /** Bytes, or a number with a unit. */
  | "size"
  /** A whole number, or a map of `soft` and `hard`. */
  | "limit"
  /** A map, or a list of `KEY=VALUE`. */
  | "options";

/** A key by which a service asks for GPUs, or for what programs on GPUs need. */
export interface ComposeKey {
  /** Relative to the service; `[]` behind a key stands for each item of its list. */
  readonly path: string;
  readonly forms: readonly ComposeForm[];
  /** One sentence: what it says. */
  readonly summary: string;
  /** The values worth proposing, for a list those of its items. A word in capitals stands for a name: `service:NAME`. */
  readonly values?: readonly ComposeKeyValue[];
  /** Whether other values, for a map other keys, may stand as well. */
  readonly open?: boolean;
  /** What holds without the key, in words or as a value. */
  readonly default?: string;
  readonly required?: boolean;
  /** Keys beside it that Compose refuses together with it. */
  readonly excludes?: readonly string[];
  readonly since?: ComposeSince;
  /** What people get wrong. */
  readonly pitfall?: string;
  /** A value to start from, as it stands behind the colon. */
  readonly example?: string;
  readonly source: SourceIds;
}

export interface ComposeKeyValue {
  readonly value: string;
  readonly text: string;
  readonly since?: ComposeSince;
  readonly source: SourceIds;
}

/** The first releases that know something. */
export interface ComposeSince {
  /** Of Docker Compose. */
  readonly compose?: string;
  /** Of Docker Engine. */
  readonly engine?: string;
}

interface LaunchCommand {
  readonly program: string;
  /** The word behind the program without which it launches nothing. */
  readonly subcommand?: string;
  /** What stands behind `python -m` for the same. */
  readonly modules?: readonly string[];
  /** Options, or `--option=value`, by which not all processes run on the GPUs of this container. */
  readonly elsewhere?: readonly string[];
  readonly source: SourceIds;
}

/** A program that starts the processes of a distributed training. */
export interface TrainingLauncher extends LaunchCommand {
  /** The options that give the number of processes, one for each GPU. */
  readonly processes: readonly string[];
  /** Whether they count the processes of all machines. */
  readonly total?: boolean;
  readonly machines: readonly string[];
  /** The options that give the number of this machine, from 0. */
  readonly rank?: readonly string[];
  /** The options that give the address of machine 0. */
  readonly master?: readonly string[];
}

/** A model server that can spread a model over GPUs. */
export interface ServingLauncher extends LaunchCommand {
  readonly title: string;
  /** Families of images that start it. */
  readonly families?: readonly string[];
  /** Options that each give a number; their product is the number of GPUs. */
  readonly factors: readonly (readonly string[])[];
  /** The variable that stands for the first of them. */
  readonly variable?: string;
  /** Whether its documents ask for a larger /dev/shm with several GPUs. */
  readonly sharesMemory?: boolean;
}

/** An option by which programs are told to use a GPU. */
export interface DeviceOption {
  readonly option: string;
  /** The words for a GPU, perhaps with `:0` behind them; a number of GPUs where there are none. */
  readonly values?: readonly string[];
  readonly source: SourceIds;
}

/** A program that trains and ends. */
export interface Trainer {
  readonly program: string;
  /** The words behind it that train; whatever it is given without them. */
  readonly subcommands?: readonly string[];
  /** Whether the word may stand anywhere. */
  readonly anywhere?: boolean;
  readonly source: SourceIds;
}

/** A variable by which an image is given the password or key that opens it. */
export interface CredentialVariable {
  /** `registry/repository`. */
  readonly images: readonly string[];
  readonly title: string;
  readonly password: string;
  /** The variable that names the user. */
  readonly user?: string;
  /** The user where nobody names one. */
  readonly defaultUser?: string;
  /** Values that the documentation and examples of the image write. */
  readonly known?: readonly string[];
  /** Values of other variables, in small letters, with which nobody is asked for it. */
  readonly unless?: Readonly<Record<string, readonly string[]>>;
  readonly source: SourceIds;
}

/** What starts a server: `registry/repository` of images, and programs with the word behind them. */
interface ServerStart {
  readonly service: string;
  readonly images: readonly string[];
  readonly commands: readonly string[];
  readonly source: SourceIds;
}

/** Options without their values, and variables, any of which changes something. */
interface Switches {
  readonly options: readonly string[];
  readonly variables: readonly string[];
}

/** A server without authentication of its own. */
export interface OpenService extends ServerStart {
  /** What it lets everybody do: `run code on the cluster`. */
  readonly lets: string;
  /** The ports that it listens on, and what gives other numbers. */
  readonly ports: readonly (Switches & { readonly port: number })[];
  /** What gives it another address than the loopback one, on which it listens otherwise; undefined where it listens on all. */
  readonly listens?: Switches & { readonly flags: readonly string[] };
  /** Values of variables, in small letters, any of which switches its authentication off; undefined where it has none. */
  readonly openedBy?: Readonly<Record<string, readonly string[]>>;
  /** What makes it authenticate after all. */
  readonly closedBy: Switches;
}

/** A server that refuses requests for hosts that it does not know. */
export interface HostCheck extends ServerStart {
  /** On PyPI. */
  readonly package: string;
  readonly port: number;
  /** The first version that does. */
  readonly from: string;
  /** The Python below which pip installs an older one. */
  readonly python: string;
  /** What names the hosts. */
  readonly option: string;
  readonly variable: string;
  /** What switches the check off. */
  readonly off: Switches;
  /** Variables in which clients find the server's address. */
  readonly clients: readonly string[];
}

/** An endpoint of a server that answers no more. */
export interface DeadEndpoint extends ServerStart {
  readonly package: string;
  readonly path: string;
  /** The first version without it. */
  readonly since: string;
  /** An endpoint that every version has. */
  readonly instead: string;
}

/** An image without tools that health checks like to use. */
export interface WithoutTools {
  /** `registry/repository`. */
  readonly image: string;
  /** A regular expression for the tags of which that is known. */
  readonly tag: string;
  readonly tools: readonly string[];
  /** How Python is called in it; undefined where it has none. */
  readonly python?: string;
  /** What asks its server for its health without them. */
  readonly instead?: readonly string[];
  readonly source: SourceIds;
}

/** Options of a program that another one took over, without the section in front of the dot. */
export interface RenamedOption {
  readonly from: string;
  readonly to: string;
  readonly options: readonly string[];
  readonly source: SourceIds;
}
