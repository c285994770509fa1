/** What is worth interrupting somebody for; each can be switched off. */
export type AlertKind =
  "out-of-memory" | "gpu-memory-full" | "shm-full" | "health-lost" | "gpu-lost" | "no-progress";

export interface Alert {
  readonly kind: AlertKind;
  /** The container or the GPU that it is about: one alert of a kind for each at a time. */
  readonly subject: string;
  /** One sentence with the figures; names in it are hostile text. */
  readonly message: string;
  readonly action: AlertAction;
}

/** What the notification offers. */
export type AlertAction = "show-logs" | "show-gpu" | "show-container" | "restart-container";

export interface AlertSettings {
  readonly enabled: ReadonlySet<AlertKind>;
  /** Minutes without a change of step or epoch in a training that showed progress before; 0 for never. */
  readonly noProgressMinutes: number;
}
