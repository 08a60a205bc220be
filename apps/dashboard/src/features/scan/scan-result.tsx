"use client";

import {
  type Assessment,
  categoryOrder,
  categoryWords,
  revealHidden,
  riskOf,
  riskWords,
  type ServerAssessment,
} from "@portcullis/catalogue";
import { Download, ShieldCheck, TriangleAlert } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CategoryBar, riskInk } from "../catalogue/public/looks.tsx";
import { serverHref } from "../catalogue/public/paths.ts";

/** What the check found: the sum first, then server by server. */
export function ScanResult({ assessment: { servers, problems } }: { assessment: Assessment }) {
  const active = servers.filter(({ server }) => !server.disabled);
  const bypassing = active.filter(({ bypasses }) => bypasses);
  return (
    <div className="grid gap-6">
      {servers.length > 0 ? (
        <h2 className="font-semibold text-xl tracking-tight">
          {bypassing.length === 0
            ? `All ${active.length} servers are behind a gateway`
            : `${bypassing.length} of ${active.length} servers ${bypassing.length === 1 ? "bypasses" : "bypass"} a gateway`}
        </h2>
      ) : null}
      {problems.map(({ message, line, column }) => (
        <p key={`${line}:${column} ${message}`} className="flex gap-2 text-sm text-warn">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          Line {line}: {revealHidden(message)}
        </p>
      ))}
      <ul className="grid gap-4">
        {servers.map((assessed) => (
          <li key={`${assessed.server.line}:${assessed.server.column}`}>
            <ServerResult assessed={assessed} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ServerResult({ assessed }: { assessed: ServerAssessment }) {
  const { server, known, counts, risk, policy, findings, bypasses } = assessed;
  const counted = categoryOrder
    .map((category) => ({ category, name: categoryWords[category].name, risk: riskOf(category), count: counts[category] }))
    .filter(({ count }) => count > 0);
  const name = revealHidden(server.name);
  return (
    <article className="grid gap-4 rounded-lg border bg-surface p-4 sm:p-5">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="wrap-anywhere font-mono font-semibold">{name}</h3>
        <p className={`font-medium text-sm ${bypasses && risk ? riskInk[risk] : "text-ink-muted"}`}>
          {server.disabled ? "Switched off" : bypasses ? (risk ? riskWords[risk].name : "Unknown tools") : "Behind a gateway"}
        </p>
      </header>
      <p className="wrap-anywhere font-mono text-ink-muted text-xs">
        {revealHidden(server.url ?? [server.command, server.package?.name].filter(Boolean).join(" "))}
      </p>
      {findings.length > 0 ? (
        <ul className="grid gap-2 text-sm">
          {findings.map(({ rule, level, message }) => (
            <li key={rule} className="flex gap-2">
              <TriangleAlert className={`mt-0.5 size-4 shrink-0 ${riskInk[level]}`} aria-hidden />
              <span className="wrap-anywhere">{revealHidden(message)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="flex gap-2 text-ok text-sm">
          <ShieldCheck className="mt-0.5 size-4 shrink-0" aria-hidden />
          Nothing to say about it.
        </p>
      )}
      {counted.length > 0 ? <CategoryBar counts={counted} /> : null}
      {policy ? <Policy name={server.name} policy={policy} /> : null}
      {known?.slug ? (
        <a href={serverHref(known.slug)} className="justify-self-start font-medium text-accent-ink text-sm underline underline-offset-4">
          {known.name} in the catalogue
        </a>
      ) : null}
    </article>
  );
}

function Policy({ name, policy: { document, effect } }: { name: string; policy: { document: object; effect: string } }) {
  const text = JSON.stringify(document, null, 2);
  return (
    <div className="grid gap-2">
      <CodeBlock code={text} caption="Recommended policy" copyLabel={`Copy the policy for ${revealHidden(name)}`} />
      <p className="text-ink-muted text-sm">{effect}</p>
      <Button size="sm" className="justify-self-start" onClick={() => download(`${fileName(name)}-policy.json`, `${text}\n`)}>
        <Download aria-hidden />
        Download
      </Button>
    </div>
  );
}

const fileName = (name: string) => name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 60) || "server";

/** Saves a text as a file, made here: no address but the browser's own is asked. */
function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
