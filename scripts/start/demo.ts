import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd, must } from "../lib/children.ts";
import { composeProgram, engineWithToolkit } from "../lib/docker-engine.ts";
import { node24, root } from "../lib/paths.ts";
import { Unavailable } from "../lib/unavailable.ts";
import type { GpuProcess, Scenario } from "./demo-gpu.ts";
import { scenarioAt } from "./demo-gpu.ts";

const IMAGE = "ml-containers-demo/work:1";

/** Milliseconds between two states of the GPU. */
const STEP = 2_000;

type Variables = Readonly<Record<string, string>>;

/**
 * An engine of its own with containers that look like work on GPUs, and a stand-in for nvidia-smi that replays a fixture for them. Gives back
 * the variables under which programs see both; all is removed at the end. Throws Unavailable where no engine can be started.
 */
export async function startDemo(note: (detail: string) => void): Promise<Variables> {
  const { busybox } = await composeProgram(note);
  if (busybox === undefined) throw new Unavailable("there is no static busybox here");
  note("starting a Docker engine");
  const { env } = await engineWithToolkit();
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-demo-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  note("building the image");
  await buildImage(join(folder, "image"), busybox, env);
  note("starting containers");
  for (const container of CONTAINERS) await docker(["run", "--detach", ...container], env);
  const processes = [
    { pid: await pidOf("trainer", env), name: "/usr/bin/python3" },
    { pid: await pidOf("llm", env), name: "VLLM::EngineCore" },
  ];
  const variables = { ...env, ...(await standIn(join(folder, "gpu"), processes, env)) };
  // As VS Code's own command says it: else the extension would get the PATH of a login shell.
  return { ...variables, VSCODE_CLI: "1" };
}

/**
 * Programs by the names that tell what a container is for; each is a script for busybox. The engine keeps a log by lines, so a bar that is drawn
 * over itself would show only at its end.
 */
const PROGRAMS: Variables = {
  torchrun: `#!/bin/sh
epoch=1
while true; do
  step=0
  while [ $step -lt 250 ]; do
    step=$((step + 1))
    printf 'Epoch %d/20: %3d%%|#####     | %d/250 [%02d:%02d<%02d:%02d,  2.00it/s, loss=%d.%03d]\\n' \\
      $epoch $((step * 100 / 250)) $step $((step / 120)) $((step / 2 % 60)) $(((250 - step) / 120)) $(((250 - step) / 2 % 60)) \\
      $((4 / epoch)) $((999 - step * 2))
    sleep 0.5
  done
  epoch=$((epoch % 20 + 1))
done
`,
  vllm: `#!/bin/sh
echo "INFO: Application startup complete."
mkdir -p /srv && echo ok > /srv/health
exec busybox httpd -f -p 127.0.0.1:8000 -h /srv
`,
  "jupyter-lab": `#!/bin/sh
echo "Jupyter Server is running at http://127.0.0.1:8888/lab"
exec sleep 100000
`,
  finetune: `#!/bin/sh
echo "Epoch 1: loading the dataset into memory"
sleep "\${1:-60}"
exec tail /dev/zero
`,
};

/** Names of services of the sample workspace's compose file lead to their lines there. */
function composeService(name: string): readonly string[] {
  const folder = join(root, "test", "workspaces", "demo");
  return [
    `com.docker.compose.project=demo`,
    `com.docker.compose.service=${name}`,
    `com.docker.compose.project.working_dir=${folder}`,
    `com.docker.compose.project.config_files=${join(folder, "compose.yaml")}`,
  ].map((label) => `--label=${label}`);
}

/** The engine has no bridge: what needs a network takes the host's, on which no port is published. */
const ALONE = ["--network=none", "--stop-timeout=1"];

const CONTAINERS: readonly (readonly string[])[] = [
  [
    ...ALONE,
    "--name=trainer",
    ...composeService("train"),
    "--gpus=all",
    "--shm-size=2g",
    "--memory=512m",
    IMAGE,
  ].concat(["torchrun", "--nproc_per_node=1", "train.py", "--epochs", "20"]),
  ["--network=host", "--stop-timeout=1", "--name=llm", "--gpus=device=0", "--expose=8000"]
    .concat(["--health-cmd=wget -q -O /dev/null http://127.0.0.1:8000/health", "--health-interval=5s"])
    .concat([IMAGE, "vllm", "serve", "Qwen/Qwen3-8B"]),
  // It dies at its limit while somebody looks, so that the alert is seen as well.
  [
    ...ALONE,
    "--name=finetune",
    "--memory=32m",
    "--memory-swap=32m",
    "--label=ml-containers.kind=training",
    IMAGE,
  ].concat(["finetune", "60"]),
  [
    ...ALONE,
    "--name=finetune-yesterday",
    "--memory=32m",
    "--memory-swap=32m",
    "--label=ml-containers.kind=training",
  ].concat([IMAGE, "finetune", "0"]),
  [...ALONE, "--name=embedder", "--label=ml-containers.kind=serving", "--gpus=all"].concat([
    "--health-cmd=false",
    "--health-interval=2s",
    "--health-retries=2",
    IMAGE,
    "sleep",
    "100000",
  ]),
  [...ALONE, "--name=notebook", IMAGE, "jupyter-lab", "--ip=127.0.0.1"],
];

async function buildImage(folder: string, busybox: string, env: Variables): Promise<void> {
  await mkdir(folder);
  await copyFile(busybox, join(folder, "busybox"));
  for (const [name, script] of Object.entries(PROGRAMS)) {
    await writeFile(join(folder, name), script);
    await chmod(join(folder, name), 0o755);
  }
  const applets = ["sh", "sleep", "tail", "mkdir", "wget", "false", "df"];
  const lines = [
    "FROM scratch",
    "COPY busybox /bin/busybox",
    ...applets.map((name) => `COPY busybox /bin/${name}`),
    `COPY ${Object.keys(PROGRAMS).join(" ")} /bin/`,
  ];
  await writeFile(join(folder, "Dockerfile"), `${lines.join("\n")}\n`);
  await docker(["build", "--quiet", "--tag", IMAGE, folder], env);
}

async function pidOf(name: string, env: Variables): Promise<string> {
  return docker(["inspect", "--format", "{{.State.Pid}}", name], env);
}

/** Puts the stand-in for nvidia-smi on a PATH, and moves its figures while this process runs. */
async function standIn(folder: string, processes: readonly GpuProcess[], env: Variables): Promise<Variables> {
  const fixtures = join(root, "test", "workbench", "fixtures", "smi");
  await mkdir(folder);
  await symlink(join(fixtures, "stand-in.mjs"), join(folder, "nvidia-smi"));
  await symlink(node24, join(folder, "node"));
  await copyFile(join(fixtures, "one-card", "details.xml"), join(folder, "details.xml"));
  const fixture: Scenario = JSON.parse(await readFile(join(fixtures, "one-card", "scenario.json"), "utf8"));
  const write = async (): Promise<void> => {
    const next = join(folder, "next.json");
    await writeFile(next, JSON.stringify(scenarioAt(fixture, processes, Date.now())));
    // Whoever reads meanwhile gets the one or the other as a whole.
    await rename(next, join(folder, "scenario.json"));
  };
  await write();
  const timer = setInterval(() => void write().catch(() => undefined), STEP);
  timer.unref();
  return { PATH: `${folder}:${env["PATH"] ?? process.env["PATH"] ?? ""}`, SMI_SCENARIO: folder };
}

async function docker(args: readonly string[], env: Variables): Promise<string> {
  const said = await must(["docker", ...args], { env: { ...process.env, ...env }, timeout: 60_000 });
  return said.trim();
}
