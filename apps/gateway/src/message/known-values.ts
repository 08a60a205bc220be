import { type Headers, isJsonRequest, readAccept } from "@portcullis/protocol";

/** What a header's value means, read once: a client sends the same one with every request. */
class KnownValues<T> {
  readonly #name: string;
  readonly #read: (headers: Headers) => T;
  readonly #known = new Map<string, T>();

  constructor(name: string, read: (headers: Headers) => T) {
    this.#name = name;
    this.#read = read;
  }

  of(headers: Headers): T {
    const values = headers.get(this.#name);
    const value = values?.length === 1 ? values[0]! : undefined;
    if (value === undefined) return this.#read(headers);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const meaning = this.#read(headers);
    if (value.length <= lengthMax && this.#known.size < valuesMax) this.#known.set(value, meaning);
    return meaning;
  }
}

const lengthMax = 200;
const valuesMax = 200;

const accept = new KnownValues("accept", readAccept);
const jsonRequest = new KnownValues("content-type", isJsonRequest);

export const acceptOf = (headers: Headers) => accept.of(headers);
export const isJson = (headers: Headers) => jsonRequest.of(headers);
