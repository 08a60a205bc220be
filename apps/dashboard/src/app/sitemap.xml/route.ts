import { listCatalogueNames } from "@portcullis/control-plane";
import { controlPlane } from "../../control-plane.ts";
import { env } from "../../env.ts";
import { remembering } from "../../features/catalogue/public/remembered.ts";
import { partsOf, sitemapIndex } from "../../features/catalogue/public/sitemap.ts";

export const dynamic = "force-dynamic";

// Finding where the parts begin reads every name once.
const remembered = remembering({ secondsMax: 600, entriesMax: 1 });

/** The list of site maps: one of the fixed pages, the others of the catalogue, none above 50,000 addresses. */
export async function GET() {
  const base = env().dashboardUrl;
  const parts = await remembered("parts", () => partsOf((input) => listCatalogueNames(controlPlane(), input)));
  const urls = ["pages", ...parts.map((after) => (after ? `after-${after}` : "first"))].map((part) => `${base}/sitemaps/${part}.xml`);
  return new Response(sitemapIndex(urls), {
    headers: { "content-type": "application/xml; charset=utf-8", "cache-control": "public, max-age=600" },
  });
}
