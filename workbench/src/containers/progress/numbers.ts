/** Seconds of `1:02:03`, `00:37`, `37s`, `1m12s`, `2:03:04`, `1 day, 2:00:00`; undefined for `?` and `-:--:--`. */
export function seconds(text: string): number | undefined {
  const trimmed = text.trim();
  const clock = /^(?:(\d+) days?, )?(?:(\d+):)?(\d{1,3}):(\d{2})$/.exec(trimmed);
  if (clock !== null) {
    const [, days = "0", hours = "0", minutes = "0", rest = "0"] = clock;
    return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(rest);
  }
  const words = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(trimmed);
  if (trimmed === "" || words === null) return undefined;
  const [, hours = "0", minutes = "0", rest = "0"] = words;
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(rest);
}

/**
 * The value of a metric named `name`, or of one whose name ends in it (`train_loss`), but not of a validation's: in
 * `loss=0.12`, `loss: 0.12`, `'loss': '0.12'`, `Loss 0.12`. Not a number is none.
 */
export function metric(text: string, name: string): number | undefined {
  const pattern = new RegExp(
    String.raw`(?<![A-Za-z])((?:[A-Za-z]{1,20}[_/ ])?${name})(?:_step|_epoch)?['"]?\]?\s*[:=]?\s*\[?['"]?(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)`,
    "gi",
  );
  for (const found of text.matchAll(pattern)) {
    if (/val|eval|test|valid/i.test(found[1] ?? "")) continue;
    const value = Number(found[2]);
    if (Number.isFinite(value)) return value;
  }
  return undefined;
}
