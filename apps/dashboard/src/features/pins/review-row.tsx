"use client";

import { categoryWords } from "@portcullis/catalogue";
import { ChevronRight, TriangleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { useId, useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { CategoryBadge } from "../catalogue/inside/category-badge.tsx";
import type { ReviewedTool, State } from "./review.ts";
import type { useDecide } from "./use-decide.ts";

/** What there is to read of one definition. Fetched when the first one is opened. */
const ReviewBody = dynamic(() => import("./review-body.tsx"), { loading: () => <SkeletonRows rows={3} /> });

interface ReviewRowProps {
  tool: ReviewedTool;
  isOpenAtFirst: boolean;
  isChosen: boolean;
  /** Left out: the reader may look only. */
  onChoose?: (isChosen: boolean) => void;
  decide?: ReturnType<typeof useDecide>;
}

const states: Record<State, { text: string; tone: "accent" | "warn" | "hide" }> = {
  new: { text: "New", tone: "accent" },
  changed: { text: "Changed", tone: "warn" },
  refused: { text: "Refused", tone: "hide" },
};

/** One definition that waits, with what speaks against it and the two answers. */
export function ReviewRow({ tool, isOpenAtFirst, isChosen, onChoose, decide }: ReviewRowProps) {
  const [open, setOpen] = useState(isOpenAtFirst);
  const id = useId();
  const { shownName, state, category, warnings, lookAlikes } = tool;
  const { text, tone } = states[state];
  const doubts = warnings.length + lookAlikes.length;
  return (
    <li className="border-b last:border-b-0">
      <div className="flex items-center gap-2 pr-3 transition-colors hover:bg-hover/60">
        {onChoose ? (
          <input
            type="checkbox"
            aria-label={`Choose ${shownName}`}
            className="ml-3 size-4 shrink-0 accent-accent sm:ml-4"
            checked={isChosen}
            onChange={(event) => onChoose(event.target.checked)}
          />
        ) : null}
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-center gap-3 px-2 py-2.5 text-left focus-visible:outline-offset-[-2px]"
        >
          <ChevronRight className={`size-4 shrink-0 text-ink-muted transition-transform ${open ? "rotate-90" : ""}`} aria-hidden />
          <span className="grid min-w-0 flex-1 gap-x-4 gap-y-1 lg:grid-cols-[minmax(13rem,2fr)_minmax(0,4fr)] lg:items-baseline">
            <span className="break-all font-mono text-xs">{shownName}</span>
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Badge tone={tone}>{text}</Badge>
              <CategoryBadge category={category.after} overridden={category.override !== null} />
              {category.isRaised && category.before ? (
                <span className="text-deny text-xs">was {categoryWords[category.before].name}</span>
              ) : null}
              {doubts > 0 ? (
                <span className="inline-flex items-center gap-1 text-warn text-xs">
                  <TriangleAlert className="size-3.5" aria-hidden />
                  {doubts} {doubts === 1 ? "warning" : "warnings"}
                </span>
              ) : null}
            </span>
          </span>
        </button>
        {decide ? (
          <span className="hidden shrink-0 gap-1.5 sm:flex">
            <Answers tool={tool} decide={decide} />
          </span>
        ) : null}
      </div>
      <div id={id} hidden={!open}>
        {open ? <ReviewBody tool={tool} /> : null}
        {open && decide ? (
          <div className="flex gap-2 border-t px-4 py-3 sm:hidden">
            <Answers tool={tool} decide={decide} />
          </div>
        ) : null}
      </div>
    </li>
  );
}

function Answers({ tool, decide }: { tool: ReviewedTool; decide: NonNullable<ReviewRowProps["decide"]> }) {
  return (
    <>
      <Button size="sm" aria-label={`Accept ${tool.shownName}`} onClick={() => void decide.accept([tool]).catch(() => {})}>
        Accept
      </Button>
      {tool.state === "refused" ? null : (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Refuse ${tool.shownName}`}
          onClick={() => void decide.refuse([tool]).catch(() => {})}
        >
          Refuse
        </Button>
      )}
    </>
  );
}
