/** A stranger's address, if it may be linked: https, no password in it. `label` is what people know it by. */
export function sourceUrl(text: string): { href: string; label: string } | null {
  const written = /^[\w.-]+\/[\w.-]+$/.test(text) ? `https://github.com/${text}` : text;
  if (!URL.canParse(written)) return null;
  const url = new URL(written);
  if (url.protocol !== "https:" || url.username || url.password) return null;
  const path = url.pathname.replace(/\.git$|(?<!\/)\/+$/g, "");
  return { href: url.href, label: url.hostname === "github.com" && path.length > 1 ? path.slice(1) : `${url.hostname}${path}` };
}
