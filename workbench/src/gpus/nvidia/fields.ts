/** What is asked of every GPU: a key of ours, and the names that nvidia-smi has had for it, the newest first. */
const FIELDS = [
  { key: "index", names: ["index"] },
  { key: "uuid", names: ["uuid"] },
  { key: "name", names: ["name"] },
  { key: "driver", names: ["driver_version"] },
  { key: "busId", names: ["pci.bus_id"] },
  { key: "memoryTotal", names: ["memory.total"] },
  { key: "memoryUsed", names: ["memory.used"] },
  { key: "utilization", names: ["utilization.gpu"] },
  { key: "memoryUtilization", names: ["utilization.memory"] },
  { key: "temperature", names: ["temperature.gpu"] },
  { key: "memoryTemperature", names: ["temperature.memory"], probed: true },
  { key: "power", names: ["power.draw"] },
  { key: "powerLimit", names: ["enforced.power.limit", "power.limit"] },
  { key: "fan", names: ["fan.speed"] },
  { key: "clock", names: ["clocks.current.sm", "clocks.sm"] },
  { key: "performanceState", names: ["pstate"] },
  {
    key: "throttle",
    names: ["clocks_event_reasons.active", "clocks_throttle_reasons.active"],
    probed: true,
  },
  { key: "ecc", names: ["ecc.errors.uncorrected.volatile.total"] },
  { key: "mig", names: ["mig.mode.current"], probed: true },
  { key: "addressing", names: ["addressing_mode"], probed: true },
  { key: "computeCapability", names: ["compute_cap"], probed: true },
  { key: "computeMode", names: ["compute_mode"] },
  { key: "persistence", names: ["persistence_mode"] },
] as const satisfies readonly { key: string; names: readonly string[]; probed?: true }[];

export type FieldKey = (typeof FIELDS)[number]["key"];

export interface ChosenField {
  readonly key: FieldKey;
  readonly name: string;
}

/**
 * The fields that this driver's nvidia-smi knows. One that it does not know would fail the whole query. Without the list of names, those
 * that every driver of the last ten years has. `refused` are names that it listed and refused all the same.
 */
export function chooseFields(
  known: ReadonlySet<string> | undefined,
  refused: ReadonlySet<string>,
): readonly ChosenField[] {
  return FIELDS.flatMap((field): ChosenField[] => {
    if (known === undefined && "probed" in field) return [];
    const name = field.names.find((name) => !refused.has(name) && (known === undefined || known.has(name)));
    return name === undefined ? [] : [{ key: field.key, name }];
  });
}

/** The names in `nvidia-smi --help-query-gpu`: quoted at the start of a line, synonyms joined by "or". Undefined where it lists none. */
export function knownFields(help: string): ReadonlySet<string> | undefined {
  const names = help
    .split(/\r?\n/)
    .filter((line) => line.startsWith('"'))
    .flatMap((line) =>
      [...line.slice(0, 1_000).matchAll(/"([A-Za-z0-9_.]+)"/g)].map(([, name]) => name ?? ""),
    );
  return names.includes("uuid") ? new Set(names) : undefined;
}

/** The field that a query was refused for. */
export function refusedField(output: string): string | undefined {
  return /Field "([^"\r\n]{1,200})" is not a valid field to query/.exec(output)?.[1];
}
