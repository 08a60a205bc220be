/**
 * Addresses of the public pages. A tool's name is whatever a server calls it, so its segment is spelled in letters that no browser, proxy or
 * router reads in two ways: what is none of them is its UTF-8 bytes in hexadecimal, each after a tilde.
 */
export const serverHref = (slug: string) => `/catalogue/${slug}`;
export const toolHref = (slug: string, name: string) => `/catalogue/${slug}/${toolSegment(name)}`;
export const attackHref = (slug: string) => `/attacks/${slug}`;

/** The Markdown twin of a page, from the page's path. */
export const markdownHref = (path: string) => `${path === "/" ? "/index" : path}.md`;

export function toolSegment(name: string): string {
  const spelled = [...encoder.encode(name)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : hex(byte))).join("");
  // These would be a Markdown twin, a folder above and a picture's address.
  if (/\.md$/i.test(spelled)) return `${spelled.slice(0, -3)}~2E${spelled.slice(-2)}`;
  if (/^\.+$/.test(spelled) || spelled.startsWith("opengraph-image")) return hex(spelled.charCodeAt(0)) + spelled.slice(1);
  return spelled;
}

/** The name that a segment stands for; null for a segment that no name is spelled by. */
export function toolOfSegment(segment: string): string | null {
  if (!/^(?:[A-Za-z0-9_.-]|~[0-9A-F]{2})+$/.test(segment)) return null;
  const bytes = [...segment.matchAll(/~([0-9A-F]{2})|([\s\S])/g)].map(([, code, letter]) =>
    code === undefined ? (letter as string).charCodeAt(0) : Number.parseInt(code, 16),
  );
  try {
    const name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    return toolSegment(name) === segment ? name : null;
  } catch {
    return null;
  }
}

const encoder = new TextEncoder();
const isPlain = (byte: number) => /[A-Za-z0-9_.-]/.test(String.fromCharCode(byte));
const hex = (byte: number) => `~${byte.toString(16).toUpperCase().padStart(2, "0")}`;
