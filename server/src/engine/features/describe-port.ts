import { servicePorts } from "../knowledge/index.ts";
import { blocks, bullets, code, plain } from "./markdown.ts";
import { sourcesLine } from "./sources.ts";

/** The services that listen on a port by default, as Markdown; undefined where none is known. */
export function describePort(port: number): string | undefined {
  const services = servicePorts(port);
  if (services.length === 0) return undefined;
  return blocks(
    `**Port ${port}** is the default of`,
    bullets(
      services.map(({ service, protocol, purpose, healthPath }) => {
        const health = healthPath === undefined ? "" : `; health at ${code(healthPath)}`;
        return `**${plain(service)}** (${plain(protocol)}): ${plain(purpose)}${health}`;
      }),
    ),
    sourcesLine(services.flatMap(({ source }) => source)),
  );
}
