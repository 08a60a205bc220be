import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Controller } from "./upstream-call.ts";

type Sinks = {
  onData: (chunk: Buffer) => void;
  onEnd: () => void;
  /** The body is not what it says, or grows beyond all measure. */
  onProblem: (problem: string) => void;
};

/** A8: upstreams are asked for plain bodies; one coding that comes all the same is undone, up to a hundredfold. */
export class Decoder {
  readonly #stream: ReturnType<typeof createGunzip>;
  #received = 0;
  #made = 0;
  #over = false;

  private constructor(stream: ReturnType<typeof createGunzip>, controller: Controller, { onData, onEnd, onProblem }: Sinks) {
    this.#stream = stream;
    const stop = (problem: string) => {
      if (this.#over) return;
      this.#over = true;
      stream.destroy();
      onProblem(problem);
    };
    stream.on("data", (chunk: Buffer) => {
      this.#made += chunk.length;
      if (this.#over) return;
      if (this.#made > this.#received * ratioMax + freeBytes) stop(`a compressed body that grows more than ${ratioMax} times`);
      else onData(chunk);
    });
    stream.on("end", () => {
      if (this.#over) return;
      this.#over = true;
      onEnd();
    });
    stream.on("error", () => stop("a compressed body that is broken"));
    stream.on("drain", () => controller.resume());
  }

  /** Undefined for a coding that is not known, or several at once. */
  static of(coding: string, controller: Controller, sinks: Sinks): Decoder | undefined {
    const create = CODINGS.get(coding);
    return create === undefined ? undefined : new Decoder(create(), controller, sinks);
  }

  push(chunk: Buffer, controller: Controller): void {
    if (this.#over) return;
    this.#received += chunk.length;
    if (!this.#stream.write(chunk)) controller.pause();
  }

  end(): void {
    if (!this.#over) this.#stream.end();
  }

  destroy(): void {
    this.#over = true;
    this.#stream.destroy();
  }
}

const CODINGS = new Map<string, () => ReturnType<typeof createGunzip>>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);
const ratioMax = 100;
const freeBytes = 64 * 1024;
