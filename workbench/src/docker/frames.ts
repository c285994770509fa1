/** A piece of a container's output. */
export interface OutputPiece {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Uint8Array;
}

const HEADER = 8;

/**
 * Takes the frames off the output of a container without a terminal: a byte that tells the stream, three zeros, the length as 32
 * bits, big end first. Frames may be cut anywhere, and the pieces go on as they come, however long their frame says it is. Output that
 * has no such frames passes as it is. Source: the Engine API, "Stream format" of ContainerAttach.
 */
export class FrameReader {
  #header = new Uint8Array(HEADER);
  #have = 0;
  #left = 0;
  #stream: OutputPiece["stream"] = "stdout";
  #raw: boolean;

  /** `raw` for a container with a terminal. */
  constructor(raw: boolean) {
    this.#raw = raw;
  }

  push(bytes: Uint8Array): readonly OutputPiece[] {
    const pieces: OutputPiece[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#raw) {
        pieces.push({ stream: "stdout", bytes: bytes.subarray(at) });
        return pieces;
      }
      if (this.#left > 0) {
        const piece = bytes.subarray(at, at + this.#left);
        pieces.push({ stream: this.#stream, bytes: piece });
        this.#left -= piece.length;
        at += piece.length;
        continue;
      }
      const part = bytes.subarray(at, at + HEADER - this.#have);
      this.#header.set(part, this.#have);
      this.#have += part.length;
      at += part.length;
      if (!this.#mayBeHeader()) {
        this.#raw = true;
        pieces.push({ stream: "stdout", bytes: this.#header.slice(0, this.#have) });
        this.#have = 0;
      } else if (this.#have === HEADER) {
        this.#have = 0;
        this.#left = new DataView(this.#header.buffer).getUint32(4);
        // 2 is standard error, 3 the engine's own words about the stream.
        this.#stream = (this.#header[0] ?? 0) >= 2 ? "stderr" : "stdout";
      }
    }
    return pieces;
  }

  #mayBeHeader(): boolean {
    return this.#header
      .subarray(0, this.#have)
      .every((byte, at) => (at === 0 ? byte <= 3 : at > 3 || byte === 0));
  }
}

/**
 * Output as text: UTF-8 with replacement characters, each stream by itself, so that a character that was cut by a frame comes
 * out whole.
 */
export class OutputText {
  readonly #frames: FrameReader;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  constructor(raw: boolean) {
    this.#frames = new FrameReader(raw);
  }

  /** Both streams, in the order in which they came. */
  push(bytes: Uint8Array): readonly { readonly stream: OutputPiece["stream"]; readonly text: string }[] {
    return this.#frames.push(bytes).flatMap((piece) => {
      const text = this.#decoders[piece.stream].decode(piece.bytes, { stream: true });
      return text === "" ? [] : [{ stream: piece.stream, text }];
    });
  }

  /** What was left of a cut character. */
  end(): string {
    return this.#decoders.stdout.decode() + this.#decoders.stderr.decode();
  }
}
