/** ARGs that BuildKit fills in by itself. Source: Dockerfile reference, "Automatic platform ARGs in the global scope". */
export const PLATFORM_ARGS: readonly string[] = [
  "TARGETPLATFORM",
  "TARGETOS",
  "TARGETARCH",
  "TARGETVARIANT",
  "BUILDPLATFORM",
  "BUILDOS",
  "BUILDARCH",
  "BUILDVARIANT",
];
