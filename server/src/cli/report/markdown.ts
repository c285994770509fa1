import type { Style } from "./style.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";

/** A page of Markdown for a terminal: headings stand out, examples are indented, links show where they lead. */
export function renderMarkdown(markdown: string, style: Style): string {
  let fence: string | undefined;
  const lines: string[] = [];
  for (const line of markdown.split(/\r?\n/)) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true) fence = undefined;
      else lines.push(exampleLine(line, style));
    } else if (mark !== undefined) {
      fence = mark;
      const title = /^\s*[`~]{3,}\w*\s+(\S.*)$/.exec(line)?.[1];
      if (title !== undefined) lines.push(style.dim(`    (${title})`));
    } else {
      lines.push(proseLine(line, style));
    }
  }
  return lines.join("\n");
}

/** A marker line says what the rule reports on the line above it. */
function exampleLine(line: string, style: Style): string {
  if (line === "") return "";
  const severity = /^#[\s^]*\^\s*(error|warning|info|hint):/.exec(line)?.[1];
  const shown = `    ${visible(line.replaceAll("\t", "    "))}`;
  if (severity === "error" || severity === "warning" || severity === "info" || severity === "hint") {
    return style.severity(severity, shown);
  }
  return shown;
}

function proseLine(line: string, style: Style): string {
  const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
  if (heading !== undefined) return style.bold(inline(heading, style));
  return inline(line, style);
}

function inline(text: string, style: Style): string {
  const linked = visible(text).replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, "$1 ($2)");
  return style.enabled ? linked.replace(/`([^`]+)`/g, (_, code: string) => style.code(code)) : linked;
}
