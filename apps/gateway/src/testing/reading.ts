/** Reads the text of an answer that is still on its way. */
export class Reading {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  text = "";

  constructor(answer: Response) {
    this.#reader = answer.body!.getReader();
  }

  /** Everything so far, once `wanted` is in it. */
  async upTo(wanted: string): Promise<string> {
    while (!this.text.includes(wanted)) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(`the stream ended before ${wanted}: ${this.text}`);
      this.text += this.#decoder.decode(value, { stream: true });
    }
    return this.text;
  }

  /** Everything, once it has ended. */
  async rest(): Promise<string> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return this.text;
      this.text += this.#decoder.decode(value, { stream: true });
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
