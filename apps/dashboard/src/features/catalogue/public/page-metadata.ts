import type { Metadata } from "next";
import { connection } from "next/server";
import { env } from "../../../env.ts";
import { markdownHref } from "./paths.ts";

/** Title, description, canonical address, Markdown twin and what a shared link shows. */
export async function pageMetadata({ title, description, path }: { title: string; description: string; path: string }): Promise<Metadata> {
  // The settings are those of the installation, not of the machine that builds.
  await connection();
  return {
    metadataBase: new URL(env().dashboardUrl),
    title,
    description,
    alternates: { canonical: path, types: { "text/markdown": markdownHref(path) } },
    openGraph: { title, description, url: path, siteName: "Portcullis", type: "website" },
    twitter: { card: "summary_large_image", title, description },
  };
}
