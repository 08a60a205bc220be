/** The public site as a program sees it: what the site map names, read over HTTP. */
export type PublicPage = ReturnType<typeof publicPages>;

export function publicPages(base: string) {
  const read = async (path: string) => {
    const answer = await fetch(base + path, { redirect: "manual" });
    return { status: answer.status, headers: answer.headers, html: await answer.text() };
  };
  /** Several at once, as a crawler does. */
  const each = async (paths: readonly string[], visit: (path: string) => Promise<unknown>) => {
    const waiting = [...paths];
    const worker = async () => {
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) await visit(path);
    };
    await Promise.all(Array.from({ length: 6 }, worker));
  };
  /** A page of `next dev` carries the means to develop with, and takes long to make. */
  const isDevelopment = (html: string) => html.includes("hmr-client");
  const all = async () => {
    const places = (xml: string) => [...xml.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => (url as string).slice(base.length));
    const parts = places((await read("/sitemap.xml")).html);
    const paths = (await Promise.all(parts.map(async (part) => places((await read(part)).html)))).flat();
    if (!isDevelopment((await read("/attacks")).html)) return paths;
    return paths.filter((path, index) => index % 40 === 0 || !/^\/catalogue\/.*\//.test(path) || path.endsWith("/zabbix_logout"));
  };
  const linksIn = (html: string) =>
    [...html.matchAll(/<a [^>]*?href="(\/[^"#]*)/g)].map(([, href]) => (href as string).replaceAll("&amp;", "&"));
  return { base, read, each, all, linksIn, isDevelopment };
}

/** How long a page is on the wire, before it is compressed. */
export const bytesOf = (html: string) => Buffer.byteLength(html);
