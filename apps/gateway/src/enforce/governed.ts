import type { Exchange } from "../exchange.ts";

/** Does this request need an admission: does policy decide it, and would it reach a server (security.md, words)? */
export function isGoverned({ message, rule, view }: Exchange): boolean {
  if (message?.kind !== "request" || rule?.governed !== true) return false;
  // Without resources a listener asks for nothing that policy speaks of.
  return view?.kind !== "listen" || view.uris.length > 0;
}
