import { Buffer } from "node:buffer";
import { MAXIMUM_BYTES } from "../host/read-bytes.ts";
import { systemTrouble } from "./files/problem.ts";
import type { Reading } from "./files/read.ts";
import { decode, tooBig } from "./files/read.ts";

/** Reads standard input to its end, or to the limit of what is read. `name` says what it is given as. */
export async function readStandardInput(
  name: string,
  stream: NodeJS.ReadStream = process.stdin,
): Promise<Reading> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      size += bytes.length;
      if (size > MAXIMUM_BYTES) return { troubles: [tooBig(size, name)] };
    }
  } catch (error) {
    return { troubles: [systemTrouble(error)] };
  }
  return decode(Buffer.concat(chunks), name);
}
