/** The page around the curves. Nothing but our own script and style may run or load in it. */
export function historyPage(script: string, nonce: string, title: string, language: string): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

const STYLE = `
body { color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); padding: 0 1.5em 1.5em; }
h2 { font-size: 1.15em; font-weight: 600; margin: 1.2em 0 0.6em; white-space: pre; }
figure { display: flex; gap: 1.5em; align-items: center; margin: 0 0 0.9em; }
.chart { position: relative; flex: 1 1 auto; min-width: 0; }
.plot { display: block; width: 100%; height: 90px; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor)); box-sizing: border-box; }
.top, .axis { color: var(--vscode-descriptionForeground); font-size: 0.85em; }
.top { position: absolute; top: 3px; left: 6px; }
.axis { display: flex; justify-content: space-between; margin-top: 2px; }
.grid { stroke: var(--vscode-editorRuler-foreground, currentColor); stroke-width: 1; opacity: 0.35; vector-effect: non-scaling-stroke; }
.curve { fill: none; stroke-width: 1.5; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.area { stroke: none; opacity: 0.15; }
.curve.utilization { stroke: var(--vscode-charts-blue); }
.area.utilization { fill: var(--vscode-charts-blue); }
.curve.memory { stroke: var(--vscode-charts-green); }
.area.memory { fill: var(--vscode-charts-green); }
.curve.power { stroke: var(--vscode-charts-orange); }
.area.power { fill: var(--vscode-charts-orange); }
table { flex: 0 0 13em; border-collapse: collapse; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.2em; border-left: 3px solid transparent; padding-left: 0.5em; }
caption.utilization { border-color: var(--vscode-charts-blue); }
caption.memory { border-color: var(--vscode-charts-green); }
caption.power { border-color: var(--vscode-charts-orange); }
th { text-align: left; font-weight: normal; color: var(--vscode-descriptionForeground); padding: 0.1em 0.8em 0.1em 0.7em; }
td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 480px) { figure { flex-direction: column; align-items: stretch; gap: 0.3em; } table { flex: none; } }
`;
