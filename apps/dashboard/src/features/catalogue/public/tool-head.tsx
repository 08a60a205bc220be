"use client";

import { type Risk, shown, type Text } from "@portcullis/catalogue";
import { ArrowDown, ArrowRight } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { RiskScale } from "./looks.tsx";
import { serverHref } from "./paths.ts";
import { Trail } from "./trail.tsx";
import { policyUseHref } from "./use-href.ts";
import { Words } from "./words.tsx";

export interface ToolHeadProps {
  server: { slug: string; name: string };
  /** The tool's real name; `shownName` is what of it may be shown. */
  toolName: string;
  shownName: string;
  risk: Risk;
  summary: Text;
  /** The heading of the section that the second button leads to. */
  control: string;
}

/** The head of a tool's page. A component of the browser so that the page carries its words once beside the HTML. */
export function ToolHead({ server, toolName, shownName, risk, summary, control }: ToolHeadProps) {
  return (
    <header className="grid content-start justify-items-start gap-4 lg:col-span-2">
      <Trail steps={[["Catalogue", "/catalogue"], [shown(server.name, 80), serverHref(server.slug)], [shownName]]} />
      <RiskScale risk={risk} />
      <h1 className="wrap-anywhere max-w-full font-mono font-semibold text-2xl tracking-tight sm:text-4xl">{shownName}</h1>
      <p className="wrap-anywhere max-w-2xl text-ink-muted text-lg leading-7">
        <Words text={summary} />
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <Button asChild variant="primary" size="lg">
          <a href={policyUseHref(server.slug, toolName)}>
            Use this policy
            <ArrowRight aria-hidden />
          </a>
        </Button>
        <Button asChild size="lg">
          <a href="#control">
            {control}
            <ArrowDown aria-hidden />
          </a>
        </Button>
      </div>
    </header>
  );
}
