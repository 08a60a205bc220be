import { type IndexedServer, indexedServer, readRecordedServer } from "@portcullis/catalogue";
import { recordedServers } from "@portcullis/catalogue/data";

/** Made when the dashboard is built. The same for everybody: asking for it tells nobody what is being checked. */
export const dynamic = "force-static";

/** The servers that the check recognizes, with the category of each tool. */
export async function GET() {
  const servers: IndexedServer[] = [];
  for (const { slug, load } of recordedServers) {
    const { records } = readRecordedServer(await load(), { from: `${slug}.json`, at: "" });
    servers.push(...records.map(indexedServer));
  }
  return Response.json(servers, { headers: { "cache-control": "public, max-age=3600" } });
}
