import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Frame } from "../../../../features/catalogue/public/frame.tsx";
import { pageMetadata } from "../../../../features/catalogue/public/page-metadata.ts";
import { toolHref, toolOfSegment } from "../../../../features/catalogue/public/paths.ts";
import { readToolPage } from "../../../../features/catalogue/public/read.ts";
import { toolData } from "../../../../features/catalogue/public/structured.ts";
import { ToolView } from "../../../../features/catalogue/public/tool-view.tsx";

type PageProps = { params: Promise<{ server: string; tool: string }> };

async function read({ params }: PageProps) {
  const { server, tool } = await params;
  const name = toolOfSegment(tool);
  return name === null ? null : readToolPage(server, name);
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const page = await read(props);
  if (!page) return { title: "Not found" };
  const { title, description } = page.content;
  return pageMetadata({ title, description, path: toolHref(page.tool.serverSlug, page.tool.name) });
}

export default async function ToolPage(props: PageProps) {
  const page = await read(props);
  if (!page) notFound();
  return (
    <Frame path={toolHref(page.tool.serverSlug, page.tool.name)} data={toolData(page)} questions={page.content.questions.items}>
      <ToolView page={page} />
    </Frame>
  );
}
