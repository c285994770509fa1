import type { Measure } from "../live/history-messages.ts";

const WIDTH = 720;
const HEIGHT = 90;

/** A curve over the last hour, newest at the right; a gap where nothing was measured. Screen readers have the table instead. */
export function plot({ id, top, steps, runs }: Measure): SVGSVGElement {
  const svg = element("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    class: "plot",
  });
  svg.setAttribute("aria-hidden", "true");
  for (const share of [0.25, 0.5, 0.75]) {
    const y = String(HEIGHT * share);
    svg.append(element("line", { x1: "0", x2: String(WIDTH), y1: y, y2: y, class: "grid" }));
  }
  for (const run of runs) {
    const points = run.map(
      ({ step, value }) =>
        [((step + 1) / steps) * WIDTH, HEIGHT - 1 - (Math.min(value, top) / top) * (HEIGHT - 2)] as const,
    );
    const [first] = points;
    const last = points.at(-1);
    if (first === undefined || last === undefined) continue;
    const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" L");
    svg.append(
      element("path", { d: `M${first[0]},${HEIGHT} L${line} L${last[0]},${HEIGHT} Z`, class: `area ${id}` }),
      // A single point would be no line.
      element("path", { d: `M${line} h${points.length === 1 ? 2 : 0}`, class: `curve ${id}` }),
    );
  }
  return svg;
}

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
