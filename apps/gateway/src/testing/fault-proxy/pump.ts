import type { Socket } from "node:net";
import type { Controls, Effects } from "./proxy.ts";
import { type Decoding, type Direction, decoderFor } from "./units.ts";

type PumpOptions = {
  controls: Controls;
  direction: Direction;
  connection: number;
  decode: Decoding;
  random: () => number;
  from: Socket;
  to: Socket;
  end: () => void;
  reset: () => void;
};

/** One direction of one connection. Reads no faster than it may write. */
export class Pump {
  readonly #options: PumpOptions;
  #offset = 0;
  #stalled = false;
  #over = false;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { from, to, decode, direction } = this.#options;
    const decoder = decoderFor(decode, direction);
    try {
      // The iterator would destroy a socket at its end, and with it the other direction.
      for await (const chunk of from.iterator({ destroyOnReturn: false })) {
        for (const { bytes, ...unit } of decoder.push(chunk as Buffer)) {
          const gate = await this.#gate({ ...unit, bytes });
          if (gate === "before" || this.#over) return;
          await this.#pass(bytes);
          if (gate === "after") this.#cut("cut after");
          if (this.#over) return;
        }
      }
      await this.#pass(decoder.rest());
      if (!this.#over) to.end();
    } catch {
      // The other side has gone.
    }
  }

  get #effects(): Effects {
    return this.#options.controls.effects[this.#options.direction];
  }

  #log(effect: string): void {
    const { controls, connection, direction } = this.#options;
    controls.log.push({ at: performance.now(), connection, direction, offset: this.#offset, effect });
  }

  #cut(effect: string): void {
    this.#over = true;
    this.#log(effect);
    this.#options.end();
  }

  /** Waits at a gate that holds; says where to cut. */
  async #gate(unit: { bytes: Buffer; tag: string; text: string }): Promise<"before" | "after" | undefined> {
    const { controls, direction, from } = this.#options;
    const found = controls.gates.find((gate) => gate.direction === direction && gate.matches(unit));
    if (found === undefined) return undefined;
    if (found.then === "hold") {
      this.#log("hold");
      while (controls.gates.includes(found) && !from.destroyed) await controls.wait(Number.POSITIVE_INFINITY);
      return undefined;
    }
    controls.gates.splice(controls.gates.indexOf(found), 1);
    if (found.then === "cut after") return "after";
    this.#cut("cut before");
    return "before";
  }

  async #pass(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#over; ) {
      const piece = bytes.subarray(at, at + Math.min(this.#effects.sliceBytes ?? pieceBytes, pieceBytes));
      at += piece.length;
      await this.#delay(piece.length);
      await this.#write(piece);
    }
  }

  async #delay(length: number): Promise<void> {
    const { controls, random, from } = this.#options;
    while (this.#effects.blackhole === true && !from.destroyed) await controls.wait(Number.POSITIVE_INFINITY);
    const { latencyMs = 0, jitterMs = 0, bytesPerSecond, stallAfterBytes, stallMs = 0, sliceBytes, sliceDelayMs = 0 } = this.#effects;
    if (latencyMs > 0 || jitterMs > 0) await controls.wait(Math.max(0, latencyMs + (random() * 2 - 1) * jitterMs));
    if (bytesPerSecond !== undefined) await controls.wait((length / bytesPerSecond) * 1_000);
    if (sliceBytes !== undefined && sliceDelayMs > 0) await controls.wait(sliceDelayMs);
    if (stallAfterBytes !== undefined && !this.#stalled && this.#offset + length > stallAfterBytes) {
      this.#stalled = true;
      this.#log("stall");
      await controls.wait(stallMs);
    }
  }

  async #write(piece: Buffer): Promise<void> {
    const { capBytes, resetAfterBytes, corruptRate = 0, dupRate = 0 } = this.#effects;
    const last = Math.min(capBytes ?? Number.POSITIVE_INFINITY, resetAfterBytes ?? Number.POSITIVE_INFINITY);
    const isLast = this.#offset + piece.length >= last;
    await this.#send(this.#corrupted(isLast ? piece.subarray(0, Math.max(0, last - this.#offset)) : piece, corruptRate));
    if (dupRate > 0 && this.#options.random() < dupRate) {
      this.#log("dup");
      await this.#send(piece);
    }
    if (!isLast) return;
    this.#over = true;
    this.#log(last === resetAfterBytes ? "reset" : "cap");
    if (last === resetAfterBytes) this.#options.reset();
    else this.#options.to.end();
  }

  #corrupted(piece: Buffer, rate: number): Buffer {
    if (rate === 0 || piece.length === 0 || this.#options.random() >= rate) return piece;
    const changed = Buffer.from(piece);
    const at = Math.floor(this.#options.random() * piece.length);
    changed[at] = changed[at]! ^ 0x01;
    this.#log("corrupt");
    return changed;
  }

  async #send(piece: Buffer): Promise<void> {
    const { to } = this.#options;
    this.#offset += piece.length;
    if (piece.length === 0 || to.destroyed || to.write(piece)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        to.off("drain", done);
        to.off("close", done);
        resolve();
      };
      to.once("drain", done);
      to.once("close", done);
    });
  }
}

const pieceBytes = 64 * 1024;
