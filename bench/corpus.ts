/** A Dockerfile of about the given number of lines, made of the kinds of stages that ML projects have. Deterministic. */
export function dockerfileOf(lines: number): string {
  const block = BLOCK.split("\n").length - 1;
  const count = Math.max(1, Math.round(lines / block));
  return Array.from({ length: count }, (_, index) => BLOCK.replaceAll("@", String(index))).join("");
}

const BLOCK = `FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04 AS stage@
ARG TORCH=2.6.0
ENV DEBIAN_FRONTEND=noninteractive \\
    PATH=/opt/venv/bin:$PATH
# What the extension needs to compile.
RUN apt-get update && apt-get install -y --no-install-recommends \\
      build-essential \\
      git \\
      libgl1 && \\
    rm -rf /var/lib/apt/lists/*
WORKDIR /workspace
COPY requirements.txt .
RUN pip install --no-cache-dir torch==\${TORCH} torchvision==0.21.0 \\
    --index-url https://download.pytorch.org/whl/cu124
RUN pip install -r requirements.txt
COPY . .
ENV NCCL_DEBUG=INFO
EXPOSE 6006

CMD ["python", "train.py", "--epochs", "10"]
`;

/** A compose file of about the given number of lines, made of the kinds of services that ML projects have. Deterministic. */
export function composeFileOf(lines: number): string {
  const block = SERVICE.split("\n").length - 1;
  const head = COMPOSE_HEAD.split("\n").length - 1;
  const count = Math.max(1, Math.round((lines - head - 1) / block));
  const services = Array.from({ length: count }, (_, index) =>
    SERVICE.replace("COMMON", index < MOST_ALIASES ? "<<: *common" : "restart: unless-stopped")
      .replaceAll("@", String(index))
      .replaceAll("%", String(8000 + index)),
  );
  return `${COMPOSE_HEAD}${services.join("")}volumes: { models: {} }\n`;
}

/** Readers of YAML take very many aliases for an attack. */
const MOST_ALIASES = 50;

const COMPOSE_HEAD = `x-common: &common
  restart: unless-stopped
  logging: { driver: json-file, options: { max-size: 10m } }

services:
`;

const SERVICE = `  # Serves the model of team @.
  serve@:
    COMMON
    image: nvcr.io/nvidia/tritonserver:25.03-py3
    command: ["tritonserver", "--model-repository=/models"]
    environment:
      - NCCL_DEBUG=INFO
      - MODEL_NAME=\${MODEL_@:-bert}
    ports:
      - "127.0.0.1:%:8000"
    volumes:
      - models:/models
      - ./config/@:/config:ro
    shm_size: 8gb
    ulimits: { memlock: -1 }
    deploy:
      resources:
        reservations:
          devices:
            - driver: nvidia
              device_ids: ["@"]
              capabilities: [gpu]
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:8000/v2/health/ready"]
      interval: 30s
`;
