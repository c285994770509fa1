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
