/** Tells the client to ask again, once for all that happens within a moment. */
export class Refresher {
  readonly #send: () => void;
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(send: () => void) {
    this.#send = send;
  }

  request(): void {
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      this.#send();
    }, MOMENT);
  }

  dispose(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
  }
}

/** In milliseconds: typing in one file must not have all others judged at every key. */
const MOMENT = 100;
