import { markdownTwin } from "../../../features/catalogue/public/markdown-twin.ts";

export const dynamic = "force-dynamic";

/** Markdown twins. Reached by the page's address with `.md` behind it: see src/proxy.ts. */
export async function GET(request: Request, { params }: { params: Promise<{ path: string[] }> }) {
  const { path } = await params;
  const text = await markdownTwin(path, Object.fromEntries(new URL(request.url).searchParams));
  const headers = { "content-type": "text/markdown; charset=utf-8", "cache-control": "public, max-age=60" };
  if (text === null) return new Response("# Not found\n\nThere is nothing at this address.\n", { status: 404, headers });
  return new Response(text, { headers });
}
