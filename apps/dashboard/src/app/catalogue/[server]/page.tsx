import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { Query } from "../../../features/catalogue/public/asked.ts";
import { Frame } from "../../../features/catalogue/public/frame.tsx";
import { toolsMax } from "../../../features/catalogue/public/named-tools.ts";
import { pageMetadata } from "../../../features/catalogue/public/page-metadata.ts";
import { serverHref } from "../../../features/catalogue/public/paths.ts";
import { readServerPage } from "../../../features/catalogue/public/read.ts";
import { ServerView } from "../../../features/catalogue/public/server-view.tsx";
import { serverData } from "../../../features/catalogue/public/structured.ts";

type PageProps = { params: Promise<{ server: string }>; searchParams: Promise<Query> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { server: slug } = await params;
  const page = await readServerPage(slug);
  if (!page) return { title: "Not found" };
  const { title, description } = page.content;
  return pageMetadata({ title, description, path: serverHref(slug) });
}

export default async function ServerPage({ params, searchParams }: PageProps) {
  const { server: slug } = await params;
  const page = await readServerPage(slug);
  if (!page) notFound();
  const number = Number((await searchParams).page ?? 1);
  const from = Number.isInteger(number) && number > 0 ? (number - 1) * toolsMax : 0;
  if (from > 0 && from >= page.server.tools.length) notFound();
  return (
    <Frame path={serverHref(slug)} data={serverData(page)} questions={page.content.questions.items}>
      <ServerView page={page} from={from} />
    </Frame>
  );
}
