import type { FromPage, GpuSeries, Measure, ToPage, Words } from "../live/history-messages.ts";
import { plot } from "./plot.ts";

/** The page of the GPU history: for each GPU its curves, and beside each curve its figures as a table. */
declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const root = document.querySelector("main");
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (data.type === "history") root?.replaceChildren(...page(data.gpus, data.words));
});
acquireVsCodeApi().postMessage({ type: "ready" });

function page(gpus: readonly GpuSeries[], words: Words): readonly Node[] {
  const known = gpus.filter(({ measures }) => measures.length > 0);
  if (known.length === 0) return [tag("p", words.nothing)];
  return known.map((gpu) => {
    const section = tag("section");
    section.append(tag("h2", gpu.title), ...gpu.measures.map((measure) => row(measure, gpu, words)));
    return section;
  });
}

function row(measure: Measure, { title, begins }: GpuSeries, words: Words): HTMLElement {
  const figure = tag("figure");
  const chart = tag("div");
  chart.className = "chart";
  const axis = tag("div");
  axis.className = "axis";
  axis.append(tag("span", begins), tag("span", words.now));
  const top = tag("span", `${shown(measure.top)} ${measure.unit}`);
  top.className = "top";
  chart.append(top, plot(measure), axis);
  axis.ariaHidden = "true";
  top.ariaHidden = "true";
  figure.append(chart, table(measure, title, words));
  return figure;
}

function table({ id, label, unit, runs }: Measure, title: string, words: Words): HTMLTableElement {
  const known = runs.flat().map(({ value }) => value);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const rows: readonly (readonly [string, number | undefined])[] = [
    [words.now, known.at(-1)],
    [words.mean, mean],
    [words.highest, Math.max(...known)],
  ];
  const made = tag("table");
  const caption = tag("caption", label);
  caption.className = id;
  made.ariaLabel = `${title}, ${label}`;
  made.append(
    caption,
    ...rows.map(([name, value]) => {
      const line = tag("tr");
      const head = tag("th", name);
      head.scope = "row";
      line.append(head, tag("td", value === undefined ? "–" : `${shown(value)} ${unit}`));
      return line;
    }),
  );
  return made;
}

function shown(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

/** Texts are set as texts: names of GPUs are no markup. */
function tag<K extends keyof HTMLElementTagNameMap>(name: K, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
