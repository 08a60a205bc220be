import { listCatalogueNames } from "@portcullis/control-plane";
import { controlPlane } from "../../../control-plane.ts";
import { env } from "../../../env.ts";
import { fixedPaths, pathsOf, sitemapPart } from "../../../features/catalogue/public/sitemap.ts";

export const dynamic = "force-dynamic";

/** One site map: `pages.xml`, `first.xml`, or `after-<slug>.xml` for the part of the catalogue that begins after a server. */
export async function GET(_request: Request, { params }: { params: Promise<{ part: string }> }) {
  const { part } = await params;
  const [, name, after = ""] = /^(pages|first|after-([a-z0-9][a-z0-9-]{0,79}))\.xml$/.exec(part) ?? [];
  if (name === undefined) return new Response("There is no such site map.\n", { status: 404 });
  const paths = name === "pages" ? fixed() : pathsOf((input) => listCatalogueNames(controlPlane(), input), after);
  return new Response(streamed(sitemapPart(env().dashboardUrl, paths)), {
    headers: { "content-type": "application/xml; charset=utf-8", "cache-control": "public, max-age=600" },
  });
}

async function* fixed() {
  for (const path of fixedPaths()) yield { path };
}

/** Sent as fast as the reader takes it. */
function streamed(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      let text = "";
      while (text.length < 32_768) {
        const { done, value } = await pieces.next();
        if (done) {
          if (text) controller.enqueue(encoder.encode(text));
          return controller.close();
        }
        text += value;
      }
      controller.enqueue(encoder.encode(text));
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
}
