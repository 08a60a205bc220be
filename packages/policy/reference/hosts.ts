import { ipAddress } from "./addresses.ts";

/**
 * The host of a URL as WHATWG reads it, in small letters and without a dot at the end; undefined where there is none or where
 * RFC 3986 (section 3.2 and appendix B) reads another one. Only printable ASCII without `\` is read alike by both, and a host without
 * percent signs: RFC 3986 takes `ex%61mple.com` for `example.com`, WHATWG only under some schemes.
 */
export function hostOf(text: string): string | undefined {
  if (!/^[!-[\]-~]*$/.test(text) || !URL.canParse(text)) return undefined;
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(text)?.[1];
  const generic = authority === undefined ? undefined : /^(?:[^@]*@)?(\[[^[\]@]*\]|[^:@[\]]*)(?::[0-9]*)?$/.exec(authority)?.[1];
  const living = new URL(text).hostname;
  if (generic?.includes("%")) return undefined;
  return generic && living !== "" && bare(living) === bare(generic) ? bare(living) : undefined;
}

/** Is the host one of the entries, or below one that starts with a dot? */
export const hostIn = (host: string, entries: string[]): boolean =>
  entries.map(bare).some((entry) => (entry.startsWith(".") ? host.endsWith(entry) : host === entry));

const bare = (host: string): string => {
  const name = host
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\[(.*)\]$/, "$1");
  const address = ipAddress(name);
  return address === undefined ? name : `${address.family}/${address.value}`;
};
