"use client";

import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/class-names.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { ServerSummaries } from "./server-summaries.tsx";
import { type Step, stepsOf } from "./steps.ts";

/** The way to the first governed call. */
export function GettingStarted({ progress }: { progress: Outputs["organization"]["progress"] }) {
  const { name } = useOrganization();
  const unpublished = useQuery({ ...useTRPC().policy.list.queryOptions({}), enabled: progress.servers > 0 && progress.policies === 0 });
  const steps = stepsOf(
    progress,
    unpublished.data?.find(({ liveVersion, hasDraft }) => liveVersion === null && hasDraft),
  );
  const next = steps.findIndex((step) => !step.done);
  return (
    <>
      <PageHeader
        title={name}
        description={`Four steps to the first governed call. ${steps.filter((step) => step.done).length} of 4 done.`}
      />
      <ol className="overflow-hidden rounded-lg border bg-surface shadow-card">
        {steps.map((step, index) => (
          <StepRow key={step.place.path} step={step} number={index + 1} isNext={index === next} />
        ))}
      </ol>
      {progress.servers > 0 ? <ServerSummaries /> : null}
    </>
  );
}

function StepRow({ step, number, isNext }: { step: Step; number: number; isNext: boolean }) {
  return (
    <li className={cn("flex gap-4 border-b px-4 py-4 last:border-b-0 sm:px-5", isNext && "bg-accent-soft/50")}>
      <StepMark done={step.done} number={number} isNext={isNext} />
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 max-w-2xl">
          <h2 className="font-semibold text-[0.9375rem]">
            {step.title}
            <span className="sr-only">{step.done ? " (done)" : ""}</span>
          </h2>
          <p className="text-ink-muted text-sm">{step.done ? step.result : step.why}</p>
        </div>
        <StepAction step={step} isNext={isNext} />
      </div>
    </li>
  );
}

function StepAction({ step, isNext }: { step: Step; isNext: boolean }) {
  const { slug, may } = useOrganization();
  const { label, path } = step.done ? step.place : step.action;
  if (!step.done && !may(step.needs)) return <span className="text-ink-muted text-xs">An owner or admin does this</span>;
  return (
    <Button
      asChild
      className={step.done ? "-mx-2.5" : undefined}
      variant={isNext ? "primary" : step.done ? "ghost" : "secondary"}
      size={isNext ? "md" : "sm"}
    >
      <Link href={`/o/${slug}${path}`}>{label}</Link>
    </Button>
  );
}

function StepMark({ done, number, isNext }: { done: boolean; number: number; isNext: boolean }) {
  return (
    <span
      aria-hidden
      className={cn(
        "mt-0.5 grid size-7 shrink-0 place-items-center rounded-full border font-semibold text-xs tabular-nums",
        done ? "border-transparent bg-ok-soft text-ok" : isNext ? "border-transparent bg-accent text-accent-on" : "text-ink-muted",
      )}
    >
      {done ? <Check className="size-4" /> : number}
    </span>
  );
}
