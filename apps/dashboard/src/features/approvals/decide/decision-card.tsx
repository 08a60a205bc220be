"use client";

import { PencilLine } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../../ui/card.tsx";
import type { ApprovalDetail, Word } from "../approval.ts";
import type { Unfolded } from "../call/use-unfolded.ts";
import { Countdown } from "../countdown.tsx";
import { letterKey } from "../letter-key.ts";
import { nextWords, otherPolicyWords, progressWords, standingWords } from "../words.ts";
import { DecideDialog } from "./decide-dialog.tsx";
import { Ending } from "./ending.tsx";

// The editor is heavy, and few who look at a call change it.
const EditDialog = dynamic(() => import("./edit-dialog.tsx"), { ssr: false });

interface DecisionCardProps {
  approval: ApprovalDetail;
  unfolded: Unfolded;
  asks: Word | null;
  /** The time that something still could be done is over. */
  onOver: () => void;
}

/** What can be done about a call, until when, and what follows; or how it ended. */
export function DecisionCard({ approval, unfolded, asks, onOver }: DecisionCardProps) {
  const { state, expiresAt, usableUntil, minApprovals, mayVote, call } = approval;
  const canRead = call.shown !== null;
  const may = {
    approve: canRead && mayVote.approve,
    refuse: mayVote.refuse,
    edit: canRead && mayVote.edit && call.shown?.editable !== null,
  };
  const [word, setWord] = useState<Word | null>(asks !== null && may[asks] ? asks : null);
  const [editing, setEditing] = useState<"unused" | "open" | "closed">("unused");
  useLetters((next) => may[next] && setWord(next));
  const next = nextWords(approval);
  const until = state === "pending" ? expiresAt : state === "approved" ? usableUntil : null;
  return (
    <Card aria-label="Decision">
      <CardHeader
        title={state !== "pending" ? standingWords(approval) : mayVote.approve || mayVote.refuse ? "Your decision" : "Decision"}
        description={
          until ? (
            <>
              {state === "pending" ? "Time to decide: " : "May still run for "}
              <Countdown until={until} onOver={onOver} className="text-ink" />
            </>
          ) : undefined
        }
      />
      <CardBody className="grid gap-4 text-sm">
        {minApprovals > 1 ? <Progress approval={approval} /> : null}
        <Ending approval={approval} />
        {may.approve && unfolded.left > 0 ? (
          <div className="grid gap-2 rounded-md bg-warn-soft px-3 py-2">
            <p>
              {unfolded.left === 1 ? "A part of the call is folded." : `${unfolded.left} parts of the call are folded.`} Look at all of it
              before you approve it.
            </p>
            <Button size="sm" className="justify-self-start" onClick={unfolded.openAll}>
              Show all
            </Button>
          </div>
        ) : null}
        {approval.policyIsCurrent === false ? <p className="break-words rounded-md bg-warn-soft px-3 py-2">{otherPolicyWords}</p> : null}
        {may.approve && mayVote.caution ? <p className="break-words rounded-md bg-warn-soft px-3 py-2">{mayVote.caution}</p> : null}
        {mayVote.reason ? <p className="break-words text-ink-muted">{mayVote.reason}</p> : null}
        {may.approve || may.refuse || may.edit ? (
          <div className="grid gap-2">
            {may.approve ? (
              <Button variant="primary" disabled={unfolded.left > 0} onClick={() => setWord("approve")}>
                Approve…
              </Button>
            ) : null}
            {may.refuse ? (
              <Button variant="danger-quiet" onClick={() => setWord("refuse")}>
                {state === "approved" || mayVote.reason ? "Refuse after all…" : "Refuse…"}
              </Button>
            ) : null}
            {may.edit ? (
              <Button variant="ghost" onClick={() => setEditing("open")}>
                <PencilLine aria-hidden />
                Change the arguments
              </Button>
            ) : null}
          </div>
        ) : null}
        {next ? <p className="text-ink-muted text-xs">{next}</p> : null}
      </CardBody>
      {word === null ? null : (
        <DecideDialog approval={approval} unfolded={unfolded} word={word} withCall={asks === word} onClose={() => setWord(null)} />
      )}
      {editing === "unused" ? null : (
        <EditDialog approval={approval} open={editing === "open"} onOpenChange={(open) => setEditing(open ? "open" : "closed")} />
      )}
    </Card>
  );
}

function Progress({ approval }: { approval: ApprovalDetail }) {
  const { approvals, minApprovals } = approval;
  return (
    <div className="grid gap-1">
      <p className="text-xs">{progressWords(approval)}, each by another person</p>
      <div className="flex gap-1" aria-hidden>
        {Array.from({ length: Math.min(minApprovals, 12) }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places in a row
          <span key={at} className={at < approvals ? "h-1.5 flex-1 rounded-full bg-ok" : "h-1.5 flex-1 rounded-full bg-hover"} />
        ))}
      </div>
    </div>
  );
}

/** a and r open the question; they answer nothing. */
function useLetters(ask: (word: Word) => void) {
  const lastG = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = letterKey(event, lastG);
      if (key !== "a" && key !== "r") return;
      event.preventDefault();
      ask(key === "a" ? "approve" : "refuse");
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
}
