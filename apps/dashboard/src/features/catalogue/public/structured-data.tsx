import { embeddedJson } from "./embedded-json.ts";

/** JSON-LD for search engines. Not a script that runs: the content security policy has nothing to say about data. */
export function StructuredData({ of }: { of: readonly Record<string, unknown>[] }) {
  return of.map((data) => (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: React would escape quotes, which JSON needs; embeddedJson leaves no way out
    <script key={String(data["@type"])} type="application/ld+json" dangerouslySetInnerHTML={{ __html: embeddedJson(data) }} />
  ));
}
