import { Buffer } from "node:buffer";
import { systemTrouble } from "./files/problem.ts";
import type { Reading } from "./files/read.ts";
import { MAXIMUM_BYTES, decode, tooBig } from "./files/read.ts";

/** Reads standard input to its end, or to the limit of what is read. */
export async function readStandardInput(stream: NodeJS.ReadStream = process.stdin): Promise<Reading> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      size += bytes.length;
      if (size > MAXIMUM_BYTES) return { troubles: [tooBig(size)] };
    }
  } catch (error) {
    return { troubles: [systemTrouble(error)] };
  }
  return decode(Buffer.concat(chunks));
}
