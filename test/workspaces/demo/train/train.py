"""A stand-in for a training script: it prints progress lines."""

import argparse
import time

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
for epoch in range(parser.parse_args().epochs):
    time.sleep(1)
    print(f"epoch {epoch + 1} loss {1 / (epoch + 1):.3f}", flush=True)
