"use client";

import { createContext, type ReactNode, useContext, useState } from "react";

const NonceContext = createContext<string | undefined>(undefined);

/**
 * Hands the page's CSP nonce to what inserts style elements at run time: Radix' scroll lock reads the global of the same
 * name as webpack's, the code editor asks useNonce. The first nonce stays: it is the one the loaded document was served with.
 */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [first] = useState(() => {
    if (typeof window !== "undefined") (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonceOfDocument() ?? nonce;
    return nonce;
  });
  return <NonceContext value={first}>{children}</NonceContext>;
}

export const useNonce = () => useContext(NonceContext);

const nonceOfDocument = () => document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce || undefined;
