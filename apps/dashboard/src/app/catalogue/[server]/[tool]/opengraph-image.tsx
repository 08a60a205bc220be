import { riskWords } from "@portcullis/catalogue";
import { toolOfSegment } from "../../../../features/catalogue/public/paths.ts";
import { readToolPage } from "../../../../features/catalogue/public/read.ts";
import { pictureSize, sharePicture } from "../../../../features/catalogue/public/share-picture.tsx";

// Drawn when it is asked for: the catalogue changes by imports, not by builds.
export const dynamic = "force-dynamic";
export const size = pictureSize;
export const contentType = "image/png";
export const alt = "The tool's name and its risk";

export default async function ToolPicture({ params }: { params: Promise<{ server: string; tool: string }> }) {
  const { server, tool } = await params;
  const name = toolOfSegment(tool);
  const page = name === null ? null : await readToolPage(server, name);
  if (!page) return new Response("There is no such tool.\n", { status: 404 });
  const { badge, name: title } = page.content;
  return sharePicture({
    above: page.tool.server.name,
    title,
    line: `${riskWords[badge.risk].name} · ${badge.categoryName}. What it does, and the policy that controls it.`,
    risk: badge.risk,
  });
}
