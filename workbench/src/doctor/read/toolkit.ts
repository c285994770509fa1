/** What of `/etc/nvidia-container-runtime/config.toml` decides on device access. */
export interface ToolkitConfig {
  /** `nvidia-container-cli.no-cgroups`; undefined where it is not set, which means false. */
  readonly noCgroups: boolean | undefined;
  /** `nvidia-container-runtime.mode`; undefined where it is not set, which means auto. */
  readonly mode: string | undefined;
}

/** Of `nvidia-ctk --version`: `NVIDIA Container Toolkit CLI version 1.17.8`. */
export function readToolkitVersion(output: string): string | undefined {
  return /\bversion\s+v?(\d{1,3}(?:\.\d{1,4}){1,2})/.exec(output.slice(0, 4_096))?.[1];
}

/** Of `nvidia-container-cli --version` (`cli-version: 1.17.8`, once `version: 1.3.0`), and of `amd-ctk version` (`Version: v1.2.0`). */
export function readLabelledVersion(output: string): string | undefined {
  return /^\s*(?:cli-)?version:\s*v?(\d{1,3}(?:\.\d{1,4}){1,2})/im.exec(output.slice(0, 4_096))?.[1];
}

/** Reads the two settings; other lines, comments and broken ones are passed over. */
export function readToolkitConfig(toml: string): ToolkitConfig {
  let table = "";
  const values = new Map<string, string>();
  for (const line of toml.slice(0, 64 * 1024).split(/\r?\n/)) {
    const heading = /^\s*\[([\w.-]{1,100})\]\s*(?:#.*)?$/.exec(line)?.[1];
    if (heading !== undefined) {
      table = heading;
      continue;
    }
    const entry = /^\s*([\w.-]{1,100})\s*=\s*("[^"]{0,100}"|[^#\s]{1,100})/.exec(line);
    if (entry?.[1] === undefined || entry[2] === undefined) continue;
    values.set(table === "" ? entry[1] : `${table}.${entry[1]}`, entry[2].replaceAll('"', ""));
  }
  const cgroups = values.get("nvidia-container-cli.no-cgroups");
  return {
    noCgroups: cgroups === "true" ? true : cgroups === "false" ? false : undefined,
    mode: values.get("nvidia-container-runtime.mode"),
  };
}
