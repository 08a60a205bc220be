import { findAttack } from "@portcullis/catalogue";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AttackView } from "../../../features/catalogue/public/attack-view.tsx";
import { Frame } from "../../../features/catalogue/public/frame.tsx";
import { pageMetadata } from "../../../features/catalogue/public/page-metadata.ts";
import { attackHref } from "../../../features/catalogue/public/paths.ts";
import { articleData, trailData } from "../../../features/catalogue/public/structured.ts";

type PageProps = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const pattern = findAttack((await params).slug);
  if (!pattern) return { title: "Not found" };
  return pageMetadata({
    title: `${pattern.name}: how it works and what stops it`,
    description: pattern.summary,
    path: attackHref(pattern.slug),
  });
}

export default async function AttackPage({ params }: PageProps) {
  const pattern = findAttack((await params).slug);
  if (!pattern) notFound();
  const path = attackHref(pattern.slug);
  const data = [
    trailData([
      ["Attacks", "/attacks"],
      [pattern.name, path],
    ]),
    articleData(pattern.name, pattern.summary, path),
  ];
  return (
    <Frame path={path} data={data}>
      <AttackView pattern={pattern} />
    </Frame>
  );
}
