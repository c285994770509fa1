const ESC = "\u001B";

/** Runs of plain text, or one control character. */
const PIECES = /[^\p{Cc}]+|\p{Cc}/gu;

/** The longest escape sequence that is waited for; a longer one is none. */
const LONGEST_SEQUENCE = 4096;

export interface LogLinesOptions {
  /** UTF-16 units of a line that are kept; the rest of it is dropped and an ellipsis says so. 10,000 unless said. */
  readonly width?: number;
}

/**
 * A log as a terminal would show it, line by line: text after `\r` overwrites the line from its start, `\b` steps back, colours and other escape
 * sequences are gone, and so are control characters. Progress bars thus become one line that changes.
 */
export class LogLines {
  readonly #width: number;
  #line = "";
  #column = 0;
  #isCut = false;
  #sequence: string | undefined;

  constructor({ width = 10_000 }: LogLinesOptions = {}) {
    this.#width = width;
  }

  /** Takes the next text, cut anywhere; returns the lines that it completed. */
  push(text: string): readonly string[] {
    const done: string[] = [];
    for (const [piece] of text.matchAll(PIECES)) {
      const rest = this.#sequence === undefined ? piece : this.#continueSequence(piece);
      if (rest !== "") this.#take(rest, done);
    }
    return done;
  }

  /** The line that is not complete yet, as it looks now: the state of a progress bar. */
  get open(): string {
    return this.#shown();
  }

  /** Ends the log: the line that was left open, where there is one. */
  end(): readonly string[] {
    const line = this.#shown();
    this.#clear();
    return line === "" ? [] : [line];
  }

  #take(piece: string, done: string[]): void {
    switch (piece) {
      case "\n":
        done.push(this.#shown());
        this.#clear();
        return;
      case "\r":
        this.#column = 0;
        return;
      case "\b":
        this.#column = Math.max(0, this.#column - 1);
        return;
      case ESC:
        this.#sequence = "";
        return;
      case "\t":
        this.#write(piece);
        return;
      default:
        if (piece.length > 1 || !/\p{Cc}/u.test(piece)) this.#write(piece);
    }
  }

  #write(text: string): void {
    const room = this.#width - this.#column;
    const shown = text.length <= room ? text : text.slice(0, Math.max(0, room));
    this.#isCut ||= shown.length < text.length;
    const tail = this.#line.slice(this.#column + shown.length);
    this.#line =
      this.#column === this.#line.length
        ? this.#line + shown
        : this.#line.slice(0, this.#column) + shown + tail;
    this.#column += shown.length;
  }

  /** Returns what of a piece stands behind the sequence that it continues. */
  #continueSequence(piece: string): string {
    const soFar = (this.#sequence ?? "") + piece;
    const [whole] = FINISHED.exec(soFar) ?? [];
    if (whole !== undefined) {
      this.#sequence = undefined;
      this.#obey(whole);
      return soFar.slice(whole.length);
    }
    if (piece === "\n" || piece === "\r" || soFar.length > LONGEST_SEQUENCE) {
      this.#sequence = undefined;
      return piece.length === 1 ? piece : "";
    }
    if (!UNFINISHED.test(soFar)) {
      this.#sequence = undefined;
      return soFar;
    }
    this.#sequence = soFar;
    return "";
  }

  /** Of all sequences only those that erase in the line matter here: progress bars use them. */
  #obey(sequence: string): void {
    if (sequence === "[K" || sequence === "[0K") this.#line = this.#line.slice(0, this.#column);
    if (sequence.endsWith("K")) this.#isCut = false;
    if (sequence === "[2K") this.#line = " ".repeat(this.#column);
    if (sequence === "[1K") this.#line = " ".repeat(this.#column) + this.#line.slice(this.#column);
    if (sequence === "[G" || sequence === "[1G") this.#column = 0;
  }

  #shown(): string {
    // Overwriting may have left half a character.
    const whole = this.#line.replace(/\p{Cs}/gu, "\uFFFD").trimEnd();
    return this.#isCut ? `${whole}…` : whole;
  }

  #clear(): void {
    this.#line = "";
    this.#column = 0;
    this.#isCut = false;
  }
}

/** A whole sequence without its ESC: CSI, a text that BEL or ST ends (OSC and its like), or a short one. */
const FINISHED = new RegExp(
  `^(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)|[ -/]*[0-OQ-WYZ\\\\a-z{|}~])`,
);

const UNFINISHED = /^(?:\[[0-?]*[ -/]*|[\]PX^_][^]*|[ -/]*)$/;
