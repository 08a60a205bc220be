import { readServerPage } from "../../../features/catalogue/public/read.ts";
import { toolWords } from "../../../features/catalogue/public/server-rows.tsx";
import { pictureSize, sharePicture } from "../../../features/catalogue/public/share-picture.tsx";

// Drawn when it is asked for: the catalogue changes by imports, not by builds.
export const dynamic = "force-dynamic";
export const size = pictureSize;
export const contentType = "image/png";
export const alt = "The server's name and what its tools can do";

export default async function ServerPicture({ params }: { params: Promise<{ server: string }> }) {
  const page = await readServerPage((await params).server);
  if (!page) return new Response("There is no such server.\n", { status: 404 });
  return sharePicture({ above: "Catalogue of MCP servers", title: page.server.name, line: toolWords(page.server) });
}
