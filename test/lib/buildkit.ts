import { spawn } from "node:child_process";

/** What BuildKit made of a Dockerfile's last stage. */
export interface BuildkitConfig {
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly cmd: readonly string[] | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly workdir: string;
  readonly user: string;
  readonly exposed: readonly string[];
  readonly volumes: readonly string[];
  readonly onbuild: readonly string[];
  readonly stopSignal: string | undefined;
  readonly shell: readonly string[] | undefined;
}

export interface BuildkitError {
  /** BuildKit's sentence, without the position. */
  readonly error: string;
  /** From 1, where BuildKit names one. */
  readonly line: number | undefined;
}

export interface BuildkitOptions {
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
}

/**
 * The version of the engine whose BuildKit can be asked, or undefined: `npm test` sets it where there is one. Tests that
 * need it say so with `describe.skipIf(buildkit === undefined)("BuildKit …")`.
 */
export const buildkit: string | undefined = process.env["ML_CONTAINERS_BUILDKIT"];

/**
 * Builds a Dockerfile with BuildKit's own frontend and reads the image's configuration. No image can be pulled and
 * nothing runs: every stage must come `FROM scratch`, and RUN is no use. BuildKit solves only the stages that the
 * target needs, but it parses all.
 */
export async function buildkitConfig(
  dockerfile: string | Uint8Array,
  options: BuildkitOptions = {},
): Promise<BuildkitConfig | BuildkitError> {
  const flags = Object.entries(options.buildArgs ?? {}).flatMap(([name, value]) => [
    "--build-arg",
    `${name}=${value}`,
  ]);
  if (options.target !== undefined) flags.push("--target", options.target);
  const build = await docker(["buildx", "build", "--quiet", ...flags, "-"], dockerfile);
  if (build.code !== 0) return errorOf(build.stderr);
  const id = build.stdout.trim();
  const inspect = await docker(["image", "inspect", "--format", "{{json .Config}}", id]);
  if (inspect.code !== 0) throw new Error(inspect.stderr);
  const config: ImageConfig = JSON.parse(inspect.stdout);
  return {
    env: Object.fromEntries((config.Env ?? []).map(splitAssignment)),
    labels: config.Labels ?? {},
    cmd: config.Cmd ?? undefined,
    entrypoint: config.Entrypoint ?? undefined,
    workdir: config.WorkingDir ?? "",
    user: config.User ?? "",
    exposed: Object.keys(config.ExposedPorts ?? {}),
    volumes: Object.keys(config.Volumes ?? {}),
    onbuild: config.OnBuild ?? [],
    stopSignal: config.StopSignal ?? undefined,
    shell: config.Shell ?? undefined,
  };
}

/** The engine's JSON; what is empty is null or absent. */
interface ImageConfig {
  readonly Env?: readonly string[] | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly WorkingDir?: string | null;
  readonly User?: string | null;
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  readonly Volumes?: Readonly<Record<string, unknown>> | null;
  readonly OnBuild?: readonly string[] | null;
  readonly StopSignal?: string | null;
  readonly Shell?: readonly string[] | null;
}

function splitAssignment(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** `ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: RNU` and its relatives. */
function errorOf(stderr: string): BuildkitError {
  const last = stderr.split("\n").findLast((line) => line.startsWith("ERROR: ")) ?? stderr.trim();
  const error = last
    .replace(/^ERROR: (?:failed to (?:build|solve): )*/, "")
    .replace(/^(?:failed to solve: )?dockerfile parse error(?: on line \d+)?: /, "");
  const line = /parse error on line (\d+)/.exec(last)?.[1] ?? /^Dockerfile:(\d+)$/m.exec(stderr)?.[1];
  return { error, line: line === undefined ? undefined : Number(line) };
}

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function docker(args: readonly string[], input?: string | Uint8Array): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn("docker", args, { stdio: ["pipe", "pipe", "pipe"], timeout: 60_000 });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
