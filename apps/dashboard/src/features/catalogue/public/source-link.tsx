import { shown } from "@portcullis/catalogue";
import { sourceUrl } from "./source-url.ts";

/** Where a server comes from; as text when it is no address that may be linked. */
export function SourceLink({ url }: { url: string }) {
  const source = sourceUrl(url);
  if (!source) return <span>{shown(url, 100)}</span>;
  return (
    <a href={source.href} rel="nofollow noopener noreferrer" className="underline underline-offset-4">
      {shown(source.label, 100)}
    </a>
  );
}
