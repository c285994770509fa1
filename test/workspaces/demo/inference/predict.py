"""A stand-in for an inference script."""

print("ready")
