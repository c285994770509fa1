/**
 * Shows that a long step is alive: what is being done and for how many seconds. A terminal sees one line that counts;
 * a log sees a line at the start, one every ten seconds, and one at the end.
 *
 * @template T
 * @param {string} what what is being done, as the user would say it
 * @param {(note: (detail: string) => void) => Promise<T>} work
 * @param {(result: T) => boolean} [succeeded] whether a result is a success; a throw never is
 * @returns {Promise<T>} what `work` returned
 */
export async function progress(what, work, succeeded = () => true) {
  const terminal = process.stdout.isTTY;
  const begin = Date.now();
  let detail = "";
  let spoken = 0;
  const line = () => `  ${what}${detail === "" ? "" : `: ${detail}`} … ${seconds(Date.now() - begin)}`;
  const show = () => {
    if (terminal) process.stdout.write(`\r\x1b[2K${line()}`);
    else if (Date.now() - spoken >= 10_000) {
      spoken = Date.now();
      process.stdout.write(`${line()}\n`);
    }
  };
  const close = (mark) => {
    clearInterval(timer);
    process.stdout.write(`${terminal ? "\r\x1b[2K" : ""}${mark} ${what} (${seconds(Date.now() - begin)})\n`);
  };
  const timer = setInterval(show, 500);
  show();
  try {
    const result = await work((next) => {
      detail = next;
      show();
    });
    close(succeeded(result) ? "✓" : "✗");
    return result;
  } catch (error) {
    close("✗");
    throw error;
  }
}

/**
 * @param {number} milliseconds
 * @returns {string} "0.4 s", "12 s"
 */
export function seconds(milliseconds) {
  return milliseconds < 9_950
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.round(milliseconds / 1000)} s`;
}
