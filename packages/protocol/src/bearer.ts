import { type Headers, trimBlanks } from "./headers.ts";

export type BearerResult =
  | { readonly ok: true; readonly token: string }
  | {
      readonly ok: false;
      readonly problem: "missing" | "repeated" | "malformed";
      /** The value looks like a variable that the client did not expand (J6): worth a hint, since clients send the literal. */
      readonly unexpandedVariable: boolean;
    };

/** The token of exactly one `Authorization: Bearer` header (RFC 6750 form). Never read from anywhere else. */
export function readBearer(headers: Headers): BearerResult {
  const values = headers.get("authorization");
  if (values === undefined) return { ok: false, problem: "missing", unexpandedVariable: false };
  if (values.length !== 1) return { ok: false, problem: "repeated", unexpandedVariable: false };
  const value = trimBlanks(values[0]!);
  const token = BEARER.exec(value)?.[1];
  if (token !== undefined) return { ok: true, token };
  return { ok: false, problem: "malformed", unexpandedVariable: VARIABLE.test(value) };
}

const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const VARIABLE = /\$\{|\{env:|\$[A-Za-z_]|%[A-Za-z_]+%/;
