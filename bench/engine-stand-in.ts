/** An engine of many containers, in a process of its own: `node bench/engine-stand-in.ts SOCKET CONTAINERS EVENTS_A_SECOND`. Ends with its parent. */
import type { ServerResponse } from "node:http";
import { createServer } from "node:http";

const [socket = "", containers = "100", rate = "0"] = process.argv.slice(2);
const ids = Array.from({ length: Number(containers) }, (_, index) => index.toString(16).padStart(64, "0"));
const started = new Date(Date.now() - 3_600_000).toISOString();

createServer((request, response) => {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const id = path.split("/")[2] ?? "";
  if (path === "/containers/json") say(response, ids.map(row));
  else if (path === "/events") stream(response, Number(rate), event);
  else if (path.endsWith("/stats")) stream(response, 1, sample);
  else if (path.endsWith("/logs")) stream(response, 2, frame);
  else if (path.startsWith("/containers/") && path.endsWith("/json")) say(response, details(id));
  else if (path.endsWith("/exec")) say(response, { message: "none" }, 409);
  else say(response, { Version: "28.0.0", ApiVersion: "1.48", Os: "linux", Arch: "amd64" });
}).listen(socket, () => console.log("ready"));

process.stdin.resume().once("end", () => process.exit(0));

function say(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function stream(response: ServerResponse, perSecond: number, next: () => string | Buffer): void {
  response.writeHead(200, { "Content-Type": "application/json" });
  response.flushHeaders();
  if (perSecond === 0) return;
  const timer = setInterval(() => response.write(next()), 1000 / perSecond);
  response.once("close", () => clearInterval(timer));
}

function row(id: string, index: number): unknown {
  return {
    Id: id,
    Names: [`/train-${index}`],
    Image: "ghcr.io/example/train:1",
    Command: "torchrun train.py",
    Created: 1_700_000_000,
    State: "running",
    Status: "Up 1 hour",
    Labels: { "com.docker.compose.project": "demo", "com.docker.compose.service": `train-${index}` },
  };
}

function details(id: string): unknown {
  return {
    Id: id,
    Name: `/train-${Number.parseInt(id, 16)}`,
    State: { Status: "running", Pid: 4242, StartedAt: started },
    Path: "torchrun",
    Args: ["train.py"],
    Config: { Image: "ghcr.io/example/train:1", Env: ["PATH=/bin"], Labels: {}, Tty: false },
    HostConfig: { ShmSize: 0, IpcMode: "private", DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] },
  };
}

function event(): string {
  const ID = ids[Math.floor(Math.random() * ids.length)];
  const now = Date.now();
  const Actor = { ID, Attributes: { name: "train" } };
  return `${JSON.stringify({ Type: "container", Action: "health_status: healthy", Actor, time: Math.floor(now / 1000), timeNano: now * 1e6 })}\n`;
}

function sample(): string {
  const total = process.hrtime.bigint().toString();
  const cpu_stats = {
    cpu_usage: { total_usage: Number(total) },
    system_cpu_usage: Number(total) * 4,
    online_cpus: 4,
  };
  return `${JSON.stringify({ read: new Date().toISOString(), cpu_stats, precpu_stats: cpu_stats, memory_stats: { usage: 1e9, limit: 4e9, stats: {} } })}\n`;
}

function frame(): Buffer {
  const text = Buffer.from(
    `Epoch 3/10:  45%|####      | ${Date.now() % 1000}/1000 [00:30<00:37, 14.8it/s, loss=0.1234]\n`,
  );
  return Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length]), text]);
}
