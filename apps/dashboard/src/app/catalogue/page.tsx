import type { Metadata } from "next";
import { asksNothing, type Query, readAsked } from "../../features/catalogue/public/asked.ts";
import { CatalogueView } from "../../features/catalogue/public/catalogue-view.tsx";
import { Frame } from "../../features/catalogue/public/frame.tsx";
import { pageMetadata } from "../../features/catalogue/public/page-metadata.ts";
import { readResults, readSize } from "../../features/catalogue/public/read.ts";
import { catalogueData } from "../../features/catalogue/public/structured.ts";

type PageProps = { searchParams: Promise<Query> };

export async function generateMetadata({ searchParams }: PageProps): Promise<Metadata> {
  const plain = asksNothing(readAsked(await searchParams));
  return {
    ...(await pageMetadata({
      title: "Catalogue of MCP servers and their tools",
      description: "Every tool of every MCP server in the catalogue: what it does, how risky it is, and the policy that controls it.",
      path: "/catalogue",
    })),
    // Every search is a page of its own; engines should know the things themselves.
    ...(plain ? {} : { robots: { index: false, follow: true } }),
  };
}

export default async function CataloguePage({ searchParams }: PageProps) {
  const asked = readAsked(await searchParams);
  const [counts, results] = await Promise.all([readSize(), readResults(asked)]);
  return (
    <Frame path="/catalogue" data={catalogueData(counts)}>
      <CatalogueView asked={asked} counts={counts} results={results} />
    </Frame>
  );
}
