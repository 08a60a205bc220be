import { env } from "../../env.ts";
import { llmsText } from "../../features/catalogue/public/llms-text.ts";
import { readSize } from "../../features/catalogue/public/read.ts";

export const dynamic = "force-dynamic";

export async function GET() {
  const text = llmsText(env().dashboardUrl, await readSize());
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=300" } });
}
