"use client";

import { categoryWords, revealHidden } from "@portcullis/catalogue";
import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { Differences } from "./differences.tsx";
import { likenessWords, type ReviewedTool } from "./review.ts";

/** One definition to read: what speaks against it, what is different field by field, and the text itself. Everything is plain text, nothing is hidden. */
export default function ReviewBody({ tool }: { tool: ReviewedTool }) {
  const { accepted, refused, warnings, lookAlikes, category, digest, definition, seenAt } = tool;
  return (
    <div className="grid grid-cols-1 gap-4 border-t bg-page/60 px-4 py-4 sm:pr-5 sm:pl-11">
      {tool.description ? <p className="max-w-3xl whitespace-pre-wrap break-words text-sm">{revealHidden(tool.description)}</p> : null}
      {warnings.length > 0 ? (
        <ul aria-label="Warnings" className="grid gap-2">
          {warnings.map(({ kind, pointer, quote, sentence }) => (
            <Doubt key={`${kind} ${pointer}`} sentence={sentence}>
              <span className="break-all font-mono text-xs">{pointer || "the whole"}</span>
              {quote ? <q className="wrap-anywhere text-xs">{quote}</q> : null}
            </Doubt>
          ))}
        </ul>
      ) : null}
      {lookAlikes.length > 0 ? <LookAlikes of={lookAlikes} /> : null}
      {category.isRaised && category.before ? (
        <p className="text-sm">
          What it says of itself makes it <strong>{categoryWords[category.after].name}</strong>; it was accepted as{" "}
          {categoryWords[category.before].name}. Rules by category apply to what it becomes.
        </p>
      ) : null}
      <Tabs defaultValue="differences">
        <TabList label={`Definition of ${tool.shownName}`}>
          <Tab value="differences">{accepted ? "What has changed" : "Fields"}</Tab>
          <Tab value="json">JSON</Tab>
          {accepted ? <Tab value="before">Accepted before</Tab> : null}
        </TabList>
        <TabPanel value="differences">
          <Differences of={tool.differences} isNew={accepted === null} />
        </TabPanel>
        <TabPanel value="json">
          <CodeBlock code={revealHidden(indented(definition))} copyLabel="Copy definition" />
        </TabPanel>
        {accepted ? (
          <TabPanel value="before">
            <CodeBlock code={revealHidden(indented(accepted.definition))} copyLabel="Copy the definition that was accepted" />
          </TabPanel>
        ) : null}
      </Tabs>
      <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-ink-muted text-xs">
        <span>
          Seen <RelativeTime at={seenAt} />
        </span>
        {accepted ? (
          <span>
            last accepted by {accepted.by} <RelativeTime at={accepted.at} />
          </span>
        ) : null}
        {refused ? (
          <span>
            {refused.digest === digest ? "refused" : "an earlier one refused"} by {refused.by} <RelativeTime at={refused.at} />
          </span>
        ) : null}
        <span className="flex min-w-0 items-center gap-1">
          Digest <code className="min-w-0 max-w-40 truncate font-mono">{digest}</code>
          <CopyButton text={digest} label="Copy digest" />
        </span>
      </p>
    </div>
  );
}

function LookAlikes({ of }: { of: ReviewedTool["lookAlikes"] }) {
  const { slug } = useOrganization();
  return (
    <ul aria-label="Look-alikes" className="grid gap-2">
      {of.map(({ serverSlug, serverName, tool, shownTool, why }) => (
        <Doubt
          key={`${serverSlug} ${tool}`}
          sentence={`A tool of ${serverName} ${likenessWords[why]}. An agent that sees both may take one for the other.`}
        >
          <Link href={`/o/${slug}/servers/${serverSlug}`} className="break-all font-mono text-accent-ink text-xs hover:underline">
            {shownTool}
          </Link>
        </Doubt>
      ))}
    </ul>
  );
}

function Doubt({ sentence, children }: { sentence: string; children: ReactNode }) {
  return (
    <li className="flex gap-2.5 rounded-md bg-warn-soft px-3 py-2 text-sm">
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
      <span className="grid min-w-0 gap-1">
        <span>{sentence}</span>
        <span className="flex flex-wrap gap-x-3 gap-y-1 text-ink-muted">{children}</span>
      </span>
    </li>
  );
}

/** The stored text is the server's, byte for byte; this is for reading. */
function indented(definition: string): string {
  try {
    return JSON.stringify(JSON.parse(definition), null, 2);
  } catch {
    return definition;
  }
}
