import { StringDecoder } from "node:string_decoder";
import { EngineFailure } from "./failure.ts";

/** UTF-16 units of a line; a longer one is left out. */
const LONGEST = 4 * 1024 * 1024;

/** Lines in a row that are no JSON before the whole is given up. */
const PATIENCE = 20;

/** JSON values of a stream that has one a line, cut anywhere. Throws an EngineFailure for a stream that is something else. */
export class JsonLines {
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #skips = false;
  #bad = 0;

  push(bytes: Buffer): readonly unknown[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#skips && lines.length > 0) {
      lines.shift();
      this.#skips = false;
    }
    if (this.#rest.length > LONGEST) {
      this.#rest = "";
      this.#skips = true;
    }
    return lines.flatMap((line) => this.#parse(line));
  }

  #parse(line: string): readonly unknown[] {
    if (line.trim() === "") return [];
    try {
      const value: unknown = JSON.parse(line);
      this.#bad = 0;
      return [value];
    } catch {
      this.#bad += 1;
      if (line.startsWith("<") || this.#bad > PATIENCE) {
        throw new EngineFailure({
          kind: "unreadable",
          what: line.startsWith("<") ? "html" : "json",
          said: line.slice(0, 200),
        });
      }
      return [];
    }
  }
}
